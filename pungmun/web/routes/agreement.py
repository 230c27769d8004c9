"""Two annotators: a second look at what one person decided, and how far they agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from pungmun.reports.agreement import agreements
from pungmun.store import Query, Store
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.marking import blocks
from pungmun.web.pages import render
from pungmun.web.routes.posts import CHOICES

router = APIRouter()
#: Differences of two reviewers that are listed.
SHOWN = 50


@router.get("/review/second", name="second_look")
def second_look(
    request: Request, console: Annotated[Console, Depends(console_of)], user: Annotated[User, Depends(analyst)], skip: int = 0
) -> Response:
    """A post that another person has decided and this one has not; what was decided stays hidden."""
    waiting = undecided(console.store, user.name)
    chosen = waiting[skip] if 0 <= skip < len(waiting) else None
    stored = console.store.get(chosen[0]) if chosen else None
    claim = console.claims().get(chosen[1]) if chosen else None
    return render(
        request,
        "second.html",
        waiting=len(waiting),
        skip=skip,
        stored=stored,
        claim=claim,
        claim_id=chosen[1] if chosen else "",
        blocks=blocks(stored.post, ()) if stored else [],
        choices=CHOICES,
        query=Query(),
    )


@router.get("/review/agreement", name="agreement")
def agreement(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """Cohen's kappa of every two reviewers, and the posts on which they differ."""
    rows = agreements(console.store.reviews())
    apart = dict.fromkeys(one.post_id for row in rows for one, _ in row.apart[:SHOWN])
    titles = {post_id: stored.post.title for post_id in apart if (stored := console.store.get(post_id))}
    return render(request, "agreement.html", rows=rows, titles=titles, shown=SHOWN)


def undecided(store: Store, name: str) -> list[tuple[str, str]]:
    """(post, claim) pairs that somebody else decided and `name` did not, the oldest decision first."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for review in store.reviews():
        pairs.setdefault((review.post_id, review.claim_id), set()).add(review.by)
    return [pair for pair, names in pairs.items() if name not in names]
