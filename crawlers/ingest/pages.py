"""Saved pages with what is known of them: a note beside the file, the browser's own mark, or the page itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.ingest.aside import aside
from crawlers.ingest.saved import posts_of_body
from crawlers.parsers.page import AuthorKey, Page
from pungmun.errors import QuarantineError
from pungmun.records import Post, Quarantined

MAX_FILE = 200 * 1024 * 1024
#: Browsers write this as the second line of "complete" pages.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")


def read_saved(path: Path, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    """One saved page, feed or search reply.

    `NAME.meta.json` beside it may hold `url`, `seen_at` (ISO 8601) and `headers`; else the address is looked for in the page
    and the file's own time is when it was seen.
    """
    try:
        body = read_whole(path)
        note = _note(path)
        seen_at = _seen(note, path)
        url = str(note.get("url") or "") or address_in(body, seen_at) or path.resolve().as_uri()
        for post in posts_of_body(body, url, dict(note.get("headers") or {}), seen_at, author_key):
            yield replace(post, capture=None)
    except QuarantineError as error:
        yield aside(path.name, error)
    except OSError as error:
        yield aside(path.name, QuarantineError(f"{path} can't be read ({error}).", kind="unreadable", todo="check the rights"))


def read_whole(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        QuarantineError: `too_long`, reading it could take all memory.
        OSError: it can't be read.
    """
    if (size := path.stat().st_size) > MAX_FILE:
        raise QuarantineError(f"{path} has {size} bytes; more than {MAX_FILE} are not read at once.", kind="too_long", todo="split it")
    return path.read_bytes()


def address_in(body: bytes, seen_at: datetime) -> str:
    """The address that a saved page itself tells; empty when it tells none."""
    if mark := _SAVED_FROM.search(body[:2000]):
        return mark.group(1).decode("utf-8", "replace")
    if not re.search(rb"<html|<head|<meta", body[:4000], re.IGNORECASE):
        return ""
    page = Page(body, "", seen_at)
    try:
        told = [page.metas.get("og:url", ""), *(link.get("href") or "" for link in page.root.cssselect("link[rel=canonical]"))]
    except QuarantineError:
        return ""
    return next((url for url in told if url.startswith(("http://", "https://"))), "")


def _note(path: Path) -> dict[str, Any]:
    beside = path.with_name(f"{path.stem}.meta.json")
    try:
        note = json.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}
    except ValueError as error:
        raise QuarantineError(f"{beside.name} is no JSON ({error}).", kind="broken_line", todo="correct it") from error
    return note if isinstance(note, dict) else {}


def _seen(note: dict[str, Any], path: Path) -> datetime:
    try:
        seen = datetime.fromisoformat(str(note.get("seen_at") or ""))
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return seen if seen.tzinfo else seen.replace(tzinfo=UTC)
