"""The morning digest of one day: what spread, what jumped, what waits, and what the numbers can't say.

It reads the store only and holds no "now": two digests of one day over the same store are the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pungmun.records import Claim, Post
from pungmun.reports.timeline import sighting
from pungmun.store.base import Query, Store

#: Longest quotation of a post in digests and exports, in characters.
QUOTE = 300
WEEK = 7


def digest(store: Store, claims: Sequence[Claim], day: date, sources: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The digest as data.

    Args:
        store: where posts and findings are.
        claims: the registry.
        day: the day reported (Asia/Seoul, by publication).
        sources: rows of `pungmun.reports.health.health`.
    """
    known = {claim.claim_id: claim for claim in claims}
    today = _table(store, day, day)
    week = _table(store, day - timedelta(days=WEEK), day - timedelta(days=1))
    told = {c for c, label, _ in today if label != "related"} | {c for c, label, _ in week if label == "repeats"}
    ids = sorted(told, key=lambda c: (-_sum(today, c, "repeats"), -_sum(week, c, "repeats"), -_sum(today, c, "needs_review"), c))
    entries = [_claim(store, known.get(claim_id), claim_id, day, today, week) for claim_id in ids]
    return {
        "day": day.isoformat(),
        "zone": "Asia/Seoul",
        "claims": entries,
        "rising": [e["claim_id"] for e in entries if e["trend"] == "rising"],
        "falling": [e["claim_id"] for e in entries if e["trend"] == "falling"],
        "clusters": _clusters(store, day),
        "review_waiting": store.search(Query(labels=("needs_review",)), limit=1).total,
        "quarantine": _kinds(store),
        "sources": [row for row in sources if row["state"] in ("odd", "silent") and row["day"] in (None, day.isoformat())],
        "limits": _limits(store),
    }


def _table(store: Store, since: date, until: date) -> dict[tuple[str, str, str], int]:
    rows = store.counts(("claim", "label", "platform"), Query(since=since, until=until))
    return {(row["claim"], row["label"], row["platform"]): row["posts"] for row in rows}


def _sum(table: Mapping[tuple[str, str, str], int], claim_id: str, label: str) -> int:
    return sum(n for (c, lab, _), n in table.items() if (c, lab) == (claim_id, label))


def _claim(
    store: Store,
    claim: Claim | None,
    claim_id: str,
    day: date,
    today: Mapping[tuple[str, str, str], int],
    week: Mapping[tuple[str, str, str], int],
) -> dict[str, Any]:
    repeats, mean = _sum(today, claim_id, "repeats"), _sum(week, claim_id, "repeats") / WEEK
    platforms: dict[str, dict[str, Any]] = {}
    for c, label, platform in {**today, **week}:
        if (c, label) == (claim_id, "repeats"):
            before = week.get((c, label, platform), 0) / WEEK
            platforms[platform] = {"repeats": today.get((c, label, platform), 0), "week_mean": round(before, 2)}
    of_day = Query(claims=(claim_id,), since=day, until=day)
    jumps = [
        {"platform": p, "first": sighting(first)}
        for p in sorted(platforms)
        if (first := store.first(Query(claims=(claim_id,), labels=("repeats",), platforms=(p,)))) and first.post.published.day == day
    ]
    debunk = store.first(Query(claims=(claim_id,), labels=("debunks",)))
    return {
        "claim_id": claim_id,
        "statement": claim.statement if claim else claim_id,
        "truth": claim.truth if claim else "",
        **{label: _sum(today, claim_id, label) for label in ("repeats", "needs_review", "debunks", "asks", "weaker_true")},
        "week_mean": round(mean, 2),
        "trend": _trend(repeats, mean),
        "platforms": dict(sorted(platforms.items())),
        "jumps": jumps,
        "first_debunk": sighting(debunk) if debunk and debunk.post.published.day == day else None,
        "posts": store.search(of_day, limit=1).total,
    }


def _trend(count: int, mean: float) -> str:
    """Against a Poisson count with the week's mean: two standard deviations, and three posts at least, make a trend."""
    sd = math.sqrt(max(mean, 1.0))
    if count >= 3 and count > mean + 2 * sd:
        return "rising"
    return "falling" if mean >= 3 and count < mean - 2 * sd else "steady"


def _clusters(store: Store, day: date, limit: int = 5) -> list[dict[str, Any]]:
    query = Query(labels=("repeats",), since=day - timedelta(days=WEEK - 1), until=day)
    rows = [row for row in store.counts(("cluster",), query) if row["cluster"] is not None]
    result = []
    for row in sorted(rows, key=lambda row: (-row["posts"], row["cluster"]))[:limit]:
        in_cluster = Query(labels=("repeats",), cluster=row["cluster"])
        first = store.first(in_cluster)
        if first is None:
            continue
        platforms = {r["platform"]: r["posts"] for r in store.counts(("platform",), in_cluster)}
        finding = next(f for f in first.findings if f.counted_as == "repeats")
        result.append(
            {
                "cluster": row["cluster"],
                "posts_in_week": row["posts"],
                "platforms": platforms,
                "claim_id": finding.claim_id,
                "first": sighting(first),
                "quote": quote(first.post, finding.start, finding.end),
            }
        )
    return result


def quote(post: Post, start: int, end: int, longest: int = QUOTE) -> str:
    """The deciding sentence in one line, cut to the length that may be quoted."""
    text = " ".join(post.document[start:end].split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _kinds(store: Store) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for item in store.quarantined():
        kinds[item.kind] = kinds.get(item.kind, 0) + 1
    return dict(sorted(kinds.items()))


def _limits(store: Store) -> dict[str, int]:
    """Numbers behind “what the numbers can't say”."""
    undated = store.search(Query(undated=True, judged=True), limit=1).total
    return {"undated_posts": undated}
