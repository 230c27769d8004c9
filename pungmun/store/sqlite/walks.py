"""Walks along the posts in an order; each stops as early as its page is full."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from pungmun.store.base import Query
from pungmun.store.sqlite import queries, tally
from pungmun.store.terms import Terms

#: Posts of a text's other conditions that are collected at most before a walk that may stop early, and before one that doesn't.
GATHERED = 50_000
EVERY = 10**9


def run(
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

    sql, params = queries.walk(query, terms, order, more, gather=gather(db, query, terms, GATHERED))
    return db.execute(f"{sql} LIMIT ?", (*params, limit)).fetchall()


def gather(db: sqlite3.Connection, query: Query, terms: Terms, most: int) -> bool:
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


def newest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """Places, the newest first; undated ones come last."""
    return run(db, query, terms, seq, after, "DESC", limit)


def oldest(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """Places of dated posts, the oldest first."""
    return run(db, query, terms, seq, after, "ASC", limit, ("{place} >= 0",))


def undated(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """Places of undated posts."""
    return run(db, query, terms, seq, after, "DESC", limit, ("{place} < 0",))


def uncertain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
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


def certain(db: sqlite3.Connection, query: Query, terms: Terms, limit: int, seq: int, after: list[Any]) -> list[tuple[Any, ...]]:
    """The rest, newest first."""
    same, params = _same_kind(query, "r")
    condition = f"NOT EXISTS (SELECT 1 FROM effective r WHERE r.id = {{place}} AND r.risk IS NOT NULL{same})"
    return run(db, query, terms, seq, after, "DESC", limit, (condition, *params))


def _same_kind(query: Query, table: str) -> tuple[str, list[Any]]:
    """The query's conditions on findings, for another finding of the same post."""
    sql = ""
    params: list[Any] = []
    for column, wanted in (("claim_id", query.claims), ("counted", query.labels)):
        if wanted:
            sql += f" AND {table}.{column} IN ({','.join('?' * len(wanted))})"
            params += wanted
    return sql, params
