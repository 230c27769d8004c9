"""Pages of posts, and counts, from one connection."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pungmun.errors import StoreError
from pungmun.records import stable_id
from pungmun.store.base import KEYS, Key, Query
from pungmun.store.places import day_iso, hour_iso
from pungmun.store.sqlite import queries, tally
from pungmun.store.terms import Terms

Order = Literal["relevance", "newest", "oldest", "uncertain"]


@dataclass(slots=True)
class Cursor:
    """Where the next page begins.

    Attributes:
        asked: fingerprint of query and order, so that a cursor can't be used with another query.
        total: of the first page; later posts don't change it.
        seq: the last new post when the first page was made; later ones are left out.
        phase: which of the order's walks we are in.
        after: sort key of the last post of the page before; empty at the beginning of a walk.
    """

    asked: str
    total: int
    seq: int
    phase: int = 0
    after: list[Any] = field(default_factory=list)

    def write(self) -> str:
        """As text."""
        raw = json.dumps([self.asked, self.total, self.seq, self.phase, self.after]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, asked: str) -> Cursor:
        """Reverse of `write`.

        Raises:
            StoreError: not a cursor, or one of another query.
        """
        try:
            cursor = cls(*json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
        except (ValueError, TypeError, binascii.Error) as error:
            raise StoreError(f"{text!r} is no cursor of a page.", todo="start again from the first page") from error
        numbers = all(type(value) is int for value in (cursor.total, cursor.seq, cursor.phase))
        if not numbers or not isinstance(cursor.after, list) or not all(isinstance(v, str | int | float | None) for v in cursor.after):
            raise StoreError(f"{text!r} is no cursor of a page.", todo="start again from the first page")
        if cursor.asked != asked:
            raise StoreError("This cursor belongs to another search.", todo="start again from the first page")
        return cursor


def fingerprint(query: Query, order: str) -> str:
    """Short text that is the same for the same question."""
    return stable_id(repr(query), order)[:12]


def first_cursor(db: sqlite3.Connection, query: Query, terms: Terms, order: str) -> Cursor:
    """The cursor of the first page, with the exact total."""
    (seq,) = db.execute("SELECT n FROM counter WHERE name = 'seq'").fetchone()
    return Cursor(fingerprint(query, order), total(db, query, terms), seq)


def total(db: sqlite3.Connection, query: Query, terms: Terms) -> int:
    """Exact number of posts that match."""
    ready = tally.statement((), query, has_text=not terms.empty)
    if ready is None:
        found = queries.parts(query, terms)
        ready = f"SELECT {found.number} FROM {found.source} WHERE {found.where}", list(found.params)
    return int(db.execute(*ready).fetchone()[0])


def page(db: sqlite3.Connection, query: Query, terms: Terms, order: Order, limit: int, cursor: Cursor) -> tuple[list[int], Cursor | None]:
    """Places of one page, and where the next one begins."""
    if order == "relevance":
        return _ranked(db, query, terms, limit, cursor)
    walks = {"newest": [_newest], "oldest": [_oldest, _undated], "uncertain": [_uncertain, _certain]}[order]
    places: list[int] = []
    phase, after = cursor.phase, cursor.after
    while phase < len(walks):
        rows = walks[phase](db, query, terms, limit + 1 - len(places), cursor.seq, after)
        if len(places) + len(rows) > limit:
            rows = rows[: limit - len(places)]
            places += [row[-1] for row in rows]
            last = list(rows[-1]) if rows else after
            return places, Cursor(cursor.asked, cursor.total, cursor.seq, phase, last)
        places += [row[-1] for row in rows]
        phase, after = phase + 1, []
    return places, None


def _run(db: sqlite3.Connection, found: queries.Parts, seq: int, after: list[Any], order: str, limit: int) -> list[tuple[int]]:
    """Rows of a walk along the places, without posts that are newer than the first page."""
    if after:
        found = found.also(f"{found.place} {'>' if order == 'ASC' else '<'} ?", after[-1])
    found = found.also(f"(SELECT seq FROM post s WHERE s.id = {found.place}) <= ?", seq)
    distinct = "" if found.unique else "DISTINCT "
    return db.execute(
        f"SELECT {distinct}{found.place} FROM {found.source} WHERE {found.where} ORDER BY {found.place} {order} LIMIT ?",
        (*found.params, limit),
    ).fetchall()


def _newest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    return _run(db, queries.parts(query, terms), seq, after, "DESC", limit)


def _oldest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    found = queries.parts(query, terms)
    return _run(db, found.also(f"{found.place} >= 0"), seq, after, "ASC", limit)


def _undated(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    found = queries.parts(query, terms)
    return _run(db, found.also(f"{found.place} < 0"), seq, after, "DESC", limit)


def _uncertain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """(risk, place): posts with a matching finding in review, riskiest first."""
    found = queries.parts(query, terms, findings=True).also("e.risk IS NOT NULL")
    found = found.also("(SELECT seq FROM post s WHERE s.id = e.id) <= ?", seq)
    having, params = ("HAVING (MAX(e.risk), e.id) < (?, ?)", after) if after else ("", [])
    return db.execute(
        f"SELECT MAX(e.risk), e.id FROM {found.source} WHERE {found.where} GROUP BY e.id {having} ORDER BY 1 DESC, 2 DESC LIMIT ?",
        (*found.params, *params, limit),
    ).fetchall()


def _certain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """The rest, newest first."""
    found = queries.parts(query, terms)
    conditions = ["r.risk IS NOT NULL"]
    params: list[Any] = []
    for column, wanted in (("claim_id", query.claims), ("counted", query.labels)):
        if wanted:
            conditions.append(f"r.{column} IN ({','.join('?' * len(wanted))})")
            params += wanted
    found = found.also(f"NOT EXISTS (SELECT 1 FROM effective r WHERE r.id = {found.place} AND {' AND '.join(conditions)})", *params)
    return _run(db, found, seq, after, "DESC", limit)


def _ranked(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, cursor: Cursor) -> tuple[list[int], Cursor | None]:
    """A page of the ranking by BM25, counted by position: scores shift a little when posts are added, so they make no cursor."""
    start = cursor.after[0] if cursor.after else 0
    found = queries.parts(query, terms).also("(SELECT seq FROM post s WHERE s.id = f.rowid) <= ?", cursor.seq)
    rows = db.execute(
        f"SELECT f.rowid FROM {found.source} WHERE {found.where} ORDER BY bm25(fts), f.rowid DESC LIMIT ? OFFSET ?",
        (*found.params, limit + 1, start),
    ).fetchall()
    places = [place for (place,) in rows[:limit]]
    if len(rows) <= limit:
        return places, None
    return places, Cursor(cursor.asked, cursor.total, cursor.seq, 0, [start + limit])


def counts(db: sqlite3.Connection, by: Sequence[Key], query: Query, terms: Terms) -> list[dict[str, Any]]:
    """Numbers of posts per combination of keys; see `Store.counts`.

    Raises:
        StoreError: an unknown key.
    """
    if unknown := [key for key in by if key not in KEYS]:
        raise StoreError(f"Posts can't be counted by {', '.join(unknown)}.", todo=f"use some of {', '.join(KEYS)}")
    sql, params = tally.statement(by, query, has_text=not terms.empty) or queries.count_statement(by, query, terms)
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
