"""The claims, and how each one spread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pungmun.records import COUNTED_LABELS, SEOUL, Claim
from pungmun.reports.timeline import debunk_after, timeline
from pungmun.store import Query, Store, Stored
from pungmun.web.charts import lanes
from pungmun.web.console import Console, console_of
from pungmun.web.health import coverage
from pungmun.web.pages import render, word_of
from pungmun.web.params import read_query
from pungmun.web.times import Translate, lag, today

router = APIRouter()
MAX_CLUSTERS = 8
#: Days that one chart shows, by width of its buckets.
MAX_DAYS = {"day": 120, "hour": 21}
#: Posts of a cluster that are read to find the first one on each platform.
CLUSTER_READ = 500


@dataclass(frozen=True, slots=True)
class Jump:
    """First post on one platform and how long after the very first one it came."""

    stored: Stored
    lag: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One text in near-identical copies."""

    cluster_id: str
    posts: int
    jumps: tuple[Jump, ...]


@router.get("/claims", name="claims")
def claim_list(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """All claims with their posts by label."""
    matrix: Counter[tuple[str, str]] = Counter()
    for row in console.store.counts(("claim", "label")):
        matrix[row["claim"], row["label"]] = row["posts"]
    claims = console.claims()
    known = {claim for claim, _ in matrix}
    order = sorted(claims.values(), key=lambda c: (-matrix[c.claim_id, "repeats"], c.claim_id))
    return render(
        request,
        "claims.html",
        claims=order,
        matrix=matrix,
        orphans=sorted(known - claims.keys()),
        problems=console.problems(),
        query=Query(),
    )


@router.get("/claims/{claim_id}", name="claim")
def claim_page(
    request: Request,
    claim_id: str,
    console: Annotated[Console, Depends(console_of)],
    by: Annotated[Literal["day", "hour"], Parameter()] = "day",
    cumulative: Annotated[bool, Parameter()] = False,
) -> Response:
    """One claim: truth and weaker true beside it, spread timeline, platforms, copies, links, coverage."""
    claim = console.claims().get(claim_id)
    if claim is None:
        raise HTTPException(404, "claim")
    store, word = console.store, word_of(request)
    window = read_query(request.query_params)
    query = _bounded(store, Query(claims=(claim_id,), since=window.since, until=window.until, platforms=window.platforms), by)
    spread = timeline(store, claim_id, by, query)
    first = store.first(replace(query, labels=("repeats",)))
    debunk = store.first(replace(query, labels=("debunks",)))
    platforms: Counter[tuple[str, str]] = Counter()
    for row in store.counts(("platform", "label"), query):
        platforms[row["platform"], row["label"]] = row["posts"]
    moments = _moments(claim, first, debunk, by, word)
    return render(
        request,
        "claim.html",
        claim=claim,
        query=query,
        cut=(query.since, query.until) != (window.since, window.until),
        earlier=_earlier(query, by),
        by=by,
        cumulative=cumulative,
        spread=spread,
        moments=moments,
        totals={row["label"]: row["posts"] for row in store.counts(("label",), query)},
        chart=lanes(spread["buckets"], COUNTED_LABELS, moments, cumulative=cumulative),
        first=first,
        debunk=debunk,
        answer=(answer := debunk_after(store, query, first, debunk)),
        to_debunk=lag(first.post.published, answer.post.published, word) if first and answer else "",
        early=lag(debunk.post.published, first.post.published, word).lstrip("+") if first and debunk and answer is not debunk else "",
        platforms=platforms,
        jumps=platform_jumps(store, replace(query, labels=("repeats",)), sorted({p for p, _ in platforms}), word),
        clusters=_clusters(store, query, word),
        links=store.top_links(query, 12),
        latest=store.search(query, limit=10),
        coverage=coverage(store, console.sources(), *_days(spread)),
    )


@router.get("/clusters/{cluster_id}", name="cluster")
def cluster_page(request: Request, cluster_id: str, console: Annotated[Console, Depends(console_of)]) -> Response:
    """One text in its copies: where it stood first, how it moved, and the posts in order of time."""
    query = Query(cluster=cluster_id)
    page = console.store.search(query, limit=CLUSTER_READ, order="oldest")
    if not page.total:
        raise HTTPException(404, "cluster")
    jumps = first_on_each(list(page.hits), word_of(request))
    by_platform = {row["platform"]: row["posts"] for row in console.store.counts(("platform",), query)}
    return render(request, "cluster.html", cluster_id=cluster_id, query=query, page=page, jumps=jumps, by_platform=by_platform)


def platform_jumps(store: Store, query: Query, platforms: list[str], word: Translate) -> dict[str, Jump]:
    """The first post on each platform, with its distance from the earliest of them."""
    found = [stored for name in platforms if (stored := store.first(replace(query, platforms=(name,))))]
    return {jump.stored.post.platform: jump for jump in first_on_each(found, word)}


def first_on_each(posts: list[Stored], word: Translate) -> list[Jump]:
    """The earliest dated post on each platform, in order of time; undated ones can't be the first."""
    dated = sorted((s for s in posts if s.post.published.day), key=lambda s: (*s.post.published.order(), s.post.post_id))
    firsts: dict[str, Stored] = {}
    for stored in dated:
        firsts.setdefault(stored.post.platform, stored)
    return [Jump(s, lag(dated[0].post.published, s.post.published, word) if s is not dated[0] else "") for s in firsts.values()]


def _bounded(store: Store, query: Query, by: str) -> Query:
    """At most so many days as a chart can show: when the claim has more, the newest ones; undated posts then stand apart."""
    most = MAX_DAYS[by]
    if query.since and query.until and (query.until - query.since).days < most:
        return query
    first, last = query.since, query.until
    if first is None or last is None:
        known = [row["day"] for row in store.counts(("day",), replace(query, undated=False))]
        first = first or (date.fromisoformat(known[0]) if known else None)
        last = last or (date.fromisoformat(known[-1]) if known else None)
    if first is None or last is None or (last - first).days < most:
        return query
    return replace(query, since=last - timedelta(days=most - 1), until=last)


def _earlier(query: Query, by: str) -> Query | None:
    """The window before this one."""
    if query.since is None:
        return None
    return replace(query, since=query.since - timedelta(days=MAX_DAYS[by]), until=query.since - timedelta(days=1))


def _days(spread: dict[str, Any]) -> tuple[date, date]:
    """First and last day of a timeline; today when it is empty."""
    if not spread["buckets"]:
        return today(), today()
    return date.fromisoformat(spread["buckets"][0]["start"][:10]), date.fromisoformat(spread["buckets"][-1]["start"][:10])


def _clusters(store: Store, query: Query, word: Translate) -> list[Cluster]:
    """The largest clusters of at least two posts."""
    rows = [row for row in store.counts(("cluster",), query) if row["cluster"] is not None and row["posts"] > 1]
    largest = sorted(rows, key=lambda row: (-row["posts"], row["cluster"]))[:MAX_CLUSTERS]
    return [
        Cluster(
            row["cluster"],
            row["posts"],
            tuple(first_on_each(list(store.search(replace(query, cluster=row["cluster"]), limit=CLUSTER_READ, order="oldest").hits), word)),
        )
        for row in largest
    ]


def _moments(claim: Claim, first: Stored | None, debunk: Stored | None, by: str, word: Translate) -> list[tuple[str, str, str]]:
    """(moment, text, kind) of the marks on the timeline, as precise as each is known."""
    moments = [(review.date, word("Fact check"), "check") for review in claim.reviews[:3]]
    moments += [(step.date, step.outlet, "origin") for step in claim.origin[:6]]
    for stored, text in ((first, word("First repeat")), (debunk, word("First debunk"))):
        if stored is None:
            continue
        published = stored.post.published
        if by == "hour" and published.instant:
            moments.append((published.instant.astimezone(SEOUL).isoformat(), text, "first"))
        elif published.day:
            moments.append((published.day.isoformat(), text, "first"))
    return [moment for moment in moments if len(moment[0]) >= len("2023-11-16")]
