"""`python -m tests.torture.forker`: the command, started many times without loading Python's libraries again each time.

One JSON line on standard input, `{"arguments": […], "log": path}`, forks a process group that runs `pungmun ARGUMENTS` with
its output in the log; `pid N` and, when it has ended, `end CODE` come back. Nothing is loaded before the fork that has threads
or state: only modules.
"""

from __future__ import annotations

import json
import os
import sys
import traceback


def main() -> None:
    """Fork until standard input ends."""
    import kiwipiepy  # noqa: F401

    import pungmun.cli
    import pungmun.steps

    _say("ready")
    for line in sys.stdin:
        task = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            out = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out, 1)
            os.dup2(out, 2)
            code = 70
            try:
                pungmun.cli.main(task["arguments"])
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(bool(end.code))
            except Exception:  # noqa: BLE001 -- shown in the log; the code tells
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _say(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        _say(f"end {os.waitstatus_to_exitcode(status)}")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
