"""Pages of posts, and counts, from one connection."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pungmun.errors import StoreError
from pungmun.records import stable_id
from pungmun.store.base import KEYS, Key, Query
from pungmun.store.places import day_iso, hour_iso
from pungmun.store.sqlite import queries, tally
from pungmun.store.terms import Terms

Order = Literal["relevance", "newest", "oldest", "uncertain"]
#: Hits that are ranked by relevance, the newest ones: about a hundredth of a second's work.
RANKED = 10_000
#: Terms of a post that a search for similar posts asks for: its rarest ones.
SIMILAR_TERMS = 25
#: Posts that hold a common term.
COMMON = 2_000
#: Below every place.
LOWEST = -(2**63)
#: Posts of a text's other conditions that are collected at most before a walk that may stop early, and before one that doesn't.
GATHERED = 50_000
EVERY = 10**9


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
        found = queries.parts(query, terms, gather=_gather(db, query, terms, EVERY))
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


def _run(
    db: sqlite3.Connection,
    query: Query,
    terms: Terms,
    seq: int,
    after: list[Any],
    order: str,
    limit: int,
    *conditions: tuple[str, *tuple[Any, ...]],
) -> list[tuple[int]]:
    """Rows of a walk along the places, without posts that are newer than the first page; `{place}` in conditions is the post's id."""
    every = [*conditions, ("(SELECT seq FROM post s WHERE s.id = {place}) <= ?", seq)]
    if after:
        every.append((f"{{place}} {'>' if order == 'ASC' else '<'} ?", after[-1]))

    def more(found: queries.Parts) -> queries.Parts:
        for condition, *params in every:
            found = found.also(condition.format(place=found.place), *params)
        return found

    sql, params = queries.walk(query, terms, order, more, gather=_gather(db, query, terms, GATHERED))
    return db.execute(f"{sql} LIMIT ?", (*params, limit)).fetchall()


def _gather(db: sqlite3.Connection, query: Query, terms: Terms, most: int) -> bool:
    """Whether to collect the posts of a text's other conditions before the text's hits are walked; see `queries.parts`.

    Collecting a post costs about half of looking one up, so it pays when there are at least half as many hits as such posts.

    Args:
        db: the connection.
        query: what is asked.
        terms: its text, read.
        most: posts that are collected at most; a walk that may stop early is not worth collecting many.
    """
    alone = replace(query, text="", link=None, cluster=None, hour=None, judged=query.judged or None)
    if terms.empty or alone == Query() or not (text := queries.match_text(terms)):
        return False
    ready = tally.statement((), alone, has_text=False)
    posts = int(db.execute(*ready).fetchone()[0]) if ready else most + 1
    if posts > most:
        return False
    (hits,) = db.execute("SELECT COUNT(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ? LIMIT ?)", (text, posts // 2 + 1)).fetchone()
    return bool(hits > posts // 2)


def _newest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    return _run(db, query, terms, seq, after, "DESC", limit)


def _oldest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    return _run(db, query, terms, seq, after, "ASC", limit, ("{place} >= 0",))


def _undated(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    return _run(db, query, terms, seq, after, "DESC", limit, ("{place} < 0",))


def _uncertain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """(risk, place): posts with a matching finding in review, riskiest first.

    Walks the index of risks, so that the first page costs no more than its rows; a post stands where its riskiest finding does.
    """
    found = queries.parts(query, terms, findings=True).also("e.risk IS NOT NULL")
    found = found.also("(SELECT seq FROM post s WHERE s.id = e.id) <= ?", seq)
    same, params = _same_kind(query, "x")
    riskier = f"SELECT 1 FROM effective x WHERE x.id = e.id AND (x.risk > e.risk OR (x.risk = e.risk AND x.claim_id < e.claim_id)){same}"
    found = found.also(f"NOT EXISTS ({riskier})", *params)
    if after:
        found = found.also("(e.risk, e.id) < (?, ?)", *after)
    index = "effective_claim_risk" if len(query.claims) == 1 else "effective_risk"
    source = found.source if not terms.empty else found.source.replace("effective e", f"effective e INDEXED BY {index}")
    return db.execute(
        f"SELECT e.risk, e.id FROM {source} WHERE {found.where} ORDER BY e.risk DESC, e.id DESC LIMIT ?", (*found.params, limit)
    ).fetchall()


def _certain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """The rest, newest first."""
    same, params = _same_kind(query, "r")
    condition = f"NOT EXISTS (SELECT 1 FROM effective r WHERE r.id = {{place}} AND r.risk IS NOT NULL{same})"
    return _run(db, query, terms, seq, after, "DESC", limit, (condition, *params))


def _same_kind(query: Query, table: str) -> tuple[str, list[Any]]:
    """The query's conditions on findings, for another finding of the same post."""
    sql = ""
    params: list[Any] = []
    for column, wanted in (("claim_id", query.claims), ("counted", query.labels)):
        if wanted:
            sql += f" AND {table}.{column} IN ({','.join('?' * len(wanted))})"
            params += wanted
    return sql, params


def _ranked(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, cursor: Cursor) -> tuple[list[int], Cursor | None]:
    """A page of the ranking by BM25 among the newest `RANKED` hits; what is older follows, the newest first.

    Ranking scores every hit, and a word that a third of all posts hold says little about any of them. Ranks are counted by
    position: scores shift a little when posts are added, so they make no cursor. `after` is [position, lowest place ranked].
    """
    start, floor = cursor.after or (0, None)
    places: list[int] = []
    if cursor.phase == 0:
        if floor is None:
            # its own walk when there are many, else every hit is ranked
            floor = _floor(db, query, terms, cursor) if cursor.total > RANKED else LOWEST
        found = queries.parts(query, terms, gather=_gather(db, query, terms, GATHERED)).also("f.rowid >= ?", floor)
        found = found.also("(SELECT seq FROM post s WHERE s.id = f.rowid) <= ?", cursor.seq)
        rows = db.execute(
            f"SELECT f.rowid FROM {found.source} WHERE {found.where} ORDER BY bm25(fts), f.rowid DESC LIMIT ? OFFSET ?",
            (*found.params, limit + 1, start),
        ).fetchall()
        places = [place for (place,) in rows[:limit]]
        if len(rows) > limit:
            return places, Cursor(cursor.asked, cursor.total, cursor.seq, 0, [start + limit, floor])
        if floor == LOWEST:
            return places, None
        start = floor
    rows = _newest(db, query, terms, limit + 1 - len(places), cursor.seq, [start])
    if len(places) + len(rows) > limit:
        rows = rows[: limit - len(places)]
        places += [place for (place,) in rows]
        return places, Cursor(cursor.asked, cursor.total, cursor.seq, 1, [rows[-1][0] if rows else start, None])
    return places + [place for (place,) in rows], None


def _floor(db: sqlite3.Connection, query: Query, terms: Terms, cursor: Cursor) -> int:
    """Place of the last hit that is ranked."""
    found = queries.parts(query, terms, gather=_gather(db, query, terms, GATHERED))
    rows = db.execute(
        f"SELECT {found.place} FROM {found.source} WHERE {found.where} ORDER BY {found.place} DESC LIMIT 1 OFFSET ?",
        (*found.params, RANKED - 1),
    ).fetchall()
    return int(rows[0][0]) if rows else LOWEST


def similar(db: sqlite3.Connection, place: int, terms: str, limit: int) -> list[int]:
    """Places of the posts that share the rarest terms of the post at `place`, the most alike first.

    A term is counted no further than `COMMON`: it need only be known to be common. Terms are added, the rarest first, until they
    name as many posts as can be ranked in no time.
    """
    known: list[tuple[int, str]] = []
    for term in sorted(set(terms.split())):
        sql = "SELECT COUNT(*) FROM (SELECT 1 FROM fts WHERE fts MATCH ? LIMIT ?)"
        (n,) = db.execute(sql, (queries.any_text([term]), COMMON)).fetchone()
        if n > 1:
            known.append((n, term))
    asked: list[str] = []
    posts = 0
    for n, term in sorted(known)[:SIMILAR_TERMS]:
        if asked and posts + n > 2 * COMMON:
            break
        asked.append(term)
        posts += n
    if not asked:
        return []
    text = queries.any_text(asked)
    sql = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
    (floor,) = db.execute(sql, (text, RANKED)).fetchone() or (LOWEST,)
    sql = "SELECT rowid FROM fts WHERE fts MATCH ? AND rowid >= ? AND rowid <> ? ORDER BY bm25(fts), rowid DESC LIMIT ?"
    return [found for (found,) in db.execute(sql, (text, floor, place, limit))]


def counts(db: sqlite3.Connection, by: Sequence[Key], query: Query, terms: Terms) -> list[dict[str, Any]]:
    """Numbers of posts per combination of keys; see `Store.counts`.

    Raises:
        StoreError: an unknown key.
    """
    if unknown := [key for key in by if key not in KEYS]:
        raise StoreError(f"Posts can't be counted by {', '.join(unknown)}.", todo=f"use some of {', '.join(KEYS)}")
    sql, params = tally.statement(by, query, has_text=not terms.empty) or queries.count_statement(
        by, query, terms, _gather(db, query, terms, EVERY)
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
