"""The review queue: the most uncertain finding first, one key a label, undo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.responses import Response

from pungmun.records import NEEDS_REVIEW
from pungmun.store import Query
from pungmun.web.console import Console, console_of
from pungmun.web.marking import blocks
from pungmun.web.pages import render
from pungmun.web.paging import search_page
from pungmun.web.params import read_query
from pungmun.web.routes.posts import CHOICES

router = APIRouter()


@router.get("/review", name="review")
def queue(
    request: Request,
    console: Annotated[Console, Depends(console_of)],
    cursor: Annotated[str | None, Parameter(max_length=400)] = None,
    done: Annotated[str | None, Parameter(max_length=200)] = None,
) -> Response:
    """The next finding that waits for a person. `done` is `post_id:claim_id` of the decision that can be undone."""
    asked = read_query(request.query_params)
    query = Query(labels=(NEEDS_REVIEW,), claims=asked.claims, platforms=asked.platforms)
    page = search_page(console.store, query, limit=1, cursor=cursor, order="uncertain")
    stored = page.hits[0] if page.hits else None
    finding = None
    if stored:
        waiting = [f for f in stored.findings if f.review and (not asked.claims or f.claim_id in asked.claims)]
        finding = max(waiting, key=lambda f: f.probabilities.get("repeats", 0.0), default=None)
    undo_post, _, undo_claim = (done or "").partition(":")
    return render(
        request,
        "review.html",
        query=query,
        page=page,
        stored=stored,
        finding=finding,
        blocks=blocks(stored.post, [finding]) if stored and finding else [],
        claim=console.claims().get(finding.claim_id) if finding else None,
        choices=CHOICES,
        cursor=cursor,
        undo=(undo_post, undo_claim) if undo_post and undo_claim else None,
        by_claim=sorted(console.store.counts(("claim",), Query(labels=(NEEDS_REVIEW,))), key=lambda row: -row["posts"]),
    )
