"""Rows of posts, as JSON lines or CSV -> posts. Wants `body`, `text` or `segments`; everything else helps."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from crawlers.ingest.aside import aside
from crawlers.ingest.pages import read_whole
from crawlers.parsers.clean import clean_line, clean_text
from crawlers.parsers.dates import from_iso
from crawlers.parsers.encoding import decode
from crawlers.parsers.page import AuthorKey, as_text
from crawlers.parsers.urls import Address, read_address
from pungmun.errors import QuarantineError
from pungmun.records import Post, Published, Quarantined, Segment, SegmentKind, stable_id

#: A line longer than this is no post; reading it whole could take all memory.
MAX_LINE = 8 * 1024 * 1024
_KINDS = frozenset(get_args(SegmentKind))


def read_jsonl(path: Path, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    """One JSON object a line, UTF-8."""
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_LINE + 1):
            number += 1
            where = f"{path.name}:{number}"
            if len(line) > MAX_LINE:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(MAX_LINE)
                yield aside(where, QuarantineError(f"{where} is longer than {MAX_LINE} bytes.", kind="too_long", todo="split it"))
                continue
            if line.strip():
                yield _read(line, where, author_key)


def read_csv(path: Path, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    """A table with a head; columns are named like the keys of JSON lines."""
    try:
        text = decode(read_whole(path)).text
        csv.field_size_limit(MAX_LINE)
        for number, row in enumerate(csv.DictReader(text.splitlines(keepends=True)), 2):
            yield _post_or_aside({key: value for key, value in row.items() if key and value}, f"{path.name}:{number}", author_key, str(row))
    except QuarantineError as error:
        yield aside(path.name, error)
    except csv.Error as error:
        yield aside(
            path.name, QuarantineError(f"{path.name} is no CSV table ({error}).", kind="broken_line", todo="save it again as UTF-8 CSV")
        )


def post_of(row: Mapping[str, Any], author_key: AuthorKey | None, now: datetime) -> Post:
    """One row -> a post.

    Raises:
        QuarantineError: `empty` or `broken_line`.
    """
    segments = _segments(row)
    title = clean_line(as_text(row.get("title")))
    if not segments and not title:
        raise QuarantineError("It has no text.", kind="empty", todo="a row needs `body`, `text` or `segments`")
    url = as_text(row.get("canonical_url") or row.get("url")).strip()
    address = _address(url)
    platform = as_text(row.get("platform")) or (address.platform if address else "web")
    post_id = as_text(row.get("post_id")) or (address.post_id if address else stable_id(platform, title, *(item.text for item in segments)))
    seen = from_iso(as_text(row.get("seen_at")), now) if row.get("seen_at") else Published()
    author = clean_line(as_text(row.get("author")))
    links = row.get("links")
    return Post(
        post_id=post_id,
        platform=platform,
        url=as_text(row.get("url")).strip() or url,
        canonical_url=as_text(row.get("canonical_url")) or (address.canonical if address else url) or f"urn:pungmun:{post_id}",
        title=title,
        segments=tuple(segments),
        published=_published(row, now),
        seen_at=seen.instant or now,
        source_id=as_text(row.get("source_id")),
        author_key=as_text(row.get("author_key")) or (author_key(platform, author) if author_key and author else ""),
        links=tuple(as_text(link) for link in links if link) if isinstance(links, list | tuple) else (),
        parser=as_text(row.get("parser")) or "rows",
        parser_version=as_text(row.get("parser_version")) or "1",
        excerpt=row.get("excerpt") is True,
    )


def _read(line: bytes, where: str, author_key: AuthorKey | None) -> Post | Quarantined:
    text = line.decode("utf-8", "replace")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return aside(where, QuarantineError(f"{where} is no JSON ({error}).", kind="broken_line", todo="correct the line"), text)
    if not isinstance(row, dict):
        return aside(where, QuarantineError(f"{where} is no object.", kind="broken_line", todo="write one object a line"), text)
    return _post_or_aside(row, where, author_key, text)


def _post_or_aside(row: Mapping[str, Any], where: str, author_key: AuthorKey | None, payload: str) -> Post | Quarantined:
    try:
        return post_of(row, author_key, datetime.now(UTC))
    except QuarantineError as error:
        return aside(where, error, payload)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        broken = QuarantineError(f"{where} can't be read ({type(error).__name__}: {error}).", kind="broken_line", todo="correct the line")
        return aside(where, broken, payload)


def _segments(row: Mapping[str, Any]) -> list[Segment]:
    told = row.get("segments")
    if isinstance(told, str) and told.startswith("["):
        told = json.loads(told)
    if isinstance(told, list):
        found = [
            Segment(item["kind"] if item.get("kind") in _KINDS else "text", clean_text(as_text(item.get("text"))))
            for item in told
            if isinstance(item, dict)
        ]
    else:
        found = [Segment("text", clean_text(as_text(row.get("body") or row.get("text"))))]
    return [segment for segment in found if segment.text]


def _published(row: Mapping[str, Any], now: datetime) -> Published:
    value = as_text(row.get("published") or row.get("published_day"))
    found = from_iso(value, now) if value else Published()
    told = row.get("published_precision")
    if told == "unknown":
        return Published()
    if found.instant and found.day and told == "day":
        return Published.on(found.day)
    return Published(found.instant, found.day, "minute") if found.instant and told == "minute" else found


def _address(url: str) -> Address | None:
    try:
        return read_address(url) if url else None
    except ValueError:
        return None
