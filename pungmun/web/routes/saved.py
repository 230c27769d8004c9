"""Saved searches; each says how many posts are new since it was last looked at, and sends alerts if asked to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pungmun.records import stable_id
from pungmun.web.access import User, analyst
from pungmun.web.console import Console, console_of
from pungmun.web.pages import render
from pungmun.web.params import BadParameterError, clean, read_query, write_query
from pungmun.web.searches import changing, query_of, saved_searches
from pungmun.web.security import checked_form

router = APIRouter()
MAX_SAVED = 200
#: What a button does to a saved search: the form's field, which holds the search's id.
ACTIONS = ("remove", "seen", "alert_on", "alert_off")


@router.get("/saved", name="saved")
def saved(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """The list, with totals now."""
    rows = []
    for entry in saved_searches(console.store):
        total = console.store.search(query_of(entry), limit=1).total
        rows.append({**entry, "total": total, "fresh": max(0, total - entry["seen"])})
    return render(request, "saved.html", rows=rows)


@router.post("/saved", name="save_search")
def save(
    console: Annotated[Console, Depends(console_of)],
    form: Annotated[FormData, Depends(checked_form)],
    user: Annotated[User, Depends(analyst)],
) -> Response:
    """Save (fields `name`, `query`, `alert`), mark as `seen`, `remove`, switch alerts on or off (`alert_on`, `alert_off`)."""
    action = next((name for name in ACTIONS if form.get(name)), "")
    if action:
        _change(console, str(form[action]), action, user)
    else:
        _add(console, form, user)
    return RedirectResponse("/saved", 303)


def _change(console: Console, key: str, action: str, user: User) -> None:
    store = console.store
    with changing(store) as entries:
        chosen = next((entry for entry in entries if entry["id"] == key), None)
        if chosen is None:
            raise HTTPException(404, "saved search")
        if action == "remove":
            entries.remove(chosen)
        elif action == "seen":
            chosen["seen"] = store.search(query_of(chosen), limit=1).total
        else:
            chosen["alert"] = action == "alert_on"
    if action != "seen":
        store.log(datetime.now(UTC), user.name, f"search.{action}", chosen["name"])


def _add(console: Console, form: FormData, user: User) -> None:
    store = console.store
    query = read_query(QueryParams(str(form.get("query", ""))[:2000]))
    name = clean(str(form.get("name", ""))).strip()[:100]
    address = urlencode(write_query(query))
    entry = {"id": stable_id(name, address)[:16], "name": name, "query": address, "by": user.name, "alert": bool(form.get("alert"))}
    with changing(store) as entries:
        if not name or len(entries) >= MAX_SAVED:
            raise BadParameterError("name=")
        entries[:] = [e for e in entries if e["id"] != entry["id"]] + [{**entry, "seen": store.search(query, limit=1).total}]
    store.log(datetime.now(UTC), user.name, "search.save", name, address)
