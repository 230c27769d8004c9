"""What was there before a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pungmun.store.base import Query, Store

#: (claim, label, platform) -> posts.
Table = Mapping[tuple[str, str, str], int]


def table(store: Store, query: Query) -> Table:
    """Posts by claim, label and platform."""
    rows = store.counts(("claim", "label", "platform"), query)
    return {(row["claim"], row["label"], row["platform"]): row["posts"] for row in rows}


def before(store: Store, day: date, query: Query = Query()) -> Table:
    """Posts of all days before `day`: those of all days less those since, because what is asked about is mostly the present."""
    later = table(store, replace(query, since=day))
    return {key: left for key, n in table(store, replace(query, undated=False)).items() if (left := n - later.get(key, 0))}


def of_claim(posts: Table) -> dict[str, dict[tuple[str, str], int]]:
    """Claim -> (label, platform) -> posts."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    for (claim_id, label, platform), n in posts.items():
        found.setdefault(claim_id, {})[label, platform] = n
    return found
