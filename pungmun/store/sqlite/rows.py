"""Reading and writing single posts as rows."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar

from pungmun.records import Finding, Post, Review
from pungmun.store import codec
from pungmun.store.base import Stored
from pungmun.store.merge import Kept, holding

T = TypeVar("T")
#: Values in one IN (…): far below SQLite's limit, large enough to make the cost of a statement small.
CHUNK = 500


@dataclass(slots=True)
class Row:
    """A post as it stands in the file.

    Attributes:
        place: its id in the tables.
        seq: the how-manieth new post it was; pages leave out what came after their first page.
        terms: its indexed terms, joined by blanks.
    """

    place: int
    seq: int
    kept: Kept
    terms: str


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def marks(items: Sequence[Any]) -> str:
    """`?,?,?` for an IN (…)."""
    return ",".join("?" * len(items))


def address_hash(url: str) -> int:
    """64 bits of an address, as SQLite's signed integer; what is found by it is compared with the address itself."""
    return int.from_bytes(blake2b(url.encode(), digest_size=8).digest(), "big", signed=True)


def pack(kept: Kept) -> tuple[str, str]:
    """(document, meta): the text once, everything else as JSON with the lengths that cut the text into segments."""
    row = codec.post_to_row(kept.post)
    del row["post_id"], row["cluster_id"]
    row["title"] = len(kept.post.title)
    row["segments"] = [[s.kind, len(s.text)] for s in kept.post.segments]
    row["stamps"] = codec.stamps_to_row(kept.stamps)
    return kept.post.document, codec.encode(row)


def unpack(post_id: str, cluster_id: str | None, document: str, meta: str, findings: tuple[Finding, ...] = ()) -> Kept:
    """Reverse of `pack`."""
    row = json.loads(meta)
    stamps = codec.stamps_from_row(row.pop("stamps"))
    length = row["title"]
    row["title"] = document[:length]
    start = length + 1
    segments = []
    for kind, size in row["segments"]:
        segments.append((kind, document[start : start + size]))
        start += size + 1
    row["segments"] = segments
    return Kept(codec.post_from_row({**row, "post_id": post_id, "cluster_id": cluster_id}), stamps, findings)


def read_rows(db: sqlite3.Connection, column: str, values: Sequence[Any]) -> list[Row]:
    """Rows by `id` or `post_id`, in no order."""
    rows: list[Row] = []
    for part in chunks(values):
        found = db.execute(
            "SELECT p.id, p.seq, p.post_id, p.cluster_id, b.document, b.meta, b.terms "
            f"FROM post p JOIN body b ON b.id = p.id WHERE p.{column} IN ({marks(part)})",
            part,
        ).fetchall()
        findings = read_findings(db, [r[0] for r in found])
        rows += [
            Row(place, seq, unpack(post_id, cluster, document, meta, tuple(findings.get(place, ()))), terms)
            for place, seq, post_id, cluster, document, meta, terms in found
        ]
    return rows


def read_findings(db: sqlite3.Connection, places: Sequence[int]) -> dict[int, list[Finding]]:
    """The model's findings by post, in order of claim."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for part in chunks(places):
        for place, data in db.execute(f"SELECT id, data FROM finding WHERE id IN ({marks(part)}) ORDER BY id, claim_id", part):
            found[place].append(codec.finding_from_row(json.loads(data)))
    return found


def read_reviews(db: sqlite3.Connection, post_ids: Sequence[str]) -> dict[str, list[Review]]:
    """People's decisions by post."""
    found: dict[str, list[Review]] = defaultdict(list)
    for part in chunks(post_ids):
        for row in db.execute(f"SELECT post_id, claim_id, label, by, at, note FROM review WHERE post_id IN ({marks(part)})", part):
            found[row[0]].append(review_of(row))
    return found


def review_of(row: Sequence[Any]) -> Review:
    """From (post_id, claim_id, label, by, at, note)."""
    post_id, claim_id, label, by, at, note = row
    return Review(post_id, claim_id, label, by, datetime.fromisoformat(at), note)


def load(db: sqlite3.Connection, places: Sequence[int]) -> list[Stored]:
    """Posts with the findings that hold, in the order asked for."""
    rows = {row.place: row for row in read_rows(db, "id", places)}
    reviews = read_reviews(db, [row.kept.post.post_id for row in rows.values()])
    return [stored(rows[place].kept, reviews.get(rows[place].kept.post.post_id, ())) for place in places if place in rows]


def stored(kept: Kept, reviews: Iterable[Review]) -> Stored:
    """What is shown of a post."""
    return Stored(kept.post, holding(kept.findings, reviews))


def addresses(post: Post) -> set[str]:
    """Under which addresses a post is found and forgotten."""
    return {url for url in (post.url, post.canonical_url) if url}
