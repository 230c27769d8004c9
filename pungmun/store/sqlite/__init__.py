"""The embedded store: one SQLite file, no server."""

from pungmun.store.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
