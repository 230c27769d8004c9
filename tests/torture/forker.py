"""`python -m tests.torture.forker`: the command, started many times without loading libraries, dictionary and model each time.

One JSON line on standard input (`Task`) forks a process group that runs the command with its output in the log; `pid N` comes
back and, when it has ended, `end N CODE`. Commands may run side by side. What is loaded before the fork has no threads and is
only read: three quarters of a small round were its loading, so that three of four kills hit nothing else.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import sys
import threading
import traceback
from typing import TypedDict

#: Root may write where rights forbid it; without these two capabilities it may not.
OVERRIDE_RIGHTS = (1, 2)
PR_CAPBSET_DROP, CAP_VERSION = 24, 0x20080522


class Task(TypedDict):
    """A command: its words and `PUNGMUN_` variables, the file of its output, and what its process is held to."""

    arguments: list[str]
    env: dict[str, str]
    log: str
    file_bytes: int
    bound: bool


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
    get_settings.cache_clear()
    gc.collect()
    gc.freeze()


def bind_by_rights() -> None:
    """Make this process, also when it is root's, and all that it starts obey the rights of files and folders."""
    if os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in OVERRIDE_RIGHTS:
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # for what it starts
    header, data = (ctypes.c_uint32 * 2)(CAP_VERSION, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    for kind in range(3):  # effective, permitted, inheritable of the first 32 capabilities
        data[kind] &= ~sum(1 << capability for capability in OVERRIDE_RIGHTS)
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capabilities can't be dropped")


def run(task: Task) -> int:
    """Be the command; its exit code."""
    import pungmun.cli

    os.setsid()
    out = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(task["env"])
    if task["file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["file_bytes"], task["file_bytes"]))
    if task["bound"]:
        bind_by_rights()
    try:
        pungmun.cli.main(task["arguments"])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except Exception:  # noqa: BLE001 -- shown in the log; the code tells
        traceback.print_exc()
        return 70
    return 0


def main() -> None:
    """Fork until standard input ends."""
    warm()
    _say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = run(json.loads(line))
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        _say(f"pid {pid}")
        threading.Thread(target=_wait_for, args=(pid,), daemon=True).start()


def _wait_for(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    _say(f"end {pid} {os.waitstatus_to_exitcode(status)}")


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())  # no buffer and no lock that a fork could find taken


if __name__ == "__main__":
    main()
