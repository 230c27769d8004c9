"""SQL for a query: pure functions from what is asked to FROM, WHERE and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pungmun.store.base import Key, Query
from pungmun.store.places import DAY_SHIFT, NO_TIME, TIE_BITS, day_range, hour_range
from pungmun.store.terms import Terms


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


def parts(query: Query, terms: Terms, *, findings: bool = False, posts: bool = False) -> Parts:
    """FROM and WHERE for a query.

    The table that is walked is the full-text index for a text, else the findings for conditions on findings, else the
    posts: each of them in order of time, so that a page of the newest stops early.

    Args:
        query: what is asked.
        terms: its text, read.
        findings: whether columns of `effective e` are needed.
        posts: whether columns of `post p` are needed.
    """
    on_finding, finding_params = _on_finding(query)
    text = match_text(terms)
    findings = findings or bool(on_finding and not text)
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
    """Condition on one row of `effective e`; empty when findings are not asked about."""
    conditions = []
    if query.claims:
        conditions.append(f"e.claim_id IN ({','.join('?' * len(query.claims))})")
    if query.labels:
        conditions.append(f"e.counted IN ({','.join('?' * len(query.labels))})")
    if query.judged and not conditions:
        conditions.append("1")
    return " AND ".join(conditions), [*query.claims, *query.labels]


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


def count_statement(by: Sequence[Key], query: Query, terms: Terms) -> tuple[str, tuple[Any, ...]]:
    """SELECT of the keys and the number of posts, counted from the rows themselves."""
    findings = "label" in by or "claim" in by or bool(query.claims or query.labels or query.judged)
    found = parts(query, terms, findings=findings, posts="cluster" in by or (not findings and bool({"platform", "source"} & set(by))))
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
