"""Log in, log out, and on an open console say who one is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.web.console import Console, console_of
from pungmun.web.identity import NAME_COOKIE, SESSION_COOKIE, Access
from pungmun.web.pages import render
from pungmun.web.params import local_address
from pungmun.web.security import checked_form

router = APIRouter()


@router.get("/login", name="login")
def login_page(request: Request) -> Response:
    """The form; on a console without login, the one for a name."""
    return render(request, "login.html", next=local_address(request.query_params.get("next", ""), "/"), problem="", seconds=0)


@router.post("/login", name="log_in")
async def log_in(
    request: Request, console: Annotated[Console, Depends(console_of)], form: Annotated[FormData, Depends(checked_form)]
) -> Response:
    """Check the password (fields `name`, `password`), at most five failures in five minutes; then go to `next`."""
    access: Access = request.app.state.access
    name, then = str(form.get("name", "")).strip()[:60], local_address(str(form.get("next", "")), "/")
    if access.mode == "open":
        return _say_name(request, name, then)
    if access.mode != "login" or access.users is None:
        raise HTTPException(404, "login")
    keys = (f"address {request.client.host if request.client else ''}", f"name {name}")
    if seconds := access.throttle.wait(*keys):
        answer = render(request, "login.html", 429, next=then, problem="wait", seconds=seconds)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    access.throttle.failed(*keys)  # before the slow check, so that guesses side by side are counted too
    user = await run_in_threadpool(access.users.verify, name, str(form.get("password", "")))
    if user is None:
        await run_in_threadpool(console.store.log, datetime.now(UTC), name, "login.failed", keys[0])
        return render(request, "login.html", 401, next=then, problem="wrong", seconds=0)
    access.throttle.succeeded(*keys)
    await run_in_threadpool(console.store.log, datetime.now(UTC), user.name, "login", keys[0])
    done = RedirectResponse(then, 303)
    done.set_cookie(SESSION_COOKIE, access.sessions.start(user.name), httponly=True, samesite="strict", secure=request.state.https)
    return done


@router.post("/logout", name="log_out")
def log_out(request: Request, form: Annotated[FormData, Depends(checked_form)]) -> Response:
    """End this browser's session."""
    access: Access = request.app.state.access
    access.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _say_name(request: Request, name: str, then: str) -> Response:
    """Keep the name that an open console writes under decisions; nothing is proved by it."""
    if not re.fullmatch(r"[0-9A-Za-z._@-]{1,60}", name):
        return render(request, "login.html", 422, next=then, problem="name", seconds=0)
    answer = RedirectResponse(then, 303)
    answer.set_cookie(NAME_COOKIE, name, max_age=365 * 86400, httponly=True, samesite="strict", secure=request.state.https)
    return answer
