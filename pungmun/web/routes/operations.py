"""What the operator watches: sources, quarantine, audit log."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from pungmun.store import Query
from pungmun.web.access import User, admin
from pungmun.web.console import Console, console_of
from pungmun.web.health import WINDOW, last_round, source_states
from pungmun.web.pages import render
from pungmun.web.security import checked_form

router = APIRouter()
#: Rows of the quarantine that one page shows.
MAX_ROWS = 200


@router.get("/sources", name="sources")
def sources(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """Every source with its state, permission and last days."""
    last = last_round(console.store)
    posts = {row["source"]: row["posts"] for row in console.store.counts(("source",))}
    return render(
        request,
        "sources.html",
        states=source_states(console.store, console.sources(), last),
        posts=posts,
        last=last,
        window=WINDOW,
        problems=console.problems(),
        query=Query(),
    )


@router.get("/quarantine", name="quarantine")
def quarantine(
    request: Request,
    console: Annotated[Console, Depends(console_of)],
    kind: Annotated[str | None, Parameter(max_length=80)] = None,
    source: Annotated[str | None, Parameter(max_length=80)] = None,
) -> Response:
    """What could not be read, with the reason."""
    every = console.store.quarantined()
    items = [i for i in every if kind in (None, "", i.kind) and source in (None, "", i.source_id)]
    return render(
        request,
        "quarantine.html",
        items=items[:MAX_ROWS],
        total=len(items),
        kinds=sorted(Counter(i.kind for i in every).items()),
        by_source=sorted(Counter(i.source_id for i in every).items()),
        kind=kind,
        source=source,
    )


@router.post("/quarantine/release", name="release")
def release(
    console: Annotated[Console, Depends(console_of)],
    form: Annotated[FormData, Depends(checked_form)],
    user: Annotated[User, Depends(admin)],
) -> Response:
    """Drop an item (field `item_id`) that needs no repair."""
    item_id = str(form.get("item_id", ""))
    if console.store.release([item_id]):
        console.store.log(datetime.now(UTC), user.name, "quarantine.drop", item_id)
    return RedirectResponse("/quarantine", 303)


@router.get("/audit", name="audit")
def audit(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """Every change that people made, newest first."""
    return render(request, "audit.html", rows=console.store.audit(MAX_ROWS))
