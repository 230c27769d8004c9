"""Files for other tools: posts as tables or a graph, a timeline as a picture, a claim as ClaimReview."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from pungmun.registry.exchange import claim_reviews
from pungmun.reports.casefile import write_case
from pungmun.reports.chart import timeline_picture
from pungmun.reports.export import export
from pungmun.reports.timeline import timeline
from pungmun.web.access import User, viewer
from pungmun.web.console import Console, console_of
from pungmun.web.i18n import choose
from pungmun.web.params import read_query

router = APIRouter()
Room = Annotated[Console, Depends(console_of)]
Form = Literal["csv", "parquet", "jsonl", "gexf"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "gexf": "application/gexf+xml",
}


@router.get("/export.{form}", name="export")
def export_posts(request: Request, console: Room, form: Form, user: Annotated[User, Depends(viewer)]) -> Response:
    """The posts of a search; texts are quoted to 300 characters. Written to the audit log, since posts leave the house."""
    query = read_query(request.query_params)
    with tempfile.NamedTemporaryFile(prefix="pungmun-", suffix=f".{form}", delete=False) as file:
        path = Path(file.name)
    try:
        rows = export(console.store, query, form, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    console.store.log(datetime.now(UTC), user.name, "export", f"{form} ?{request.url.query}"[:300], str(rows))
    remove = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=MEDIA[form], filename=f"pungmun-posts.{form}", background=remove)


@router.get("/claims/{claim_id}/timeline.{form}", name="timeline_picture")
def picture(console: Room, claim_id: str, form: Literal["png", "svg"], by: Literal["day", "hour"] = "day") -> Response:
    """The spread timeline as a picture for an article."""
    claim = console.claims().get(claim_id)
    if claim is None:
        raise HTTPException(404, "claim")
    media = "image/png" if form == "png" else "image/svg+xml"
    headers = {"Content-Disposition": f'attachment; filename="{claim_id}.{form}"'}
    return Response(timeline_picture(timeline(console.store, claim_id, by), claim.statement, form), media_type=media, headers=headers)


@router.get("/claims/{claim_id}/claimreview.json", name="claimreview")
def claimreview(console: Room, claim_id: str) -> Response:
    """The claim as ClaimReview JSON-LD."""
    claim = console.claims().get(claim_id)
    if claim is None:
        raise HTTPException(404, "claim")
    return Response(json.dumps(claim_reviews([claim]), ensure_ascii=False, indent=2), media_type="application/ld+json")


@router.get("/claims/{claim_id}/case.zip", name="case_file")
def case_file(request: Request, console: Room, claim_id: str, user: Annotated[User, Depends(viewer)]) -> Response:
    """Everything about the claim in one file that stands on its own, in the reader's language."""
    claim = console.claims().get(claim_id)
    if claim is None:
        raise HTTPException(404, "claim")
    now = datetime.now(UTC)
    with tempfile.NamedTemporaryFile(prefix="pungmun-", suffix=".zip", delete=False) as file:
        path = Path(file.name)
    try:
        language: Literal["ko", "en"] = "en" if choose(request) == "en" else "ko"
        posts = write_case(console.store, claim, path, now, checks_of=console.checks, language=language)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    console.store.log(now, user.name, "export", f"case {claim_id}", str(posts))
    remove = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type="application/zip", filename=f"pungmun-{claim_id}.zip", background=remove)
