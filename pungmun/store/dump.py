"""Everything in a store as plain rows: for copies between stores, for backups that any store can read, for comparing two.

A dump is a sequence of (kind, row); people's decisions come before the posts, so that what holds is right from the first
post on, and tombstones last, because writing a post again must not be stopped by its own tombstone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pungmun.errors import StoreError
from pungmun.store import codec
from pungmun.store.base import Store

Row = dict[str, Any]
FORMAT = "pungmun-dump-1"
KINDS = ("review", "post", "quarantined", "health", "audit", "meta", "tombstone")
#: Posts put into a store at once.
BATCH = 1000


@dataclass(slots=True)
class Digest:
    """Numbers and hashes per kind; equal for two stores with the same content, in whatever order it was written."""

    numbers: Counter[str] = field(default_factory=Counter)
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, row: Row) -> None:
        """Take one row in; the sum of the rows' hashes doesn't depend on their order."""
        text = json.dumps(row, ensure_ascii=False, sort_keys=True)
        value = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
        self.numbers[kind] += 1
        self.sums[kind] = (self.sums.get(kind, 0) + value) % (1 << 256)

    def differences(self, other: Digest) -> list[str]:
        """In words, which kinds differ."""
        found = []
        for kind in KINDS:
            if self.numbers[kind] != other.numbers[kind]:
                found.append(f"{kind}: {self.numbers[kind]} here, {other.numbers[kind]} there")
            elif self.sums.get(kind) != other.sums.get(kind):
                found.append(f"{kind}: {self.numbers[kind]} in both, but not the same ones")
        return found


def dump(store: Store) -> Iterator[tuple[str, Row]]:
    """All rows, in constant memory for the posts."""
    yield from (("review", codec.review_to_row(review)) for review in store.reviews())
    yield from (("post", codec.kept_to_row(kept)) for kept in store.kept())
    yield from (("quarantined", codec.quarantined_to_row(item)) for item in reversed(store.quarantined()))
    yield from (("health", codec.health_to_row(row)) for row in store.health())
    yield from (("audit", row) for row in reversed(store.audit(10**9)))
    yield from (("meta", {"key": key, "value": value}) for key, value in sorted(store.metas().items()))
    yield from (("tombstone", {"hash": value}) for value in store.tombstones())


def load(store: Store, rows: Iterable[tuple[str, Row]], progress: Callable[[int], None] = lambda _: None) -> Digest:
    """Put rows into a store; doing it again after a kill changes nothing.

    Returns:
        The digest of the rows, to compare with `digest_of(store)`.

    Raises:
        StoreError: a row of an unknown kind.
    """
    digest = Digest()
    stream = iter(rows)
    while part := list(islice(stream, BATCH)):
        for kind, row in part:
            digest.add(kind, row)
        posts = [codec.kept_from_row(row) for kind, row in part if kind == "post"]
        for kind, row in part:
            if kind == "review":
                store.set_review(codec.review_from_row(row))
        if posts:
            store.put_kept(posts)
        _load_books(store, [(kind, row) for kind, row in part if kind not in ("post", "review")])
        progress(len(part))
    return digest


def _load_books(store: Store, rows: Sequence[tuple[str, Row]]) -> None:
    by_kind: dict[str, list[Row]] = {}
    for kind, row in rows:
        if kind not in KINDS:
            raise StoreError(
                f"A dump holds rows of the unknown kind {kind!r}.", cause="it was made by a newer version", todo="update Pungmun"
            )
        by_kind.setdefault(kind, []).append(row)
    if items := by_kind.get("quarantined"):
        store.quarantine([codec.quarantined_from_row(row) for row in items])
    for row in by_kind.get("health", ()):
        store.add_health(codec.health_from_row(row))
    for row in by_kind.get("audit", ()):
        store.log(datetime.fromisoformat(row["at"]), row["who"], row["action"], row["subject"], row["detail"])
    for row in by_kind.get("meta", ()):
        store.set_meta(row["key"], row["value"])
    if hashes := [row["hash"] for row in by_kind.get("tombstone", ())]:
        store.bury(hashes)


def digest_of(store: Store) -> Digest:
    """Numbers and hashes of what a store holds now."""
    digest = Digest()
    for kind, row in dump(store):
        digest.add(kind, row)
    return digest


def copy(source: Store, target: Store, progress: Callable[[int], None] = lambda _: None) -> Mapping[str, int]:
    """Copy a store into another and compare them row by row.

    Returns:
        Number of rows per kind.

    Raises:
        StoreError: the target doesn't hold the same afterwards.
    """
    return _checked(load(target, dump(source), progress), target)


def write_file(store: Store, path: Path) -> None:
    """A dump as gzipped JSON lines; the file appears only when it is complete."""
    part = path.with_name(path.name + ".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=3) as file:
        file.write(json.dumps({"format": FORMAT}) + "\n")
        for kind, row in dump(store):
            file.write(codec.encode([kind, row]) + "\n")
        file.write(json.dumps({"end": FORMAT}) + "\n")
    part.replace(path)


def restore_file(path: Path, target: Store, progress: Callable[[int], None] = lambda _: None) -> Mapping[str, int]:
    """Put a dump into a store and compare. The file is read to its end first, so that half a dump leaves the target as it was.

    Raises:
        StoreError: the file is no whole dump, or the target doesn't hold the same afterwards.
    """
    for _ in _read_file(path):
        pass
    return _checked(load(target, _read_file(path), progress), target)


def _read_file(path: Path) -> Iterator[tuple[str, Row]]:
    broken = StoreError(f"{path} is no whole dump.", cause="another kind of file, or a backup that was cut off", todo="choose another file")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            if json.loads(next(file)) != {"format": FORMAT}:
                raise broken
            for line in file:
                value = json.loads(line)
                if value == {"end": FORMAT}:
                    return
                kind, row = value
                yield kind, row
    except (OSError, EOFError, ValueError, StopIteration, zlib.error) as error:
        raise broken from error
    raise broken


def _checked(rows: Digest, target: Store) -> Mapping[str, int]:
    if wrong := rows.differences(digest_of(target)):
        raise StoreError(
            "The target doesn't hold the same afterwards: " + "; ".join(wrong) + ".",
            cause="the target held other posts before, or somebody wrote to one of the two meanwhile",
            todo="copy into an empty store while nobody writes",
        )
    return {kind: rows.numbers[kind] for kind in KINDS if rows.numbers[kind]}
