"""SQL for a query: pure functions from what is asked to FROM, WHERE and parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from pungmun.records import COUNTED_LABELS
from pungmun.store.base import Key, Query
from pungmun.store.places import DAY_SHIFT, NO_TIME, TIE_BITS, day_range, hour_range
from pungmun.store.terms import Terms

#: Most walks that are merged: SQLite takes 500 parts of a statement, and each costs its preparation.
MAX_WALKS = 100


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of a SELECT over matching posts.

    Attributes:
        source: FROM clause.
        place: expression of the post's id.
        where: condition; never empty.
        params: its parameters, in order.
        unique: whether every post gives at most one row.
    """

    source: str
    place: str
    where: str
    params: tuple[Any, ...]
    unique: bool

    def also(self, condition: str, *params: Any) -> Parts:
        """With one more condition."""
        return Parts(self.source, self.place, f"{self.where} AND {condition}", (*self.params, *params), self.unique)

    @property
    def number(self) -> str:
        """Expression that counts posts."""
        return "COUNT(*)" if self.unique else f"COUNT(DISTINCT {self.place})"


def match_text(terms: Terms) -> str:
    """FTS5's query language: every term and phrase as a quoted string."""
    quoted = [*terms.words, *(" ".join(phrase) for phrase in terms.phrases)]
    return " AND ".join('"' + item.replace('"', '""') + '"' for item in quoted)


def any_text(tokens: Sequence[str]) -> str:
    """FTS5's query for posts that hold at least one of the terms."""
    return " OR ".join('"' + token.replace('"', '""') + '"' for token in tokens)


def parts(query: Query, terms: Terms, *, findings: bool = False, posts: bool = False, gather: bool = False) -> Parts:
    """FROM and WHERE for a query.

    The table that is walked is the full-text index for a text, else the findings for conditions on findings, else the
    posts: each of them in order of time, so that a page of the newest stops early.

    Args:
        query: what is asked.
        terms: its text, read.
        findings: whether columns of `effective e` are needed.
        posts: whether columns of `post p` are needed.
        gather: for a text, collect the posts of the other conditions first and look each hit up among them: faster than looking
            into the tables for each hit, unless the walk stops early.
    """
    on_finding, finding_params = _on_finding(query)
    text = match_text(terms)
    findings = findings or bool(on_finding and not text)
    if gather and text and (on_finding or query.platforms or query.sources):
        inner = parts(replace(query, text="", judged=query.judged or None, link=None, cluster=None), Terms())
        plain = replace(query, claims=(), labels=(), platforms=(), sources=(), judged=query.judged and None)
        rest = parts(query if findings or posts else plain, terms, findings=findings, posts=posts)
        # the plus keeps SQLite from asking the full-text index for each of these posts in turn
        return rest.also(f"+{rest.place} IN (SELECT {inner.place} FROM {inner.source} WHERE {inner.where})", *inner.params)
    posts = posts or query.cluster is not None or bool(text and not findings and (query.platforms or query.sources))
    source, place = _tables(walk_text=bool(text), findings=findings, posts=posts)
    conditions: list[tuple[Any, ...]] = [("f.fts MATCH ?", text)] if text else []
    if on_finding:
        exists = f"EXISTS (SELECT 1 FROM effective e WHERE e.id = {place} AND {on_finding})"
        conditions.append((on_finding if findings else exists, *finding_params))
    if query.judged is False:
        conditions.append((f"NOT EXISTS (SELECT 1 FROM effective n WHERE n.id = {place})",))
    owner = "e" if findings else "p"
    for column, wanted in (("platform", query.platforms), ("source_id", query.sources)):
        if wanted:
            conditions.append((f"{owner}.{column} IN ({','.join('?' * len(wanted))})", *wanted))
    conditions += _on_place(query, place)
    if query.cluster is not None:
        conditions.append(("p.cluster_id = ?", query.cluster))
    if query.link is not None:
        conditions.append((f"{place} IN (SELECT id FROM link WHERE url = ?)", query.link))
    for word in terms.raw:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append((f"(SELECT document FROM body WHERE body.id = {place}) LIKE ? ESCAPE '\\'", pattern))
    where = " AND ".join(condition for condition, *_ in conditions) or "1"
    params = tuple(value for _, *values in conditions for value in values)
    return Parts(source, place, where, params, unique=not findings or len(query.claims) == 1)


def _tables(*, walk_text: bool, findings: bool, posts: bool) -> tuple[str, str]:
    """FROM clause and the expression of the post's id; CROSS JOIN keeps SQLite from turning the walk round."""
    first = [("fts f", "f.rowid")] if walk_text else []
    first += [("effective e", "e.id")] if findings else []
    first += [("post p", "p.id")] if posts or not first else []
    source, place = first[0]
    return source + "".join(f" CROSS JOIN {table} ON {key} = {place}" for table, key in first[1:]), place


def _on_finding(query: Query) -> tuple[str, list[Any]]:
    """Condition on one row of `effective e`; empty when findings are not asked about.

    A claim without labels names them all, so that a range of days is a range of the index under each of them.
    """
    conditions = []
    labels = query.labels or (COUNTED_LABELS if query.claims else ())
    if query.claims:
        conditions.append(f"e.claim_id IN ({','.join('?' * len(query.claims))})")
    if labels:
        conditions.append(f"e.counted IN ({','.join('?' * len(labels))})")
    if query.judged and not conditions:
        conditions.append("1")
    return " AND ".join(conditions), [*query.claims, *labels]


def _on_place(query: Query, place: str) -> list[tuple[Any, ...]]:
    """Conditions on the place in time."""
    conditions: list[tuple[Any, ...]] = []
    start, end = day_range(query.since, query.until)
    if start is not None:
        conditions.append((f"{place} >= ?", start))
    if end is not None:
        conditions.append((f"{place} < ?", end))
    if query.undated is True:
        conditions.append((f"{place} < 0",))
    if query.undated is False or end is not None:
        conditions.append((f"{place} >= 0",))
    if query.hour is not None:
        first, after = hour_range(query.hour)
        conditions.append((f"{place} >= ? AND {place} < ?", first, after))
    return conditions


def walk(query: Query, terms: Terms, order: str, more: Callable[[Parts], Parts], *, gather: bool = False) -> tuple[str, list[Any]]:
    """SELECT of the places of matching posts in order of time, each once; the caller adds a LIMIT.

    Under one claim and label the index is in order of time; under several the walks along each are merged, which stops as
    early as one alone, where sorting them would read all.

    Args:
        query: what is asked.
        terms: its text, read.
        order: `ASC` or `DESC`.
        more: adds conditions to each walk.
        gather: see `parts`.
    """
    ways = [query]
    if (query.claims or query.labels) and not match_text(terms):
        claims: list[tuple[str, ...]] = [(claim,) for claim in dict.fromkeys(query.claims)]
        labels = [(label,) for label in dict.fromkeys(query.labels or COUNTED_LABELS)]
        if len(claims) * len(labels) <= MAX_WALKS:
            ways = [replace(query, claims=claim, labels=label) for claim, label in product(claims or [()], labels)]
    found = [more(parts(way, terms, gather=gather)) for way in ways]
    unique = all(part.unique for part in found) and len(set(query.claims)) < 2
    selects = [f"SELECT {'' if unique or len(found) > 1 else 'DISTINCT '}{p.place} FROM {p.source} WHERE {p.where}" for p in found]
    by = found[0].place if len(found) == 1 else "1"
    return f"{(' UNION ALL ' if unique else ' UNION ').join(selects)} ORDER BY {by} {order}", [v for p in found for v in p.params]


def count_statement(by: Sequence[Key], query: Query, terms: Terms, gather: bool) -> tuple[str, tuple[Any, ...]]:
    """SELECT of the keys and the number of posts, counted from the rows themselves; `gather` as in `parts`."""
    findings = "label" in by or "claim" in by or bool(query.claims or query.labels or query.judged)
    posts = "cluster" in by or (not findings and bool({"platform", "source"} & set(by)))
    found = parts(query, terms, findings=findings, posts=posts, gather=gather)
    owner = "e" if findings else "p"
    place = found.place
    second = f"(({place} >> {TIE_BITS}) & {NO_TIME})"
    columns: dict[Key, str] = {
        "platform": f"{owner}.platform",
        "source": f"{owner}.source_id",
        "label": "e.counted",
        "claim": "e.claim_id",
        "cluster": "p.cluster_id",
        "day": f"CASE WHEN {place} >= 0 THEN {place} >> {DAY_SHIFT} ELSE 0 END",
        # the day's number and the hour's number in one, because a day may have 25 hours
        "hour": f"CASE WHEN {place} >= 0 AND {second} < {NO_TIME} THEN ({place} >> {DAY_SHIFT}) * 100 + {second} / 3600 ELSE 0 END",
    }
    chosen = [columns[key] for key in by]
    number = "COUNT(*)" if found.unique or "claim" in by else found.number
    head = "".join(f"{column}, " for column in chosen)
    group = f" GROUP BY {', '.join(str(n + 1) for n in range(len(chosen)))}" if chosen else ""
    return f"SELECT {head}{number} FROM {found.source} WHERE {found.where}{group}", found.params
