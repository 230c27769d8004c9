"""How the sources do, for a page: each source with its days and the state of the newest one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pungmun.registry.sources import Source
from pungmun.reports.health import WINDOW_DAYS, health
from pungmun.store import Store
from pungmun.web.times import today

WINDOW = 14


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source and its last days.

    Attributes:
        source: None when the registry no longer has it.
        state: `ok`, `odd`, `silent` or `off`, of the newest day; `silent` too when it is switched on and did not run.
        days: rows of `pungmun sources health`, newest first.
    """

    source_id: str
    source: Source | None
    state: str
    days: tuple[dict[str, Any], ...]


def source_states(store: Store, sources: Mapping[str, Source], last: date, window: int = WINDOW) -> list[SourceState]:
    """All sources, configured or only known to the store, with the days of the window that ends with `last`."""
    rows = [row for row in store.health(last - timedelta(days=window + WINDOW_DAYS)) if row.day <= last]
    since = (last - timedelta(days=window - 1)).isoformat()
    days: dict[str, list[dict[str, Any]]] = {source_id: [] for source_id in sources}
    for row in health(rows, list(sources.values())):
        if row["day"] is None or row["day"] >= since:
            days.setdefault(row["source_id"], []).append(row)
    return [_state(key, sources.get(key), found) for key, found in sorted(days.items())]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of the sources in a window of days.

    Attributes:
        recorded: whether any round ran in the window.
        unwell: source -> days of the window on which it was odd or silent.
    """

    recorded: bool
    unwell: dict[str, int]


def coverage(store: Store, sources: Mapping[str, Source], since: date, until: date) -> Coverage:
    """Which sources can be trusted in a window, both days included."""
    rows = [row for row in store.health(since - timedelta(days=WINDOW_DAYS)) if row.day <= until]
    inside = [row for row in health(rows, list(sources.values())) if row["day"] and row["day"] >= since.isoformat()]
    return Coverage(bool(inside), dict(Counter(row["source_id"] for row in inside if row["state"] in ("odd", "silent"))))


def last_round(store: Store) -> date:
    """Day of the newest round; today when there was none."""
    return max((row.day for row in store.health()), default=today())


def unwell(store: Store, sources: Mapping[str, Source], last: date) -> list[SourceState]:
    """The sources that were odd or silent at the end of a window: what a quiet curve may be due to."""
    return [state for state in source_states(store, sources, last) if state.state in ("odd", "silent")]


def _state(source_id: str, source: Source | None, rows: list[dict[str, Any]]) -> SourceState:
    state = rows[-1]["state"] if rows else "silent" if source and source.may_run else "off"
    return SourceState(source_id, source, state, tuple(row for row in reversed(rows) if row["day"]))
