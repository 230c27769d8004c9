"""What 10 and 100 million posts a day would take, computed from the figures of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

DAY = 86_400
#: The busiest minutes of a day bring this many times its mean.
PEAK = 3.0
#: How full a core may be at the peak, so that a queue drains.
FULL = 0.7
#: Posts in one shard of Elasticsearch, by its makers' advice (at most 200 million documents), one document a post and one for its place.
SHARD = 100_000_000
LOADS = (10_000_000, 100_000_000)


def cores(posts_a_day: float, posts_a_second: float) -> int:
    """Cores that keep up at the peak.

    Args:
        posts_a_day: the load.
        posts_a_second: what one core does.
    """
    return max(1, math.ceil(posts_a_day / DAY * PEAK / posts_a_second / FULL))


def model(figures: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Rows of (what, one cell per load); only what the run has figures for."""
    value = {figure["name"]: float(figure["value"]) for figure in figures}
    rows: list[tuple[str, list[str]]] = []

    def add(what: str, name: str, cell: Any) -> None:
        if name in value:
            rows.append((what, [cell(load, value[name]) for load in LOADS]))

    add("cores that judge, at the peak", "classify on one core", lambda load, rate: f"{cores(load, rate):,}")
    add("cores that only read everything with Kiwi instead", "Kiwi on one core", lambda load, rate: f"{cores(load, rate):,}")
    add("writers to Elasticsearch at the peak", "Elasticsearch: posts written", lambda load, rate: f"{cores(load, rate):,}")
    add(
        "share of the day that the embedded store writes",
        "SQLite: posts with findings written",
        lambda load, rate: f"{load / rate / DAY:.0%}",
    )
    add("disk of the embedded store a day, every post kept", "SQLite: disk", lambda load, size: f"{load * size / 1e9:,.0f} GB")
    if rows:
        rows.append(("Elasticsearch shards a month, one copy", [f"{math.ceil(load * 30 / SHARD):,}" for load in LOADS]))
    return rows


def table(figures: Sequence[dict[str, Any]]) -> str:
    """The model as a Markdown table; empty without figures to compute it from."""
    rows = model(figures)
    if not rows:
        return ""
    head = ["", f"Computed from these figures: peak {PEAK:g} times the mean, cores at most {FULL:.0%} full.", ""]
    head += ["| a day | " + " | ".join(f"{load // 1_000_000} million posts" for load in LOADS) + " |", "|---|" + "---:|" * len(LOADS)]
    return "\n".join([*head, *(f"| {what} | {' | '.join(cells)} |" for what, cells in rows)]) + "\n"
