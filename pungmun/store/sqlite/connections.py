"""A small pool of connections to one file, for the threads of the console."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pungmun.errors import StoreError
from pungmun.store.sqlite.errors import one_transaction, translated

#: Milliseconds to wait for another process's write before giving up.
BUSY_MS = 30_000
#: Connections that stay open for the next reader: each holds up to 64 MB of pages, and a crowd of readers comes once a day.
KEPT = 6


class Connections:
    """Hands out connections; each is used by one thread at a time and goes back to the pool."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection in autocommit mode.

        Raises:
            StoreError: the store is closed, can't be opened or refuses.
        """
        with translated(str(self.path)):
            db = self._take()
            try:
                yield db
            finally:
                with self._lock:
                    keep = not self._closed and not db.in_transaction and len(self._idle) < KEPT
                    if keep:
                        self._idle.append(db)
                if not keep:
                    db.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the store throughout."""
        with self.lend() as db, one_transaction(db, "DEFERRED"):
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection with the write lock held; threads of this process queue here rather than poll the file."""
        with self._writing, self.lend() as db, one_transaction(db):
            yield db

    def close(self) -> None:
        """Close what is idle now, and what is lent when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError(f"The store {self.path} is closed.")
            if self._idle:
                return self._idle.pop()
        db = sqlite3.connect(self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA cache_size = -65536")
        except BaseException:
            db.close()
            raise
        return db
