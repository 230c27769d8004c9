"""Whether each source gave what it normally gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import fmean, pstdev
from typing import Any, Literal

from pungmun.registry.sources import Source
from pungmun.store.base import HealthRow

State = Literal["ok", "odd", "silent", "off"]
#: Days of history a source's own normal is taken from, and how many of them must be there before it is believed.
WINDOW_DAYS, ENOUGH_DAYS = 28, 7
#: mean − 1.5 sd … mean + 2 sd: a quiet day is rarer news than a busy one.
LOW_SD, HIGH_SD = 1.5, 2.0


def health(rows: Iterable[HealthRow], sources: Sequence[Source]) -> list[dict[str, Any]]:
    """One row a source and day, in the format of `pungmun sources health`, oldest day first.

    A source that is switched off and has no row gets none; one that is on and gave no row at all is `silent` (day None).
    """
    days: dict[tuple[str, date], list[HealthRow]] = defaultdict(list)
    for row in rows:
        days[(row.source_id, row.day)].append(row)
    by_id = {source.source_id: source for source in sources}
    posts = {key: sum(row.posts for row in group) for key, group in days.items()}
    result = []
    for (source_id, day), group in sorted(days.items(), key=lambda item: (item[0][1], item[0][0])):
        window = {day - timedelta(days=n) for n in range(1, WINDOW_DAYS + 1)}
        history = [n for (other, then), n in posts.items() if other == source_id and then in window]
        errors: Counter[str] = Counter()
        for row in group:
            errors.update(row.errors)
        entry: dict[str, Any] = {"source_id": source_id, "day": day.isoformat()}
        for name in ("asked", "answered", "posts", "new", "unparsed"):
            entry[name] = sum(getattr(row, name) for row in group)
        entry["errors"] = dict(sorted(errors.items()))
        entry["state"] = _state(entry, by_id.get(source_id), history)
        result.append(entry)
    for source in sources:
        if source.may_run and not any(source_id == source.source_id for source_id, _ in days):
            result.append(
                {"source_id": source.source_id, "day": None, "asked": 0, "answered": 0, "posts": 0, "new": 0, "unparsed": 0, "errors": {}}
                | {"state": "silent"}
            )
    return result


def _state(entry: dict[str, Any], source: Source | None, history: Sequence[int]) -> State:
    if source is None or not source.enabled:
        return "off"
    if entry["answered"] == 0:
        return "silent"
    low, high = float(source.expected.min_posts), float(source.expected.max_posts)
    if len(history) >= ENOUGH_DAYS:
        mean, sd = fmean(history), pstdev(history)
        low, high = max(low, mean - LOW_SD * sd), min(high, max(mean + HIGH_SD * sd, mean + 1))
    if not low <= entry["posts"] <= high or entry["unparsed"] > entry["answered"] / 5:
        return "odd"
    return "ok"


def ill(rows: Iterable[dict[str, Any]], today: date) -> list[str]:
    """Ids of sources that need somebody: silent today or never heard, or silent or odd yesterday. Today's sums are not yet a day's."""
    yesterday = (today - timedelta(days=1)).isoformat()
    found = set()
    for row in rows:
        late = row["day"] in (None, today.isoformat(), yesterday)
        if (row["state"] == "silent" and late) or (row["state"] == "odd" and row["day"] == yesterday):
            found.add(row["source_id"])
    return sorted(found)
