"""The spread of one claim over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pungmun.store.base import Query, Store, Stored

#: Longest gapless axis; above it (years of hours) only buckets with posts are listed.
MAX_BUCKETS = 2000
#: Debunks of one day that are looked through for the first one after a repeat of that day.
SAME_DAY = 200


def timeline(store: Store, claim_id: str, by: Literal["hour", "day"] = "day", query: Query = Query()) -> dict[str, Any]:
    """Posts per bucket and counted label.

    Args:
        store: where the findings are.
        claim_id: the claim.
        by: width of a bucket, in Asia/Seoul. With `hour`, posts with only a day are counted under `day_only`.
        query: further conditions (platform, dates).

    Returns:
        `claim_id`, `by`, `zone`, `buckets` (gapless from first to last), `undated`, `day_only`, `first_repeat`,
        `first_debunk` and `lag_seconds` between the two (None unless both have a time; below zero when a debunk was observed before
        any repeat: then the answer to what we saw is `debunk_after`, the first debunk that is not earlier, with `lag_after_seconds`).
        Debunks and repeats that wait for review are neither.
    """
    query = replace(query, claims=(claim_id,))
    rows = store.counts((by, "label"), query)
    buckets: dict[str, dict[str, int]] = {}
    undated: dict[str, int] = {}
    day_only: dict[str, int] = {}
    for row in rows:
        if row[by] is not None:
            buckets.setdefault(row[by], {})[row["label"]] = row["posts"]
    for row in store.counts(("label",), replace(query, undated=True)):
        undated[row["label"]] = row["posts"]
    if by == "hour":
        for row in rows:
            if row[by] is None and (left := row["posts"] - undated.get(row["label"], 0)):
                day_only[row["label"]] = left
    first_repeat = store.first(replace(query, labels=("repeats",)))
    first_debunk = store.first(replace(query, labels=("debunks",)))
    after = debunk_after(store, query, first_repeat, first_debunk)
    return {
        "claim_id": claim_id,
        "by": by,
        "zone": "Asia/Seoul",
        "buckets": [{"start": start, **buckets.get(start, {})} for start in _axis(sorted(buckets), by)],
        "undated": undated,
        "day_only": day_only,
        "first_repeat": sighting(first_repeat),
        "first_debunk": sighting(first_debunk),
        "lag_seconds": _lag(first_repeat, first_debunk),
        "debunk_after": sighting(after),
        "lag_after_seconds": _lag(first_repeat, after),
    }


def debunk_after(store: Store, query: Query, repeat: Stored | None, debunk: Stored | None) -> Stored | None:
    """The first debunk that is not earlier than the first observed repeat; `debunk` is the very first one."""
    if repeat is None or debunk is None or not _earlier(debunk, repeat):
        return debunk
    page = store.search(replace(query, labels=("debunks",), since=repeat.post.published.day), limit=SAME_DAY, order="oldest")
    return next((hit for hit in page.hits if not _earlier(hit, repeat)), None)


def _earlier(one: Stored, other: Stored) -> bool:
    return one.post.published.order() < other.post.published.order()


def sighting(stored: Stored | None) -> dict[str, Any] | None:
    """A post as it stands in timelines and summaries."""
    if stored is None:
        return None
    post = stored.post
    return {
        "post_id": post.post_id,
        "platform": post.platform,
        "published": post.published.iso(),
        "published_precision": post.published.precision,
        "url": post.canonical_url or post.url,
        "title": post.title,
    }


def _lag(repeat: Stored | None, debunk: Stored | None) -> int | None:
    if repeat is None or debunk is None:
        return None
    start, end = repeat.post.published.instant, debunk.post.published.instant
    return round((end - start).total_seconds()) if start and end else None


def _axis(keys: list[str], by: str) -> Iterator[str]:
    """Every bucket from the first to the last, so that a quiet day is seen as zero."""
    if not keys:
        return
    if by == "day":
        day, last = date.fromisoformat(keys[0]), date.fromisoformat(keys[-1])
        if (last - day).days >= MAX_BUCKETS:
            yield from keys
            return
        while day <= last:
            yield day.isoformat()
            day += timedelta(days=1)
        return
    hour, end = datetime.fromisoformat(keys[0]), datetime.fromisoformat(keys[-1])
    if (end - hour) / timedelta(hours=1) >= MAX_BUCKETS:
        yield from keys
        return
    while hour <= end:
        yield hour.isoformat()
        hour += timedelta(hours=1)
