"""Finds out who is asking: nobody has to log in on loopback, elsewhere a session, a token or a trusted proxy says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from pungmun.web.access import User
from pungmun.web.sessions import Sessions, Throttle
from pungmun.web.users import Users

SESSION_COOKIE = "pungmun_session"
#: On loopback without login, people may still say who they are, for reviews and the audit log.
NAME_COOKIE = "pungmun_name"
_OPEN_PATHS = ("/static/", "/login")


@dataclass
class Access:
    """How the console knows its visitors.

    Attributes:
        mode: `open` (loopback only: whoever reaches it is an admin), `login`, or `proxy`.
        users: names with roles; with `proxy` only for the roles.
        header: header in which the proxy names the user.
        proxies: addresses from which that header is believed.
    """

    mode: Literal["open", "login", "proxy"] = "open"
    users: Users | None = None
    header: str = ""
    proxies: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    sessions: Sessions = field(default_factory=Sessions)
    throttle: Throttle = field(default_factory=Throttle)

    def user_of(self, request: Request) -> User | None:
        """The visitor; None when a login is needed."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.users:
            return self.users.of_token(token.strip())
        if self.mode == "open":
            name = request.cookies.get(NAME_COOKIE, "")
            return User(name if re.fullmatch(r"[0-9A-Za-z._@-]{1,60}", name) else "analyst", "admin")
        if self.mode == "proxy":
            return self._of_proxy(request)
        name_of_session = self.sessions.name_of(request.cookies.get(SESSION_COOKIE, ""))
        role = self.users.names().get(name_of_session) if self.users and name_of_session else None
        return User(name_of_session, role) if name_of_session and role else None

    def _of_proxy(self, request: Request) -> User | None:
        name = request.headers.get(self.header, "").strip()
        peer = request.client.host if request.client else ""
        if not name or peer not in self.proxies:
            return None
        roles = self.users.names() if self.users else {}
        return User(name[:60], roles.get(name, "viewer"))


class Identify(BaseHTTPMiddleware):
    """Sets `request.state.user`, or asks for a login."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        super().__init__(app)
        self.access = access

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """One request."""
        user = self.access.user_of(request)
        path = request.url.path
        if user is None and not path.startswith(_OPEN_PATHS):
            if self.access.mode != "login" or path.startswith("/api/") or path == "/metrics" or "authorization" in request.headers:
                return JSONResponse({"error": "who are you? send a token, or log in"}, 401, {"WWW-Authenticate": "Bearer"})
            here = path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?next={quote(here, safe='/')}", 303)
        request.state.user = user or User("", "viewer")
        request.state.logged_in = user is not None
        return await call_next(request)
