"""`python -m tests.torture.forker`: the command, started many times without loading libraries, dictionary and model each time.

One JSON line on standard input, `{"arguments": […], "log": path}`, forks a process group that runs `pungmun ARGUMENTS` with
its output in the log; `pid N` and, when it has ended, `end CODE` come back. What is loaded before the fork has no threads and
is only read: three quarters of a small round were its loading, so that three of four kills hit nothing else.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback


def warm() -> None:
    """Read the shipped model and both of Kiwi's readings (judgement's, and search's with the configured words)."""
    import models.warm  # noqa: F401
    from models.judge import Judge
    from nlp import tokens
    from pungmun.registry.lexicon import load_user_words
    from pungmun.settings import get_settings

    tokens.configure(load_user_words(get_settings().config_dir))
    tokens.search_tokens("미리 읽어 둔다")
    shipped, load = Judge.load(), Judge.load
    Judge.load = lambda path=None: load(path) if path else shipped  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()


def main() -> None:
    """Fork until standard input ends."""
    import pungmun.cli
    import pungmun.steps

    warm()
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
