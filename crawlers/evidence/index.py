"""Where each capture lies: one index file beside each WARC file, made again from it when missing, stale or broken.

A line says what a CDXJ line says, as JSON: `{"sha256","url","at","status","file","offset","length"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from crawlers.evidence.files import replace_file
from crawlers.evidence.members import BrokenError, opened, walk
from crawlers.evidence.record import parse_record
from crawlers.parsers.urls import read_address
from pungmun.settings import Settings

_SUFFIX = ".warc.gz"
#: Only such names are files of ours: an index line can't lead to another folder.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.warc\.gz")
_BY_NUMBER = frozenset({"naver_blog", "naver_cafe", "daum_cafe", "brunch"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one capture lies.

    Attributes:
        sha256: of the body.
        at: our clock when it had arrived, ISO 8601, UTC.
        file: name of the WARC file under `var/captures`.
        offset, length: of the response's gzip member, in bytes.
    """

    sha256: str
    url: str
    at: str
    status: int
    file: str
    offset: int
    length: int

    @property
    def seen_at(self) -> datetime:
        """`at` as aware UTC."""
        return datetime.fromisoformat(self.at).astimezone(UTC)


def captures_folder(settings: Settings) -> Path:
    """Where the WARC files are."""
    return settings.var_dir / "captures"


def warc_files(settings: Settings) -> list[Path]:
    """All WARC files of ours, in order of their names (which begin with the round's time)."""
    return sorted(path for path in captures_folder(settings).glob(f"*{_SUFFIX}") if _NAME.fullmatch(path.name))


def entries(settings: Settings, *, strict: bool = False) -> Iterator[Entry]:
    """All captures, file by file.

    Args:
        settings: names the folder.
        strict: look into the end of every WARC file too. Otherwise an index that is as young as its WARC file is believed,
            which can miss the one record before a kill.
    """
    for path in warc_files(settings):
        yield from entries_of(path, strict=strict)


def entries_of(path: Path, *, strict: bool = False) -> tuple[Entry, ...]:
    """The captures in one WARC file; its index is made again when it does not fit."""
    try:
        index, warc = _index_path(path).stat(), path.stat()
        known = _read_index(path, index.st_mtime_ns, index.st_size)
        end = known[-1].offset + known[-1].length if known else 0
        if end <= warc.st_size and (index.st_mtime_ns >= warc.st_mtime_ns and not strict):
            return known
        if end <= warc.st_size and all(_begins(path, entry) for entry in known[-1:]):
            later = tuple(_scan(path, end))
            return known + later if not later else rebuild_index(path)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass
    return rebuild_index(path)


def rebuild_index(path: Path) -> tuple[Entry, ...]:
    """Make a WARC file's index from its records. A disk that can't be written only costs the next reader time."""
    found = tuple(_scan(path, 0))
    text = "".join(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in found)
    try:
        replace_file(_index_path(path), text.encode())
    except OSError:
        return found
    return found


def captures_of(settings: Settings, url: str, *, also: Iterable[str] = (), strict: bool = False) -> list[Entry]:
    """Every capture of an address, in order of time.

    Args:
        settings: names the folder.
        url: any form of the address: mobile, desktop, inner frame.
        also: SHA-256 of captures that belong to it although they were made at another address (Daum Cafe's inner frame); all
            captures of that address are found too.
        strict: as in `entries`.
    """
    matches = any_post({url}, settings, also)
    found = [entry for entry in entries(settings, strict=strict) if matches(entry.url)]
    return sorted(found, key=lambda entry: (entry.at, entry.file, entry.offset))


def any_post(urls: Iterable[str], settings: Settings, digests: Iterable[str] = ()) -> Callable[[str], bool]:
    """Whether an address is one of these posts, or one of those whose captures have these digests."""
    wanted = frozenset(digests)
    known = {*urls, *(entry.url for entry in (entries(settings) if wanted else ()) if entry.sha256 in wanted)} - {""}
    tests = [same_post(url) for url in sorted(known)]
    return lambda other: any(test(other) for test in tests)


def same_post(url: str) -> Callable[[str], bool]:
    """Whether another address is one of the same post."""
    try:
        address = read_address(url)
    except ValueError:
        return lambda other: other == url
    hint = address.key[-1] if address.platform in _BY_NUMBER else address.key[0]
    post_id = address.post_id

    def matches(other: str) -> bool:
        if hint not in other.lower():
            return False  # most addresses, without reading them
        try:
            return other == url or read_address(other).post_id == post_id
        except ValueError:
            return False

    return matches


def _index_path(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(_SUFFIX) + ".index.jsonl")


@lru_cache(maxsize=4096)
def _read_index(path: Path, _changed: int, _size: int) -> tuple[Entry, ...]:
    rows = []
    for line in _index_path(path).read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):  # a killed round may leave half a line
            rows.append(Entry(**json.loads(line)))
    if any(row.file != path.name or row.offset < 0 or row.length <= 0 for row in rows):
        raise ValueError("an index of another file")
    return tuple(rows)


def _begins(path: Path, entry: Entry) -> bool:
    with opened(path) as view:
        first = next(walk(view, entry.offset), None)
    return bool(first and not first.damage and first.length == entry.length)


def _scan(path: Path, start: int) -> Iterator[Entry]:
    with opened(path) as view:
        for member in walk(view, start):
            try:
                record = parse_record(member.data) if member.data else None
            except BrokenError:
                continue  # `verify` names it
            at_end = member.offset + member.length == len(view)
            if record and record.kind == "response" and not at_end:  # a kill between answer and request leaves no capture
                digest = record.declared.removeprefix("sha256:") or record.sha256
                yield Entry(digest, record.url, record.at, record.status, path.name, member.offset, member.length)
