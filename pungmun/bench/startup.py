"""How long `pungmun --help` takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from pungmun.bench import clock
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting

HELP = [sys.executable, "-m", "pungmun", "--help"]


def help_text(setting: Setting) -> list[Figure]:
    """A new process each time; the median of the time that it did not queue for a core."""
    taken, passed = zip(*(_once() for _ in range(setting.size(5, 15))), strict=True)
    told = f"median of {len(taken)}; by the wall clock {statistics.median(passed):.2f} s, best {min(passed):.2f} s"
    return [Figure("start of pungmun --help", statistics.median(taken), "s", 0.3, "less", detail=told)]


def _once() -> tuple[float, float]:
    start = time.perf_counter()
    with subprocess.Popen(HELP, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        process.stdout.read()
        passed = time.perf_counter() - start
        queued = clock.queued(Path(f"/proc/{process.pid}/schedstat"))  # the process has ended or is about to; it is not yet waited for
    return passed - queued, passed
