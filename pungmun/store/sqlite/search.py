"""Pages of posts, and counts, from one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Literal

from pungmun.errors import StoreError
from pungmun.store.base import KEYS, Key, Query
from pungmun.store.places import day_iso, hour_iso
from pungmun.store.sqlite import queries, ranking, tally, walks
from pungmun.store.sqlite.cursors import Cursor, fingerprint
from pungmun.store.terms import Terms

Order = Literal["relevance", "newest", "oldest", "uncertain"]


def first_cursor(db: sqlite3.Connection, query: Query, terms: Terms, order: str) -> Cursor:
    """The cursor of the first page, with the exact total."""
    (seq,) = db.execute("SELECT n FROM counter WHERE name = 'seq'").fetchone()
    return Cursor(fingerprint(query, order), total(db, query, terms), seq)


def total(db: sqlite3.Connection, query: Query, terms: Terms) -> int:
    """Exact number of posts that match."""
    ready = tally.statement((), query, has_text=not terms.empty)
    if ready is None:
        found = queries.parts(query, terms, gather=walks.gather(db, query, terms, walks.EVERY))
        ready = f"SELECT {found.number} FROM {found.source} WHERE {found.where}", list(found.params)
    return int(db.execute(*ready).fetchone()[0])


def page(db: sqlite3.Connection, query: Query, terms: Terms, order: Order, limit: int, cursor: Cursor) -> tuple[list[int], Cursor | None]:
    """Places of one page, and where the next one begins."""
    if order == "relevance":
        return ranking.ranked(db, query, terms, limit, cursor)
    ways = {"newest": [walks.newest], "oldest": [walks.oldest, walks.undated], "uncertain": [walks.uncertain, walks.certain]}[order]
    places: list[int] = []
    phase, after = cursor.phase, cursor.after
    while phase < len(ways):
        rows = ways[phase](db, query, terms, limit + 1 - len(places), cursor.seq, after)
        if len(places) + len(rows) > limit:
            rows = rows[: limit - len(places)]
            places += [row[-1] for row in rows]
            last = list(rows[-1]) if rows else after
            return places, Cursor(cursor.asked, cursor.total, cursor.seq, phase, last)
        places += [row[-1] for row in rows]
        phase, after = phase + 1, []
    return places, None


def counts(db: sqlite3.Connection, by: Sequence[Key], query: Query, terms: Terms) -> list[dict[str, Any]]:
    """Numbers of posts per combination of keys; see `Store.counts`.

    Raises:
        StoreError: an unknown key.
    """
    if unknown := [key for key in by if key not in KEYS]:
        raise StoreError(f"Posts can't be counted by {', '.join(unknown)}.", todo=f"use some of {', '.join(KEYS)}")
    sql, params = tally.statement(by, query, has_text=not terms.empty) or queries.count_statement(
        by, query, terms, walks.gather(db, query, terms, walks.EVERY)
    )
    rows = [{**{key: _value(key, raw) for key, raw in zip(by, row, strict=False)}, "posts": row[-1]} for row in db.execute(sql, params)]
    return sort_counts(rows, by)


def sort_counts(rows: list[dict[str, Any]], by: Sequence[Key]) -> list[dict[str, Any]]:
    """By the keys in their order, unknown values last."""
    return sorted(rows, key=lambda row: [(row[key] is None, row[key] or "") for key in by])


def _value(key: Key, raw: Any) -> str | None:
    if not raw:
        return None
    if key == "day":
        return day_iso(raw)
    if key == "hour":
        return hour_iso(raw // 100, raw % 100)
    return str(raw)
