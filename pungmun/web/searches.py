"""Searches that people saved, kept in the store for everybody, and the alerts about new posts in them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from starlette.datastructures import QueryParams

from pungmun.records import stable_id
from pungmun.reports.alerts import Alert
from pungmun.store import Query, Store
from pungmun.web.params import read_query

KEY = "saved-searches"
_lock = threading.Lock()


def saved_searches(store: Store) -> list[dict[str, Any]]:
    """`id`, `name`, `query` (as in an address), `by`, `seen` (posts when somebody last marked it as seen), `alert`."""
    found: list[dict[str, Any]] = json.loads(store.get_meta(KEY) or "[]")
    return [{"alert": False, **entry} for entry in found]


@contextmanager
def changing(store: Store) -> Iterator[list[dict[str, Any]]]:
    """The list, to change in place; kept when the block ends without an error."""
    with _lock:
        entries = saved_searches(store)
        yield entries
        store.set_meta(KEY, json.dumps(entries, ensure_ascii=False))


def query_of(entry: dict[str, Any]) -> Query:
    """What a saved search asks."""
    return read_query(QueryParams(entry["query"]))


def search_alerts(store: Store, day: date) -> list[Alert]:
    """One alert a day for each search that asks for them and has posts that nobody has marked as seen."""
    alerts = []
    for entry in saved_searches(store):
        if not entry["alert"]:
            continue
        total = store.search(query_of(entry), limit=1).total
        if (fresh := total - entry["seen"]) > 0:
            words = f"저장한 검색 ‘{entry['name']}’에 새 글이 {fresh}건 있습니다 (모두 {total}건)."
            english = f"Saved search “{entry['name']}”: {fresh} new ({total} posts in all)."
            alert_id = stable_id("alert", "saved", entry["id"], day.isoformat())
            alerts.append(Alert(alert_id, "saved", "", None, day, words, entry["query"], english))
    return alerts
