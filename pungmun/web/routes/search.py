"""Search: the same Query as the command, with every condition in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.responses import Response

from pungmun.reports.marks import Marker, Pieces
from pungmun.store import Query, Store, Stored
from pungmun.web.console import Console, console_of
from pungmun.web.pages import render
from pungmun.web.paging import Order, search_page
from pungmun.web.params import read_query

router = APIRouter()
PAGE_SIZE = 25
#: Hits of a text that are split by label and platform: each of them is looked up, and a word of every other post would take seconds.
MOST_SPLIT = 10_000


@router.get("/search", name="search")
def search(
    request: Request,
    console: Annotated[Console, Depends(console_of)],
    order: Annotated[Order | None, Parameter()] = None,
    cursor: Annotated[str | None, Parameter(max_length=400)] = None,
) -> Response:
    """Posts that match, a page at a time; the numbers beside the list lead to narrower searches."""
    query = read_query(request.query_params)
    chosen: Order = order or ("relevance" if query.text else "newest")
    page = search_page(console.store, query, limit=PAGE_SIZE, cursor=cursor, order=chosen)
    split = not query.text or page.total <= MOST_SPLIT
    return render(
        request,
        "search.html",
        query=query,
        page=page,
        order=chosen,
        cursor=cursor,
        split=split,
        marked=_marked(query.text, page.hits),
        **(_split(console.store, query) if split else {"by_label": {}, "by_platform": [], "undated": 0, "unjudged": 0}),
        claims=sorted(console.claims().values(), key=lambda claim: claim.statement),
    )


def _marked(text: str, hits: Sequence[Stored]) -> dict[str, tuple[Pieces, Pieces]]:
    """Title and excerpt of each post with the words that were searched for told apart; nothing without words."""
    if not text:
        return {}
    marker = Marker(text)
    return {hit.post.post_id: (marker.title(hit.post), marker.excerpt(hit.post)) for hit in hits}


def _split(store: Store, query: Query) -> dict[str, Any]:
    """The numbers beside the list."""
    return {
        "by_label": {row["label"]: row["posts"] for row in store.counts(("label",), replace(query, labels=()))},
        "by_platform": store.counts(("platform",), replace(query, platforms=())),
        "undated": store.search(replace(query, undated=True), limit=1).total if _open(query) else 0,
        "unjudged": store.search(replace(query, judged=False), limit=1).total if _unlabelled(query) else 0,
    }


def _open(query: Query) -> bool:
    """Whether undated posts could match at all."""
    return query.undated is None and not (query.since or query.until or query.hour)


def _unlabelled(query: Query) -> bool:
    return query.judged is None and not query.labels and not query.claims
