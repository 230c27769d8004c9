"""How long `pungmun --help` takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting


def help_text(setting: Setting) -> list[Figure]:
    """A new process each time; the median."""
    taken = []
    for _ in range(setting.size(5, 15)):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pungmun", "--help"], check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return [
        Figure(
            "start of pungmun --help", statistics.median(taken), "s", 0.3, "less", detail=f"median of {len(taken)}, best {min(taken):.2f} s"
        )
    ]
