"""Judge this text: paste it, see what would be found; nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from pungmun.errors import PungmunError
from pungmun.records import Finding, Post, Published, Segment, nfc
from pungmun.store import Query
from pungmun.web.console import Console, console_of
from pungmun.web.marking import blocks
from pungmun.web.pages import render
from pungmun.web.routes.posts import Verdict
from pungmun.web.security import checked_form

router = APIRouter()
MAX_TEXT = 20_000


@router.get("/judge", name="judge")
def judge_form(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """The empty form."""
    return _page(request, console)


@router.post("/judge", name="judge_text")
def judge_text(
    request: Request, console: Annotated[Console, Depends(console_of)], form: Annotated[FormData, Depends(checked_form)]
) -> Response:
    """The findings of the text in the fields `title` and `text`."""
    title = nfc(str(form.get("title", ""))).strip()[:300]
    text = nfc(str(form.get("text", ""))).replace("\r\n", "\n").strip()
    if not text and not title:
        return _page(request, console, error="empty", status=422)
    if len(text) > MAX_TEXT:
        return _page(request, console, title=title, text=text, error="long", status=422)
    if console.judge is None:
        return _page(request, console, title=title, text=text, error="no_model", status=503)
    try:
        findings = console.judge(title, text)
    except PungmunError as error:
        return _page(request, console, title=title, text=text, error="failed", detail=str(error), status=503)
    return _page(request, console, title=title, text=text, findings=findings)


def _page(
    request: Request,
    console: Console,
    *,
    title: str = "",
    text: str = "",
    findings: list[Finding] | None = None,
    error: str = "",
    detail: str = "",
    status: int = 200,
) -> Response:
    claims = console.claims()
    post = Post("", "", "", "", title, (Segment("text", text),), Published(), datetime.now(UTC))
    order = sorted(findings or (), key=lambda f: (f.label != "repeats", -f.score))
    return render(
        request,
        "judge.html",
        status,
        title=title,
        text=text,
        error=error,
        detail=detail,
        judged=findings is not None,
        blocks=blocks(post, order),
        verdicts=[Verdict(f, claims.get(f.claim_id), ()) for f in order],
        max_text=MAX_TEXT,
        query=Query(),
    )
