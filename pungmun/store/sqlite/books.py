"""Bookkeeping in the embedded store: quarantine, health of sources, audit log, tombstones, small values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pungmun.records import Quarantined, stable_id
from pungmun.store import codec
from pungmun.store.base import HealthRow
from pungmun.store.sqlite.connections import Connections
from pungmun.store.sqlite.rows import chunks, marks


def tombstone_of(url: str) -> str:
    """What is kept of a forgotten address: enough to know it again, not the address."""
    return stable_id("tombstone", url)


def forgotten(db: sqlite3.Connection, urls: Iterable[str]) -> set[str]:
    """Which of these addresses have a tombstone."""
    hashes = {tombstone_of(url): url for url in urls}
    found: set[str] = set()
    for part in chunks(hashes):
        found.update(hashes[h] for (h,) in db.execute(f"SELECT hash FROM tombstone WHERE hash IN ({marks(part)})", part))
    return found


class Books:
    """The part of the store that keeps books; see `pungmun.store.base.Store` for what each method promises."""

    _connections: Connections

    def quarantine(self, items: Iterable[Quarantined]) -> int:
        """Keep items aside; returns how many are new."""
        new = 0
        with self._connections.writing() as db:
            for item in items:
                new += db.execute("SELECT 1 FROM quarantine WHERE item_id = ?", (item.item_id,)).fetchone() is None
                data = codec.encode(codec.quarantined_to_row(item))
                row = (item.item_id, item.kind, item.source_id, item.url, item.at.isoformat(), data)
                db.execute("INSERT OR REPLACE INTO quarantine VALUES(?,?,?,?,?,?)", row)
        return new

    def quarantined(self, kind: str | None = None, source_id: str | None = None) -> list[Quarantined]:
        """What stands in quarantine, newest first."""
        with self._connections.lend() as db:
            rows = db.execute(
                "SELECT data FROM quarantine WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR source_id = ?2)", (kind, source_id)
            ).fetchall()
        items = [codec.quarantined_from_row(json.loads(data)) for (data,) in rows]
        return sorted(items, key=lambda item: (item.at, item.item_id), reverse=True)

    def release(self, item_ids: Sequence[str]) -> int:
        """Take items out of quarantine; returns how many stood there."""
        with self._connections.writing() as db:
            return sum(
                db.execute(f"DELETE FROM quarantine WHERE item_id IN ({marks(part)})", part).rowcount for part in chunks(set(item_ids))
            )

    def add_health(self, row: HealthRow) -> None:
        """Keep one round's numbers; the same (source, round) again replaces."""
        data = codec.encode(codec.health_to_row(row))
        with self._connections.writing() as db:
            db.execute("INSERT OR REPLACE INTO health VALUES(?,?,?,?)", (row.source_id, row.round_id, row.day.isoformat(), data))

    def health(self, since: date | None = None) -> list[HealthRow]:
        """Rows in order of day, source and round."""
        with self._connections.lend() as db:
            rows = db.execute(
                "SELECT data FROM health WHERE day >= ? ORDER BY day, source_id, round_id", (since.isoformat() if since else "",)
            ).fetchall()
        return [codec.health_from_row(json.loads(data)) for (data,) in rows]

    def log(self, at: datetime, who: str, action: str, subject: str, detail: str = "") -> None:
        """Append to the audit log; the same entry again is none, so that a copy can be repeated."""
        with self._connections.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO audit(at, who, action, subject, detail) VALUES(?,?,?,?,?)",
                (at.isoformat(), who, action, subject, detail),
            )

    def audit(self, limit: int = 200) -> list[dict[str, Any]]:
        """Newest first: at, who, action, subject, detail."""
        with self._connections.lend() as db:
            rows = db.execute("SELECT at, who, action, subject, detail FROM audit ORDER BY at DESC, n DESC LIMIT ?", (limit,)).fetchall()
        return [dict(zip(("at", "who", "action", "subject", "detail"), row, strict=True)) for row in rows]

    def is_forgotten(self, urls: Sequence[str]) -> set[str]:
        """Which of these addresses have a tombstone."""
        with self._connections.lend() as db:
            return forgotten(db, urls)

    def tombstones(self) -> list[str]:
        """Hashes of forgotten addresses, sorted."""
        with self._connections.lend() as db:
            return [value for (value,) in db.execute("SELECT hash FROM tombstone ORDER BY hash")]

    def bury(self, hashes: Sequence[str]) -> None:
        """Keep tombstones."""
        with self._connections.writing() as db:
            db.executemany("INSERT OR IGNORE INTO tombstone VALUES(?)", [(value,) for value in hashes])

    def metas(self) -> dict[str, str]:
        """All small values."""
        with self._connections.lend() as db:
            return dict(db.execute("SELECT key, value FROM meta ORDER BY key").fetchall())

    def get_meta(self, key: str) -> str | None:
        """A small value by name."""
        with self._connections.lend() as db:
            row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Set a small value."""
        with self._connections.writing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES(?,?)", (key, value))
