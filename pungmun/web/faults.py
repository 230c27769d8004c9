"""Errors as pages: what happened and what to do, in the reader's language, with the right status."""

from __future__ import annotations

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pungmun.web.pages import render
from pungmun.web.params import BadParameterError


def http(request: Request, error: Exception) -> Response:
    """404, 403 and the like."""
    assert isinstance(error, HTTPException)
    return render(request, "fault.html", error.status_code, code=error.status_code, detail=str(error.detail))


def invalid(request: Request, error: Exception) -> Response:
    """An address or form with a value that can't be read."""
    detail = str(error) if isinstance(error, BadParameterError) else ", ".join(_places(error))
    return render(request, "fault.html", 422, code=422, detail=detail)


def store(request: Request, error: Exception) -> Response:
    """The store can't be reached; the page itself needs none of it."""
    return render(request, "fault.html", 503, code=503, detail=str(error))


def _places(error: Exception) -> list[str]:
    assert isinstance(error, RequestValidationError)
    return [f"{item['loc'][-1]}: {item['msg']}" for item in error.errors()]
