"""The first page: what was posted, what rises, what jumped, what waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.responses import Response

from pungmun.records import COUNTED_LABELS, NEEDS_REVIEW
from pungmun.reports.history import before
from pungmun.store import Query, Store
from pungmun.web.charts import StackChart, stacks
from pungmun.web.console import Console, console_of
from pungmun.web.health import last_round, unwell
from pungmun.web.pages import render
from pungmun.web.params import read_query
from pungmun.web.times import days_back, today
from pungmun.web.window import last_day

router = APIRouter()
#: Lengths of window that the page offers, in days.
WINDOWS = (7, 14, 28, 90)
WEEK = 7
#: Longest window, in days.
MAX_DAYS = 366


@dataclass(frozen=True, slots=True)
class Rising:
    """Repeats of one claim in the last seven days of the window and in the seven before."""

    claim_id: str
    recent: int
    before: int


@router.get("/", name="overview")
def overview(
    request: Request, console: Annotated[Console, Depends(console_of)], days: Annotated[int, Parameter(ge=1, le=366)] = 28
) -> Response:
    """Posts per platform and day by label, and everything an editor on duty asks first."""
    store = console.store
    asked = read_query(request.query_params)
    last = asked.until or last_day(store)
    first = asked.since or days_back(last, days)
    query = Query(since=min(max(first, days_back(last, MAX_DAYS)), last), until=last)
    rows = store.counts(("day", "platform", "label"), query)
    axis = [(query.since + timedelta(days=i)).isoformat() for i in range((last - query.since).days + 1)] if query.since else []
    week = replace(query, since=days_back(last, WEEK))
    length = len(axis)
    window_before = replace(query, since=days_back(last, 2 * length), until=days_back(last, length) - timedelta(days=1))
    return render(
        request,
        "overview.html",
        query=query,
        week=week,
        before=replace(query, since=days_back(last, 2 * WEEK), until=last - timedelta(days=WEEK)),
        days=days,
        length=length,
        window_before=window_before,
        earlier=_add(store.counts(("label",), window_before), "label"),
        windows=WINDOWS,
        posts=sum(row["posts"] for row in store.counts(("platform",), query)),
        posts_by_platform={row["platform"]: row["posts"] for row in store.counts(("platform",), query)},
        totals=_add(rows, "label"),
        matrix=_add(rows, "platform", "label"),
        by_day=_add(rows, "day", "label"),
        axis=axis,
        chart=stacks(_add(rows, "day", "label"), axis, COUNTED_LABELS),
        small=_small_charts(rows, axis),
        undated={row["label"]: row["posts"] for row in store.counts(("label",), Query(undated=True))},
        rising=_rising(store, week),
        jumps=_jumps(store, week),
        waiting=sum(row["posts"] for row in store.counts(("label",), Query(labels=(NEEDS_REVIEW,)))),
        unwell=unwell(store, console.sources(), asked.until or last_round(store)),
        problems=console.problems(),
    )


def _add(rows: list[dict[str, Any]], *keys: str) -> Any:
    """Sums of rows over all keys but these; a post has one day and one platform, so no post counts twice under a label."""
    sums: Counter[Any] = Counter()
    for row in rows:
        sums[tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]] += row["posts"]
    return sums


def _small_charts(rows: list[dict[str, Any]], axis: list[str]) -> list[tuple[str, StackChart]]:
    """One chart a platform, all on one scale, the busiest first."""
    sums = _add(rows, "platform", "day", "label")
    per_day: Counter[tuple[str, str]] = Counter()
    per_platform: Counter[str] = Counter()
    for (platform, day, _), n in sums.items():
        per_day[platform, day] += n
        per_platform[platform] += n
    highest = max(per_day.values(), default=1)
    return [
        (
            platform,
            stacks(
                {(day, label): n for (where, day, label), n in sums.items() if where == platform},
                axis,
                COUNTED_LABELS,
                width=440,
                height=130,
                highest=highest,
            ),
        )
        for platform, _ in per_platform.most_common()
    ]


def _rising(store: Store, week: Query) -> list[Rising]:
    """Claims by their growth in the last week, the fastest first; at most eight."""
    since = week.since or today()
    recent = _add(store.counts(("claim",), replace(week, labels=("repeats",))), "claim")
    earlier = replace(week, labels=("repeats",), since=since - timedelta(days=WEEK), until=since - timedelta(days=1))
    before = _add(store.counts(("claim",), earlier), "claim")
    every = [Rising(claim, recent[claim], before[claim]) for claim in recent.keys() | before.keys()]
    return sorted(every, key=lambda r: (r.before - r.recent, -r.recent, r.claim_id))[:8]


def _jumps(store: Store, week: Query) -> list[dict[str, Any]]:
    """Platforms on which a claim that was known elsewhere before was first repeated in the last week."""
    since = week.since or today()
    known = {(claim, platform) for claim, _, platform in before(store, since, Query(labels=("repeats",)))}
    claims = {claim for claim, _ in known}
    now = store.counts(("claim", "platform"), replace(week, labels=("repeats",)))
    return [row for row in now if row["claim"] in claims and (row["claim"], row["platform"]) not in known][:8]
