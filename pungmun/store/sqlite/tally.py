"""Numbers of posts that are kept ready, so that counts over a million posts take no scan.

Two tables, each with its totals over all days beside it, kept in the same transaction as what they count:

| table | a row counts |
|---|---|
| `tally_post` | posts of one platform, source and day whose findings have exactly this set of labels |
| `tally_finding` | posts of one platform and day with a finding of this claim counted as this label |

Posts whose labels are a set add up, however many labels a question names: a post with two findings is in one row. A post has
one finding a claim, so the labels of one claim add up; several claims don't, and are counted from the rows. Day 0 is an
undated post. A question about some days takes the totals first and looks into the days of each: a few thousand short walks.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pungmun.store.base import Key, Query
from pungmun.store.places import DAY_SHIFT

#: A row of one of the tables without its number: (labels, platform, source, day) or (claim, label, platform, day).
TallyKey = tuple[Any, ...]
#: Label -> its bit in a set of labels. They stand in files: new labels get new bits, an old one is never used again.
BITS = {"repeats": 1, "needs_review": 2, "debunks": 4, "asks": 8, "weaker_true": 16, "related": 32}
_COLUMNS: dict[Key, str] = {"platform": "t.platform", "source": "t.source_id", "claim": "t.claim_id", "day": "d.day"}
#: table -> columns before the day; their types tell the two kinds of key apart.
_TABLES = {"post": ("labels", "platform", "source_id"), "finding": ("claim_id", "label", "platform")}


def keys_of(place: int, platform: str, source_id: str, held: Iterable[tuple[str, str]]) -> list[TallyKey]:
    """The rows that one post is counted in; `held` are its (claim, counted label)."""
    day = place >> DAY_SHIFT if place >= 0 else 0
    keys: list[TallyKey] = [(claim, label, platform, day) for claim, label in held]
    labels = 0
    for _, label, *_ in keys:
        labels |= BITS[label]
    keys.append((labels, platform, source_id, day))
    return keys


def apply(db: sqlite3.Connection, deltas: Counter[TallyKey]) -> None:
    """Add the differences; rows that come to nothing are removed."""
    for name, columns in _TABLES.items():
        of_table = {key: n for key, n in deltas.items() if n and isinstance(key[0], int) == (name == "post")}
        totals: Counter[TallyKey] = Counter()
        for (*head, day), n in of_table.items():
            totals[*head, int(day > 0)] += n
        _add(db, f"tally_{name}", (*columns, "day"), of_table)
        _add(db, f"total_{name}", (*columns, "dated"), totals)


def _add(db: sqlite3.Connection, table: str, columns: Sequence[str], numbers: dict[TallyKey, int]) -> None:
    rows = [(*key, n) for key, n in sorted(numbers.items()) if n]
    db.executemany(f"INSERT INTO {table} VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET n = n + excluded.n", rows)
    gone = " AND ".join(f"{column} = ?" for column in columns)
    db.executemany(f"DELETE FROM {table} WHERE {gone} AND n = 0", [row[:-1] for row in rows if row[-1] < 0])


def statement(by: Sequence[Key], query: Query, *, has_text: bool) -> tuple[str, list[Any]] | None:
    """SQL that answers `counts` from the tables (the keys, then n), or None when they can't."""
    if has_text or query.hour or query.cluster or query.link or {"hour", "cluster"} & set(by):
        return None
    of_claims = "claim" in by or bool(query.claims)
    if of_claims and (query.sources or "source" in by or ("claim" not in by and len(query.claims) > 1)):
        return None
    where, params = _on_finding(query) if of_claims else _on_labels(query)
    tables = "total_finding t" if of_claims else "total_post t"
    if "label" in by and not of_claims:
        tables = f"(VALUES {', '.join(f'({label!r}, {bit})' for label, bit in BITS.items())}) names CROSS JOIN {tables}"
        where.append("t.labels & names.column2")
        where += [f"names.column1 IN ({_marks(query.labels)})"] if query.labels else []
        params += query.labels
    for column, wanted in (("platform", query.platforms), ("source_id", query.sources)):
        if wanted:
            where.append(f"t.{column} IN ({_marks(wanted)})")
            params += wanted
    columns = {**_COLUMNS, "label": "t.label" if of_claims else "names.column1"}
    days, number = "", "t.n"
    if "day" in by or query.since or query.until:
        table = "finding" if of_claims else "post"
        same = " AND ".join(f"d.{column} = t.{column}" for column in _TABLES[table])
        start = query.since.toordinal() if query.since else 1
        end = query.until.toordinal() if query.until else date.max.toordinal()
        days, number = f" CROSS JOIN tally_{table} d ON {same} AND d.day BETWEEN t.dated * {start} AND t.dated * {end}", "d.n"
    if query.undated is not None or query.since or query.until:
        dated = not query.undated
        where.append("t.dated" if dated else "0" if query.since or query.until else "NOT t.dated")
    chosen = [columns[key] for key in by]
    head = "".join(f"{column}, " for column in chosen)
    group = f" GROUP BY {', '.join(chosen)}" if chosen else ""
    return f"SELECT {head}COALESCE(SUM({number}), 0) FROM {tables}{days} WHERE {' AND '.join(where) or '1'}{group}", params


def _on_finding(query: Query) -> tuple[list[str], list[Any]]:
    """Conditions on `total_finding`."""
    where = ["0"] if query.judged is False else []
    for column, wanted in (("claim_id", query.claims), ("label", query.labels)):
        if wanted:
            where.append(f"t.{column} IN ({_marks(wanted)})")
    return where, [*query.claims, *query.labels]


def _on_labels(query: Query) -> tuple[list[str], list[Any]]:
    """Conditions on `total_post`."""
    where = [] if query.judged is None else ["t.labels" if query.judged else "NOT t.labels"]
    if query.labels:
        where.append(f"t.labels & {sum(BITS.get(label, 0) for label in set(query.labels))}")
    return where, []


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
