#!/usr/bin/env python3
"""Run a command with a replay site beside it, so that rounds work before anybody has keys: `scripts/rehearse.py COMMAND…`.

The command sees the site as PUNGMUN_REPLAY: every request of a round goes there, none to the real services. With `--needed` alone:
exit code 0 when a rehearsal is all that a round can do here (no PUNGMUN_CONTACT, and no replay site named), else 1.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from crawlers.replay.site import ReplaySite
from pungmun.settings import get_settings


def main(command: list[str]) -> int:
    """Exit code of the command; a signal to end is handed on to it."""
    settings = get_settings()
    if command == ["--needed"]:
        return int(bool(settings.contact.strip() or settings.replay))
    with ReplaySite() as site, subprocess.Popen(command, env={**os.environ, "PUNGMUN_REPLAY": site.url}) as child:  # noqa: S603 -- words of the caller
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, _frame: child.send_signal(got))
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
