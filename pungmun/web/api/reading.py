"""What can be asked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from starlette.exceptions import HTTPException

from pungmun.records import Claim, Review
from pungmun.reports.digest import digest
from pungmun.reports.health import health
from pungmun.reports.posts import search_json, stored_json
from pungmun.reports.timeline import timeline
from pungmun.store import Query
from pungmun.store.base import KEYS, Key
from pungmun.web.access import viewer
from pungmun.web.api.query import api_query
from pungmun.web.console import Console, console_of
from pungmun.web.paging import Order, search_page
from pungmun.web.params import FIRST_YEAR, LAST_YEAR, BadParameterError
from pungmun.web.times import today

router = APIRouter(dependencies=[Depends(viewer)])
Conditions = Annotated[Query, Depends(api_query)]
Room = Annotated[Console, Depends(console_of)]
Name = Annotated[str, Path(max_length=80)]
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is none."}}
MAX_PAGE = 200


@router.get("/search")
def search(
    console: Room,
    query: Conditions,
    order: Order = "newest",
    limit: Annotated[int, Parameter(ge=1, le=MAX_PAGE)] = 50,
    cursor: Annotated[str | None, Parameter(max_length=400)] = None,
) -> dict[str, Any]:
    """Posts, a page at a time; `next` is the cursor of the next page."""
    return search_json(search_page(console.store, query, limit=limit, cursor=cursor, order=order))


@router.get("/counts")
def counts(
    console: Room, query: Conditions, by: Annotated[str, Parameter(max_length=80, description=f"Of {', '.join(KEYS)}.")] = "platform,label"
) -> list[dict[str, Any]]:
    """Posts per combination of keys; exactly the posts that search finds with these values added."""
    keys: list[Key] = [known for name in by.split(",") for known in KEYS if known == name.strip()]
    if not keys or len(keys) != len(by.split(",")) or len(set(keys)) != len(keys):
        raise BadParameterError(f"by={by}")
    return console.store.counts(keys, query)


@router.get("/claims")
def claims(console: Room) -> list[dict[str, Any]]:
    """The registry of claims."""
    return [_claim(claim) for claim in console.claims().values()]


@router.get("/claims/{claim_id}", responses=NOT_FOUND)
def claim(console: Room, claim_id: Name) -> dict[str, Any]:
    """One claim."""
    if claim_id not in console.claims():
        raise HTTPException(404, "no such claim")
    return _claim(console.claims()[claim_id])


@router.get("/claims/{claim_id}/timeline", responses=NOT_FOUND)
def claim_timeline(console: Room, claim_id: Name, query: Conditions, by: Literal["day", "hour"] = "day") -> dict[str, Any]:
    """How one claim spread."""
    if claim_id not in console.claims():
        raise HTTPException(404, "no such claim")
    return timeline(console.store, claim_id, by, query)


@router.get("/posts/{post_id}", responses=NOT_FOUND)
def post(console: Room, post_id: Name) -> dict[str, Any]:
    """One post with its text, findings and people's decisions."""
    stored = console.store.get(post_id)
    if stored is None:
        raise HTTPException(404, "no such post")
    return {
        **stored_json(stored),
        "canonical_url": stored.post.canonical_url,
        "text": stored.post.text,
        "segments": [asdict(segment) for segment in stored.post.segments],
        "links": list(stored.post.links),
        "seen_at": stored.post.seen_at.isoformat(),
        "reviews": [review_json(review) for review in console.store.reviews(post_id=post_id)],
    }


@router.get("/sources/health")
def sources_health(console: Room, days: Annotated[int, Parameter(ge=1, le=366)] = 28) -> list[dict[str, Any]]:
    """What each source did on each day, and whether that is normal for it."""
    return health(console.store.health(today() - timedelta(days=days)), list(console.sources().values()))


@router.get("/reviews")
def reviews(
    console: Room,
    claim: Annotated[str | None, Parameter(max_length=80)] = None,
    post: Annotated[str | None, Parameter(max_length=80)] = None,
) -> list[dict[str, Any]]:
    """People's decisions, in order of time."""
    return [review_json(review) for review in console.store.reviews(claim or None, post or None)]


@router.get("/digest")
def digest_of(console: Room, day: Annotated[date | None, Parameter()] = None) -> dict[str, Any]:
    """The morning digest of a day (Asia/Seoul); today when none is given."""
    day = day or today()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadParameterError(f"day={day}")
    sources = health(console.store.health(day - timedelta(days=28)), list(console.sources().values()))
    return digest(console.store, list(console.claims().values()), day, sources)


def review_json(review: Review) -> dict[str, Any]:
    """One decision, as `pungmun review list` writes it."""
    return {**asdict(review), "at": review.at.isoformat()}


def _claim(claim: Claim) -> dict[str, Any]:
    row = asdict(claim)
    for name in ("valid_from", "valid_to"):
        row[name] = row[name].isoformat() if row[name] else None
    return row
