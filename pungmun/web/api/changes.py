"""What can be changed: people's decisions; and a text can be judged.

Bodies must be JSON: another site's form can't send that without a permission that this console never gives.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from pungmun.records import Review
from pungmun.reports.posts import finding_json
from pungmun.web.access import User, analyst, viewer
from pungmun.web.api.reading import review_json
from pungmun.web.console import Console, console_of
from pungmun.web.params import clean
from pungmun.web.routes.judge import MAX_TEXT

Room = Annotated[Console, Depends(console_of)]


def same_site(request: Request) -> None:
    """403 for what a browser sends from another site, 415 for a body that is no JSON."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "cross-site request")
    if request.method == "POST" and request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send JSON")


router = APIRouter(dependencies=[Depends(same_site)])
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "The body is no JSON."},
    403: {"description": "The role does not include this."},
    404: {"description": "No such post or claim."},
    415: {"description": "The body is no JSON."},
}


class Decision(BaseModel):
    """A person's decision on a post and a claim."""

    model_config = ConfigDict(extra="forbid")
    post_id: str = Field(max_length=80)
    claim_id: str = Field(max_length=80)
    label: Literal["repeats", "debunks", "asks", "weaker_true", "related", "unrelated"]
    note: str = Field("", max_length=500)


class Pasted(BaseModel):
    """A text that is judged and not stored."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field("", max_length=300)
    text: str = Field(max_length=MAX_TEXT)


@router.post("/reviews", status_code=201, responses=REFUSALS)
def set_review(console: Room, decision: Decision, user: Annotated[User, Depends(analyst)]) -> dict[str, Any]:
    """Keep a decision under the caller's name; it wins over the model."""
    if console.store.get(decision.post_id) is None:
        raise HTTPException(404, "no such post")
    if decision.claim_id not in console.claims():
        raise HTTPException(404, "no such claim")
    now = datetime.now(UTC)
    review = Review(decision.post_id, decision.claim_id, decision.label, user.name, now, clean(decision.note))
    console.store.set_review(review)
    console.store.log(now, user.name, "review.set", f"{review.post_id} {review.claim_id}", review.label)
    return review_json(review)


@router.delete("/reviews", status_code=204, responses=REFUSALS)
def drop_review(
    console: Room,
    post: Annotated[str, Parameter(max_length=80)],
    claim: Annotated[str, Parameter(max_length=80)],
    user: Annotated[User, Depends(analyst)],
) -> None:
    """Take the caller's own decision back."""
    if not any((r.claim_id, r.by) == (claim, user.name) for r in console.store.reviews(post_id=post)):
        raise HTTPException(404, "no such decision of yours")
    console.store.drop_review(post, claim, user.name)
    console.store.log(datetime.now(UTC), user.name, "review.undo", f"{post} {claim}")


@router.post("/judge", responses={**REFUSALS, 503: {"description": "No model is installed, or it failed."}}, dependencies=[Depends(viewer)])
def judge(console: Room, pasted: Pasted) -> list[dict[str, Any]]:
    """What would be found in a text; nothing is stored."""
    if console.judge is None:
        raise HTTPException(503, "no model is installed")
    return [finding_json(finding) for finding in console.judge(clean(pasted.title), clean_lines(pasted.text))]


def clean_lines(text: str) -> str:
    """Without control characters but line ends."""
    return "\n".join(clean(line) for line in text.splitlines())
