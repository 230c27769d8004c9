"""The console as an ASGI application; which routes there are, and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from pungmun import __version__
from pungmun.errors import StoreError
from pungmun.settings import Settings
from pungmun.store import Store
from pungmun.web import faults
from pungmun.web.api import create_api
from pungmun.web.console import Console, Judge, Preview
from pungmun.web.identity import Access, Identify
from pungmun.web.pages import STATIC
from pungmun.web.params import BadParameterError
from pungmun.web.routes import (
    agreement,
    claims,
    digest,
    editor,
    exports,
    judge,
    login,
    metrics,
    operations,
    overview,
    posts,
    review,
    saved,
    search,
)
from pungmun.web.security import Guard


def create_app(
    store: Store,
    config_dir: Path,
    *,
    judge_text: Judge | None = None,
    preview: Preview | None = None,
    secret: bytes | None = None,
    hosts: frozenset[str] = frozenset(),
    https: bool = False,
    access: Access | None = None,
    steps: Callable[[], list[str]] = list,
    settings: Settings | None = None,
) -> FastAPI:
    """The console over a store.

    Args:
        store: where posts and findings are.
        config_dir: folder of `claims/` and `sources/`.
        judge_text: (title, text) -> findings; without it, pasted texts can't be judged.
        preview: claim -> posts with findings; without it, drafts of claims have no preview.
        secret: key of form tokens; made anew when None, then open forms end with the process.
        hosts: host names that are answered beside the loopback names.
        https: True when browsers reach the console by TLS.
        access: how visitors are known; None lets everybody in as an admin, which is for loopback only.
        settings: where captures and later checks of posts are; without them pages show none.
        steps: lines about steps that `/metrics` adds to its own.
    """
    app = FastAPI(title="Pungmun", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.console = Console(store, config_dir, judge_text, secret or secrets.token_bytes(32), preview, settings)
    app.state.access = access or Access()
    # `editor` and `exports` before `claims`, whose /claims/{claim_id} would take their addresses
    for module in (overview, digest, editor, exports, claims, search, saved, posts, agreement, review, judge, operations, login, metrics):
        app.include_router(module.router)
    app.mount("/api/v1", create_api(app.state.console))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, faults.http)
    app.add_exception_handler(RequestValidationError, faults.invalid)
    app.add_exception_handler(BadParameterError, faults.invalid)
    app.add_exception_handler(StoreError, faults.store)

    app.state.meter = metrics.Meter()
    app.state.steps = steps
    app.add_middleware(metrics.Measured, meter=app.state.meter)
    app.add_middleware(Identify, access=app.state.access)
    app.add_middleware(Guard, hosts=hosts, https=https)
    return app
