"""WARC files of others (and our own captures) -> posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import MAX_WBITS, decompressobj
from zlib import error as zlib_error

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.ingest.aside import aside
from crawlers.ingest.saved import posts_of_body
from crawlers.parsers.page import AuthorKey
from pungmun.errors import QuarantineError
from pungmun.records import Post, Quarantined

_TEXT = ("html", "xml", "json", "text/plain")
MAX_BODY = 50 * 1024 * 1024
MAX_LINE = 1024 * 1024


def read_warc(path: Path, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    """Every response with status 200 and text in it; a file that is cut off gives what stands before the cut."""
    with path.open("rb") as stream:
        try:
            records = ArchiveIterator(stream)
            records.reader.readline = _limited(records.reader.readline)
            for record in records:
                if record.rec_type == "response" and _is_page(record):
                    yield from _record(record, path.name, author_key)
            if path.suffix == ".gz" and not _ends_whole(path):
                raise EOFError("its last record is cut off")  # noqa: TRY301 -- one way out for all damage
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib_error) as error:
            broken = QuarantineError(
                f"{path.name} breaks off or is damaged ({type(error).__name__}: {error}).",
                kind="broken_warc",
                cause="it was cut off while it was written or copied",
                todo="what stands before the place was read; fetch the file again for the rest",
            )
            yield aside(path.name, broken)


def _ends_whole(path: Path) -> bool:
    """Whether the last gzip member is complete; warcio passes over one that is not."""
    inflate, begun = decompressobj(MAX_WBITS | 16), False
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            while chunk:
                inflate.decompress(chunk)
                begun, rest = not inflate.eof, inflate.unused_data
                if inflate.eof:
                    inflate = decompressobj(MAX_WBITS | 16)
                chunk = rest
    return not begun


def _limited(readline: Callable[..., bytes]) -> Callable[..., bytes]:
    """Lines of a head are short; one without an end, packed small, would take all memory."""

    def read(length: int | None = None) -> bytes:
        line = readline(min(length or MAX_LINE, MAX_LINE))
        if len(line) >= MAX_LINE:
            raise ArchiveLoadFailed(f"a line of more than {MAX_LINE} bytes in a record's head")
        return line

    return read


def _is_page(record: Any) -> bool:
    http = record.http_headers
    kind = (http.get_header("Content-Type") or "text/html").lower() if http else ""
    return bool(http) and http.get_statuscode() == "200" and any(word in kind for word in _TEXT)


def _record(record: Any, name: str, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    seen_at = _date(record.rec_headers.get_header("WARC-Date"))
    body = record.content_stream().read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        yield aside(name, QuarantineError(f"The body of {url} is larger than {MAX_BODY} bytes.", kind="too_long"), url=url, at=seen_at)
        return
    if url.endswith("/robots.txt"):
        return
    try:
        for post in posts_of_body(body, url, dict(record.http_headers.headers), seen_at, author_key):
            yield replace(post, capture=None)
    except QuarantineError as error:
        yield aside(name, error, url=url, at=seen_at)


def _date(value: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(value or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)
