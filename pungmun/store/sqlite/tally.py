"""Numbers of posts that are kept ready, so that counts over a million posts take no scan.

A row counts posts of one platform and day (0: undated, -1: all days together) under a claim and a label:

| claim_id | label | counts |
|---|---|---|
| "" | "" | every post |
| "" | "*" | posts with any finding |
| "" | l | posts with a finding counted as l |
| c | l | posts with a finding of claim c counted as l |

A post has one finding a claim, so the labels of one claim add up; labels across claims don't, and are asked elsewhere.
Sources are left out: with them the rows would be nearly as many as the posts.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pungmun.store.base import Key, Query
from pungmun.store.places import DAY_SHIFT

TallyKey = tuple[str, str, str, int]
ALL_DAYS = -1
_COLUMNS: dict[Key, str] = {"platform": "platform", "label": "label", "day": "day", "claim": "claim_id"}


def keys_of(place: int, platform: str, held: Iterable[tuple[str, str]]) -> set[TallyKey]:
    """The rows that one post is counted in; `held` are its (claim, counted label)."""
    pairs = {("", "")}
    for claim, label in held:
        pairs |= {("", "*"), ("", label), (claim, label)}
    day = place >> DAY_SHIFT if place >= 0 else 0
    return {(claim, label, platform, which) for claim, label in pairs for which in (day, ALL_DAYS)}


def apply(db: sqlite3.Connection, deltas: Counter[TallyKey]) -> None:
    """Add the differences; rows that come to nothing are removed."""
    rows = [(*key, n) for key, n in sorted(deltas.items()) if n]
    db.executemany(
        "INSERT INTO tally(claim_id, label, platform, day, n) VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        rows,
    )
    db.executemany(
        "DELETE FROM tally WHERE claim_id=? AND label=? AND platform=? AND day=? AND n=0",
        [row[:4] for row in rows if row[4] < 0],
    )


def statement(by: Sequence[Key], query: Query, *, has_text: bool) -> tuple[str, list[Any]] | None:
    """SQL that answers `counts` from the tally (the keys, then n), or None when the tally can't."""
    if has_text or query.hour or query.cluster or query.link or query.sources or not set(by) <= set(_COLUMNS):
        return None
    rows = _rows(by, query)
    if rows is None:
        return None
    where, params, number = rows
    if query.platforms:
        where.append(f"platform IN ({','.join('?' * len(query.platforms))})")
        params += query.platforms
    start = query.since.toordinal() if query.since else 1
    end = query.until.toordinal() if query.until else date.max.toordinal()
    if query.undated:
        where.append("0" if query.since or query.until else "day = 0")
    elif query.undated is False or query.since or query.until:
        where.append("day BETWEEN ? AND ?")
        params += [start, end]
    else:
        where.append("day >= 0" if "day" in by else f"day = {ALL_DAYS}")
    columns = [_COLUMNS[key] for key in by]
    head = "".join(f"{column}, " for column in columns)
    group = f" GROUP BY {', '.join(columns)} HAVING SUM({number}) > 0" if columns else ""
    return f"SELECT {head}COALESCE(SUM({number}), 0) FROM tally WHERE {' AND '.join(where)}{group}", params


def _rows(by: Sequence[Key], query: Query) -> tuple[list[str], list[Any], str] | None:
    """Which of the four kinds of row answer: conditions, their parameters, the number to add up."""
    labels, claims = list(query.labels), list(query.claims)
    by_finding = "label" in by or "claim" in by
    if query.judged is False:
        if by_finding or labels or claims:
            return ["0"], [], "n"
        return ["claim_id = ''", "label IN ('', '*')"], [], "CASE label WHEN '' THEN n ELSE -n END"
    if not (by_finding or labels or claims or query.judged):
        return ["claim_id = ''", "label = ''"], [], "n"
    some_labels = f"label IN ({','.join('?' * len(labels))})" if labels else "label NOT IN ('', '*')"
    if "claim" in by or len(claims) == 1:
        some_claims = f"claim_id IN ({','.join('?' * len(claims))})" if claims else "claim_id <> ''"
        return [some_claims, some_labels], [*claims, *labels], "n"
    if claims:
        return None
    if "label" in by or len(labels) == 1:
        return ["claim_id = ''", some_labels], labels, "n"
    return None if labels else (["claim_id = ''", "label = '*'"], [], "n")
