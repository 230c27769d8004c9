"""The small indices: reviews, quarantine, health of sources, audit log, tombstones, small values."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pungmun.errors import ConflictError, StoreError
from pungmun.records import Quarantined, Review, stable_id
from pungmun.store import codec
from pungmun.store.base import HealthRow
from pungmun.store.elastic.client import Client, Item, pauses
from pungmun.store.elastic.indices import book_index
from pungmun.store.merge import newer_review

#: Names that are longer, in bytes, are hashed.
_LONGEST_NAME = 400


class Books:
    """The part of the store that keeps books; see `pungmun.store.base.Store` for what each method promises."""

    client: Client
    prefix: str

    def quarantine(self, items: Iterable[Quarantined]) -> int:
        """Keep items aside; returns how many are new."""
        rows = {item.item_id: item for item in items}
        known = self.client.get_many([(self._book("quarantine"), key_of(item_id)) for item_id in rows])
        self._put(
            "quarantine",
            {
                item_id: {
                    "kind": item.kind,
                    "source_id": item.source_id,
                    "url": item.url,
                    "data": codec.encode(codec.quarantined_to_row(item)),
                }
                for item_id, item in rows.items()
            },
        )
        return sum(doc is None for doc in known)

    def quarantined(self, kind: str | None = None, source_id: str | None = None) -> list[Quarantined]:
        """What stands in quarantine, newest first."""
        wanted = {key: value for key, value in (("kind", kind), ("source_id", source_id)) if value is not None}
        items = [codec.quarantined_from_row(row) for row in self._rows("quarantine", wanted)]
        return sorted(items, key=lambda item: (item.at, item.item_id), reverse=True)

    def release(self, item_ids: Sequence[str]) -> int:
        """Take items out of quarantine; returns how many stood there."""
        index, ids = self._book("quarantine"), [key_of(item_id) for item_id in dict.fromkeys(item_ids)]
        held = [doc for doc in self.client.get_many([(index, item_id) for item_id in ids]) if doc]
        self.client.bulk_all([Item("delete", index, doc.id) for doc in held])
        return len(held)

    def add_health(self, row: HealthRow) -> None:
        """Keep one round's numbers; the same (source, round) again replaces."""
        key = stable_id(row.source_id, row.round_id)
        self._put("health", {key: {"day": row.day.isoformat(), "data": codec.encode(codec.health_to_row(row))}})

    def health(self, since: date | None = None) -> list[HealthRow]:
        """Rows in order of day, source and round."""
        rows = [codec.health_from_row(row) for row in self._rows("health")]
        return sorted((r for r in rows if since is None or r.day >= since), key=lambda r: (r.day, r.source_id, r.round_id))

    def log(self, at: datetime, who: str, action: str, subject: str, detail: str = "") -> None:
        """Append to the audit log."""
        row = {"at": at.isoformat(), "who": who, "action": action, "subject": subject, "detail": detail}
        self._put("audit", {stable_id(*row.values()): {"at": row["at"], "data": codec.encode(row)}})

    def audit(self, limit: int = 200) -> list[dict[str, Any]]:
        """Newest first: at, who, action, subject, detail."""
        return sorted(self._rows("audit"), key=lambda row: str(row["at"]), reverse=True)[:limit]

    def is_forgotten(self, urls: Sequence[str]) -> set[str]:
        """Which of these addresses have a tombstone."""
        found = self.client.get_many([(self._book("tombstones"), tombstone_of(url)) for url in urls])
        return {url for url, doc in zip(urls, found, strict=True) if doc}

    def tombstones(self) -> list[str]:
        """Hashes of forgotten addresses, sorted."""
        return sorted(str(row["hash"]) for row in self._rows("tombstones"))

    def bury(self, hashes: Sequence[str]) -> None:
        """Keep tombstones."""
        self._put("tombstones", {value: {"data": codec.encode({"hash": value})} for value in hashes})

    def metas(self) -> dict[str, str]:
        """All small values."""
        return {row["key"]: row["value"] for row in self._rows("meta")}

    def get_meta(self, key: str) -> str | None:
        """A small value by name."""
        doc = self.client.get(self._book("meta"), key_of(key))
        return None if doc is None else str(json.loads(doc.source["data"])["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Set a small value."""
        self._put("meta", {key: {"data": codec.encode({"key": key, "value": value})}})

    def reviews(self, claim_id: str | None = None, post_id: str | None = None) -> list[Review]:
        """Decisions in order of time."""
        wanted = {key: value for key, value in (("claims", claim_id), ("post_id", post_id)) if value is not None}
        found = [codec.review_from_row(review) for row in self._rows("reviews", wanted) for review in row]
        kept = [r for r in found if claim_id is None or r.claim_id == claim_id]
        return sorted(kept, key=lambda r: (r.at, r.by, r.label, r.note, r.post_id, r.claim_id))

    def reviews_of(self, post_ids: Sequence[str]) -> Mapping[str, list[Review]]:
        """Decisions on these posts, as they stand now, refreshed or not."""
        found = self.client.get_many([(self._book("reviews"), key_of(post_id)) for post_id in post_ids])
        return {
            post_id: [codec.review_from_row(row) for row in json.loads(doc.source["data"])]
            for post_id, doc in zip(post_ids, found, strict=True)
            if doc
        }

    def change_reviews(self, post_id: str, *, add: Review | None = None, drop: tuple[str, str] | None = None) -> None:
        """Add a decision or drop one (claim, reviewer) on a post; nobody's decision is lost when two do so at once.

        Raises:
            ConflictError: others changed the same post's decisions again and again.
        """
        index, key = self._book("reviews"), key_of(post_id)
        for _, pause in zip(range(50), pauses(), strict=False):
            doc = self.client.get(index, key)
            old = [codec.review_from_row(row) for row in json.loads(doc.source["data"])] if doc else []
            standing = {(r.claim_id, r.by): r for r in old}
            if add:
                standing[add.claim_id, add.by] = newer_review(standing.get((add.claim_id, add.by)), add)
            if drop:
                standing.pop(drop, None)
            rows = [codec.review_to_row(standing[k]) for k in sorted(standing)]
            claims = sorted({r.claim_id for r in standing.values()})
            source = {"post_id": post_id, "claims": claims, "data": codec.encode(rows)}
            (done,) = self.client.bulk([Item("index" if doc else "create", index, key, source, doc.seen if doc else None)])
            if done.ok:
                return
            if not done.conflict:
                raise StoreError(f"The decision on {post_id} was refused: {done.reason}")

            time.sleep(pause)
        raise ConflictError(f"The decisions on {post_id} were changed by others again and again.", todo="try again")

    def _book(self, name: str) -> str:
        return book_index(self.prefix, name)

    def _put(self, book: str, rows: Mapping[str, dict[str, Any]]) -> None:
        self.client.bulk_all([Item("index", self._book(book), key_of(key), row) for key, row in rows.items()])

    def _rows(self, book: str, wanted: Mapping[str, str] | None = None) -> list[Any]:
        """The records of a book, whole."""
        index = self._book(book)
        self.client.refresh(index)
        query = {"bool": {"filter": [{"term": {key: value}} for key, value in (wanted or {}).items()]}}
        return [json.loads(hit["_source"]["data"]) for hit in self.client.walk(index, query, [{"_shard_doc": "asc"}], size=1000)]


def tombstone_of(url: str) -> str:
    """What is kept of a forgotten address: enough to know it again, not the address."""
    return stable_id("tombstone", url)


def key_of(name: str) -> str:
    """The id of a document with that name; a long name has a hash of it."""
    return name if 0 < len(name.encode("utf-8", "replace")) <= _LONGEST_NAME else stable_id("key", name)
