"""A clock for a machine that others use too: time passed, less the time this thread was ready to run and had to queue for a core.

Linux tells the second number; elsewhere the clock is an ordinary one. Waiting for a disk or for another process still counts.
"""

from __future__ import annotations

import time
from pathlib import Path

_QUEUE = Path("/proc/thread-self/schedstat")


def queued(schedstat: Path = _QUEUE) -> float:
    """Seconds spent in the queue for a core so far; 0 where that is not told."""
    try:
        return int(schedstat.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def now() -> float:
    """Seconds; only differences mean something."""
    return time.perf_counter() - queued()


def now_all() -> float:
    """Seconds, less what all threads of this process queued; for work handed from thread to thread, none of which may end meanwhile."""
    return time.perf_counter() - sum(queued(path / "schedstat") for path in Path("/proc/self/task").glob("*"))
