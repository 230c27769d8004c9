"""Ranking by BM25: what matches best, and what is most alike."""

from __future__ import annotations

import sqlite3

from pungmun.errors import StoreError
from pungmun.store.base import Query
from pungmun.store.sqlite import queries, walks
from pungmun.store.sqlite.cursors import Cursor
from pungmun.store.terms import Terms

#: Hits that are ranked by relevance, the newest ones: about a hundredth of a second's work.
RANKED = 10_000
#: Terms of a post that a search for similar posts asks for: its rarest ones.
SIMILAR_TERMS = 25
#: Posts that hold a common term.
COMMON = 2_000
#: Below every place.
LOWEST = -(2**63)


def ranked(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, cursor: Cursor) -> tuple[list[int], Cursor | None]:
    """A page of the ranking by BM25 among the newest `RANKED` hits; what is older follows, the newest first.

    Ranking scores every hit, and a word that a third of all posts hold says little about any of them. Ranks are counted by
    position: scores shift a little when posts are added, so they make no cursor. `after` is [position, lowest place ranked].
    """
    start, floor = _position(cursor)
    places: list[int] = []
    if cursor.phase == 0:
        if floor is None:
            # its own walk when there are many, else every hit is ranked
            floor = _floor(db, query, terms, cursor) if cursor.total > RANKED else LOWEST
        found = queries.parts(query, terms, gather=walks.gather(db, query, terms, walks.GATHERED)).also("f.rowid >= ?", floor)
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
    rows = walks.newest(db, query, terms, limit + 1 - len(places), cursor.seq, [start])
    if len(places) + len(rows) > limit:
        rows = rows[: limit - len(places)]
        places += [place for (place,) in rows]
        return places, Cursor(cursor.asked, cursor.total, cursor.seq, 1, [rows[-1][0] if rows else start, None])
    return places + [place for (place,) in rows], None


def _position(cursor: Cursor) -> tuple[int, int | None]:
    """The cursor's `after`.

    Raises:
        StoreError: it is none of ours.
    """
    start, floor = cursor.after if len(cursor.after) == 2 else (None, None) if cursor.after else (0, None)
    if type(start) is not int or type(floor) not in (int, type(None)):
        raise StoreError("This is no cursor of a page.", todo="start again from the first page")
    return start, floor


def _floor(db: sqlite3.Connection, query: Query, terms: Terms, cursor: Cursor) -> int:
    """Place of the last hit that is ranked."""
    found = queries.parts(query, terms, gather=walks.gather(db, query, terms, walks.GATHERED))
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
