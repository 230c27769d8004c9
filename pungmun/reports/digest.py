"""The morning digest of one day: what spread, what jumped, what waits, and what the numbers can't say.

It reads the store only and holds no "now": two digests of one day over the same store are the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pungmun.records import Claim, Post
from pungmun.reports import history
from pungmun.reports.timeline import sighting
from pungmun.store.base import Query, Store

#: Longest quotation of a post in digests and exports, in characters.
QUOTE = 300
WEEK = 7
#: (label, platform) -> posts of one claim.
Posts = Mapping[tuple[str, str], int]


def digest(store: Store, claims: Sequence[Claim], day: date, sources: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The digest as data.

    Args:
        store: where posts and findings are.
        claims: the registry.
        day: the day reported (Asia/Seoul, by publication).
        sources: rows of `pungmun.reports.health.health`.
    """
    known = {claim.claim_id: claim for claim in claims}
    today = history.of_claim(history.table(store, Query(since=day, until=day)))
    week = history.of_claim(history.table(store, Query(since=day - timedelta(days=WEEK), until=day - timedelta(days=1))))
    before = history.of_claim(history.before(store, day, Query(labels=("repeats", "debunks"))))
    told = {c for c, of in today.items() if any(label != "related" for label, _ in of)}
    told |= {c for c, of in week.items() if _sum(of, "repeats")}
    entries = [
        _claim(store, known.get(c), c, day, today.get(c, {}), week.get(c, {}), before.get(c, {}))
        for c in sorted(
            told, key=lambda c: (*(-_sum(of.get(c, {}), "repeats") for of in (today, week)), -_sum(today.get(c, {}), "needs_review"), c)
        )
    ]
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


def _sum(posts: Posts, label: str) -> int:
    return sum(n for (of, _), n in posts.items() if of == label)


def _claim(
    store: Store,
    claim: Claim | None,
    claim_id: str,
    day: date,
    today: Posts,
    week: Posts,
    before: Posts,
) -> dict[str, Any]:
    """One claim's entry.

    Args:
        store: where the first posts are looked up.
        claim: None when the registry no longer has it.
        claim_id: its id.
        day: the day reported.
        today: posts of this claim by label and platform, of the day.
        week: the same of the seven days before.
        before: the same of all days before, repeats and debunks only.
    """
    repeats, mean = _sum(today, "repeats"), _sum(week, "repeats") / WEEK
    platforms = {
        platform: {"repeats": today.get((label, platform), 0), "week_mean": round(week.get((label, platform), 0) / WEEK, 2)}
        for label, platform in {**today, **week}
        if label == "repeats"
    }
    new = sorted(platform for label, platform in today if label == "repeats" and (label, platform) not in before)
    debunked = _sum(before, "debunks")
    return {
        "claim_id": claim_id,
        "statement": claim.statement if claim else claim_id,
        "statement_en": claim.statement_en if claim else "",
        "truth": claim.truth if claim else "",
        **{label: _sum(today, label) for label in ("repeats", "needs_review", "debunks", "asks", "weaker_true")},
        "week_mean": round(mean, 2),
        "trend": _trend(repeats, mean),
        "platforms": dict(sorted(platforms.items())),
        "jumps": [{"platform": p, "first": _first(store, claim_id, day, "repeats", (p,))} for p in new],
        "first_debunk": None if debunked or not _sum(today, "debunks") else _first(store, claim_id, day, "debunks"),
        "posts": sum(today.values()),
    }


def _first(store: Store, claim_id: str, day: date, label: str, platforms: tuple[str, ...] = ()) -> dict[str, Any] | None:
    return sighting(store.first(Query(claims=(claim_id,), labels=(label,), platforms=platforms, since=day, until=day)))


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
