"""Saved searches, kept in the store for everybody; each says how many posts are new since it was last looked at."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.records import stable_id
from pungmun.store import Store
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.pages import render
from pungmun.web.params import BadParameterError, clean, read_query, write_query
from pungmun.web.security import checked_form

router = APIRouter()
KEY = "saved-searches"
MAX_SAVED = 200
_lock = threading.Lock()


@router.get("/saved", name="saved")
def saved(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """The list, with totals now."""
    rows = []
    for entry in _read(console.store):
        total = console.store.search(read_query(QueryParams(entry["query"])), limit=1).total
        rows.append({**entry, "total": total, "fresh": max(0, total - entry["seen"])})
    return render(request, "saved.html", rows=rows)


@router.post("/saved", name="save_search")
def save(
    console: Annotated[Console, Depends(console_of)],
    form: Annotated[FormData, Depends(checked_form)],
    user: Annotated[User, Depends(analyst)],
) -> Response:
    """Save (fields `name`, `query`), mark as seen (`seen`), or remove (`remove`)."""
    store = console.store
    with _lock:
        entries = _read(store)
        if key := str(form.get("remove") or form.get("seen") or ""):
            chosen = next((entry for entry in entries if entry["id"] == key), None)
            if chosen is None:
                raise HTTPException(404, "saved search")
            query = read_query(QueryParams(chosen["query"]))
            if form.get("remove"):
                entries.remove(chosen)
                store.log(datetime.now(UTC), user.name, "search.remove", chosen["name"])
            else:
                chosen["seen"] = store.search(query, limit=1).total
        else:
            query = read_query(QueryParams(str(form.get("query", ""))[:2000]))
            name = clean(str(form.get("name", ""))).strip()[:100]
            if not name or len(entries) >= MAX_SAVED:
                raise BadParameterError("name=")
            address = urlencode(write_query(query))
            entry = {"id": stable_id(name, address)[:16], "name": name, "query": address, "by": user.name}
            entries = [e for e in entries if e["id"] != entry["id"]] + [{**entry, "seen": store.search(query, limit=1).total}]
            store.log(datetime.now(UTC), user.name, "search.save", name, address)
        store.set_meta(KEY, json.dumps(entries, ensure_ascii=False))
    return RedirectResponse("/saved", 303)


def _read(store: Store) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(store.get_meta(KEY) or "[]")
    return found
