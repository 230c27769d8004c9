"""The API as an application of its own, with its OpenAPI description at /api/v1/openapi.json."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pungmun import __version__
from pungmun.errors import PungmunError
from pungmun.web.api import changes, reading
from pungmun.web.console import Console
from pungmun.web.params import BadParameterError


def create_api(console: Console) -> FastAPI:
    """The API over the console's store and registry."""
    api = FastAPI(
        title="Pungmun",
        version=__version__,
        description="Posts, findings, counts and timelines: the answers of the commands. Times are ISO 8601 with zone, days Asia/Seoul.",
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": "/api/v1"}],
    )
    api.state.console = console
    api.include_router(reading.router)
    api.include_router(changes.router)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(BadParameterError, _bad)
    api.add_exception_handler(PungmunError, _failed)
    return api


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [{"loc": list(e["loc"]), "msg": str(e["msg"]), "type": str(e["type"])} for e in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(found)}, 422)


def _bad(_: Request, error: Exception) -> Response:
    name = str(error).partition("=")[0]
    return JSONResponse({"detail": [{"loc": ["query", name], "msg": "can't be read", "type": "value_error"}]}, 422)


def _failed(_: Request, error: Exception) -> Response:
    assert isinstance(error, PungmunError)
    return JSONResponse({"detail": error.what, "cause": error.cause, "todo": error.todo}, 503)
