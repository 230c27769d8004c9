"""What stands around every page: host names, security headers, form tokens, body sizes.

A console on loopback is reachable from any web page through DNS rebinding and cross-site forms; so the Host header must
be a name we answer to, and every change needs a token that only our own pages hold.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SEED_COOKIE = "pungmun_seed"
TOKEN_FIELD = "csrf_token"  # noqa: S105 - the name of a form field
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 - the name of a header
#: Largest body of a form: a pasted text of 1 MB, its encoding included, is refused before it is read.
MAX_BODY = 1_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard(BaseHTTPMiddleware):
    """Refuses foreign host names and large bodies; sets the security headers and the seed of form tokens.

    Args:
        hosts: host names that are answered, beside the loopback names.
        https: True behind TLS; cookies are then marked secure.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], *, https: bool = False) -> None:
        super().__init__(app)
        self.hosts, self.https = hosts | LOOPBACK, https

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """One request through the guard."""
        request.state.https = self.https
        seed = request.cookies.get(SEED_COOKIE, "")
        fresh = not re.fullmatch(r"[0-9a-f]{32}", seed)
        request.state.seed = secrets.token_hex(16) if fresh else seed
        response = self._refusal(request) or await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if fresh and response.headers.get("content-type", "").startswith("text/html"):
            response.set_cookie(SEED_COOKIE, request.state.seed, httponly=True, samesite="strict", secure=self.https)
        return response

    def _refusal(self, request: Request) -> Response | None:
        if host_name(request.headers.get("host", "")) not in self.hosts:
            return PlainTextResponse("This console does not answer to that host name; see `pungmun serve --allow-host`.\n", 421)
        if request.method in SAFE_METHODS:
            return None
        if "transfer-encoding" not in request.headers and "content-length" not in request.headers:
            return None  # no body
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return PlainTextResponse("A body needs its length.\n", 411)
        return PlainTextResponse("This is too large.\n", 413) if int(length) > MAX_BODY else None


def host_name(header: str) -> str:
    """Host header without port and brackets, in lower case."""
    match = re.fullmatch(r"\[([0-9a-fA-F:]+)\](?::\d+)?|([^:\[\]]+)(?::\d+)?", header.strip())
    return ((match.group(1) or match.group(2)) if match else "").lower()


def form_token(request: Request) -> str:
    """The token that forms of this visitor carry."""
    secret: bytes = request.app.state.console.secret
    return hmac.new(secret, request.state.seed.encode(), hashlib.sha256).hexdigest()


async def checked_form(request: Request) -> FormData:
    """The form of a request that came from one of our own pages.

    Raises:
        HTTPException: 403 when the token is missing or wrong, or a browser says that another site sent it; 422 for broken bodies.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "cross-site form")
    try:
        form = await request.form(max_files=0, max_fields=200)
    except (HTTPException, UnicodeError) as error:
        raise HTTPException(422, "unreadable form") from error
    token = request.headers.get(TOKEN_HEADER) or form.get(TOKEN_FIELD) or ""
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), form_token(request).encode()):
        raise HTTPException(403, "the form is too old or came from elsewhere; load the page again")
    return form
