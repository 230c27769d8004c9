"""One post: what it says, what was found in it, why, and what people decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.records import LABELS, Claim, Finding, Review
from pungmun.store import Query
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.labels import LABEL_VIEWS
from pungmun.web.marking import blocks
from pungmun.web.pages import render
from pungmun.web.params import local_address
from pungmun.web.security import checked_form

router = APIRouter()
#: What a reviewer can choose, in the order of the keys 1 to 6.
CHOICES = tuple(LABEL_VIEWS[label] for label in LABELS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding beside its claim (None when the registry no longer has it) and people's decisions on it."""

    finding: Finding
    claim: Claim | None
    reviews: tuple[Review, ...]


@router.get("/posts/{post_id}", name="post")
def post_page(request: Request, post_id: str, console: Annotated[Console, Depends(console_of)]) -> Response:
    """The text with the deciding sentence marked, each finding beside its claim, copies and evidence."""
    stored = console.store.get(post_id)
    if stored is None:
        raise HTTPException(404, "post")
    post, claims = stored.post, console.claims()
    reviews = console.store.reviews(post_id=post_id)
    order = sorted(stored.findings, key=lambda f: (f.label != "repeats", -f.score))
    shown = {f.claim_id for f in order}
    return render(
        request,
        "post.html",
        post=post,
        blocks=blocks(post, order),
        verdicts=[Verdict(f, claims.get(f.claim_id), tuple(r for r in reviews if r.claim_id == f.claim_id)) for f in order],
        dismissed=[r for r in reviews if r.claim_id not in shown],
        others=sorted((c for c in claims.values() if c.claim_id not in shown), key=lambda c: c.statement),
        choices=CHOICES,
        copies=console.store.search(Query(cluster=post.cluster_id), limit=8, order="oldest") if post.cluster_id else None,
        checks=console.checks(post_id),
        query=Query(),
    )


@router.get("/posts/{post_id}/similar", name="similar")
def similar(request: Request, post_id: str, console: Annotated[Console, Depends(console_of)]) -> Response:
    """Posts with the most words in common, without the copies; a fragment for htmx, a page for everybody else."""
    stored = console.store.get(post_id)
    if stored is None:
        raise HTTPException(404, "post")
    cluster = stored.post.cluster_id
    found = [s for s in console.store.similar(post_id, 12) if cluster is None or s.post.cluster_id != cluster]
    return render(request, "similar.html", post=stored.post, found=found[:5])


@router.post("/posts/{post_id}/review", name="review_post")
def review_post(
    request: Request,
    post_id: str,
    console: Annotated[Console, Depends(console_of)],
    form: Annotated[FormData, Depends(checked_form)],
    user: Annotated[User, Depends(analyst)],
) -> Response:
    """Keep a person's decision (field `label`), or take this person's decision back (`undo`); then go to `next`."""
    claim_id, label = str(form.get("claim_id", "")), str(form.get("label", ""))
    if console.store.get(post_id) is None:
        raise HTTPException(404, "post")
    now = datetime.now(UTC)
    if form.get("undo"):
        console.store.drop_review(post_id, claim_id, user.name)
        console.store.log(now, user.name, "review.undo", f"{post_id} {claim_id}")
    elif label in LABELS and claim_id in console.claims():
        note = str(form.get("note", ""))[:500]
        console.store.set_review(Review(post_id, claim_id, next(c for c in LABELS if c == label), user.name, now, note))
        console.store.log(now, user.name, "review.set", f"{post_id} {claim_id}", label)
    else:
        raise HTTPException(422, "label")
    return RedirectResponse(local_address(str(form.get("next", "")), f"/posts/{post_id}"), 303)
