"""SQLite's errors in our words, and transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pungmun.errors import StoreError, StoreNotReadyError

#: SQLite's primary error code (the low byte) -> what, likely cause, to do.
_WORDS: dict[int, tuple[str, str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another process",
        "a long write or a backup is running",
        "wait and run the command again; nothing was written",
    ),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "a long write is running", "wait and run the command again"),
    sqlite3.SQLITE_FULL: ("could not be written: the disk is full", "", "free some space and run the command again; nothing was lost"),
    sqlite3.SQLITE_READONLY: ("is read-only", "file or folder permissions, or a read-only mount", "make the file and its folder writable"),
    sqlite3.SQLITE_CANTOPEN: (
        "can't be opened",
        "the folder is missing or not accessible",
        "check PUNGMUN_STORE and the folder's permissions",
    ),
    sqlite3.SQLITE_NOTADB: ("is not a Pungmun store", "another kind of file has this name", "set PUNGMUN_STORE to another path"),
    sqlite3.SQLITE_CORRUPT: (
        "is damaged",
        "a failing disk, or a file copied while it was written",
        "restore a backup with `pungmun store restore`",
    ),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "a failing or full disk", "check the disk, then run the command again"),
    sqlite3.SQLITE_TOOBIG: ("refuses a value that is too large", "a post of more than a gigabyte", ""),
}


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Raise SQLite's errors as StoreError: what happened, the likely cause, what to do."""
    try:
        yield
    except sqlite3.Error as error:
        if "no such table" in str(error) or "no such column" in str(error):
            raise StoreNotReadyError(f"The store {path} has no schema or an older one.", todo="run `pungmun store migrate`") from error
        code = getattr(error, "sqlite_errorcode", 0) or 0
        what, cause, todo = _WORDS.get(code & 0xFF, (f"refused: {error}", "", ""))
        raise StoreError(f"The store {path} {what}.", cause=cause, todo=todo) from error


@contextmanager
def one_transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All or nothing; IMMEDIATE takes the write lock at once, so that reading and writing can't deadlock."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # SQLite has rolled back by itself after some errors
            db.execute("ROLLBACK")
        raise
