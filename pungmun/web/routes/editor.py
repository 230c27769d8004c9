"""Create and edit claims: checked as on disk, with a preview of what they would find; writes the YAML."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.errors import PungmunError
from pungmun.store import Query
from pungmun.web import claimfile
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.pages import render
from pungmun.web.security import checked_form
from pungmun.web.times import today

router = APIRouter()
Room = Annotated[Console, Depends(console_of)]
Editor = Annotated[User, Depends(analyst)]
Form = Annotated[FormData, Depends(checked_form)]
#: Found posts that a preview shows.
SHOWN = 25


@router.get("/claims/new", name="new_claim")
def new_claim(request: Request, console: Room, user: Editor) -> Response:
    """An empty entry with every key that matters."""
    text = claimfile.TEMPLATE.format(claim_id="new-claim", today=today().isoformat())
    return _page(request, "", text, "", claimfile.Draft(None, ()))


@router.get("/claims/{claim_id}/edit", name="edit_claim")
def edit_claim(request: Request, claim_id: str, console: Room, user: Editor) -> Response:
    """The file as it stands."""
    path = claimfile.path_of(console.config_dir, claim_id)
    if path is None or not path.exists():
        raise HTTPException(404, "claim")
    return _page(
        request, claim_id, path.read_text(encoding="utf-8", errors="replace"), claimfile.fingerprint(path), claimfile.Draft(None, ())
    )


@router.post("/claims/save", name="save_claim")
def save_claim(request: Request, console: Room, form: Form, user: Editor) -> Response:
    """Check the draft (fields `claim_id`, `text`, `state`); with `save`, write it when nothing is wrong."""
    claim_id, state = str(form.get("claim_id", "")), str(form.get("state", ""))
    text = str(form.get("text", "")).replace("\r\n", "\n")
    known = console.claims().get(claim_id)
    draft = claimfile.check(text, claim_id, known)
    if draft.claim is None:
        return _page(request, claim_id, text, state, draft, status=422)
    path = claimfile.path_of(console.config_dir, draft.claim.claim_id)
    assert path is not None  # the id was checked with the rest
    problem = ""
    if not claim_id and path.exists():
        problem = "exists"
    elif claim_id and claimfile.fingerprint(path) != state:
        problem = "changed"
    if problem or not form.get("save"):
        return _page(request, claim_id, text, state, draft, problem=problem, look=not problem, status=409 if problem else 200)
    try:
        claimfile.write(path, text)
    except OSError as error:
        return _page(request, claim_id, text, state, draft, problem="unwritable", detail=str(error), status=503)
    versions = f"version {known.version} → {draft.claim.version}" if known else f"version {draft.claim.version}"
    console.store.log(datetime.now(UTC), user.name, "claim.edit" if known else "claim.create", draft.claim.claim_id, versions)
    return RedirectResponse(f"/claims/{draft.claim.claim_id}?saved=1", 303)


def _page(
    request: Request,
    claim_id: str,
    text: str,
    state: str,
    draft: claimfile.Draft,
    *,
    problem: str = "",
    detail: str = "",
    look: bool = False,
    status: int = 200,
) -> Response:
    console = console_of(request)
    found = None
    if look and draft.claim and console.preview:
        try:
            found = console.preview(draft.claim)
        except PungmunError as error:
            detail = str(error)
    return render(
        request,
        "editor.html",
        status,
        claim_id=claim_id,
        text=text,
        state=state,
        draft=draft,
        problem=problem,
        detail=detail,
        looked=look,
        found=found[:SHOWN] if found else found,
        tally=Counter(finding.counted_as for _, finding in found) if found else {},
        query=Query(),
    )
