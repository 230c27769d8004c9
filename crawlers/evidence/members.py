"""A WARC file as gzip members, one a record: where each lies, what it holds, and where bytes are damaged.

warcio reads from the front and stops at the first damage; evidence has to name every damaged place and read what lies
behind it, so the walk over members is ours. The records inside are warcio's to parse.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Start of every member that our writer makes: gzip, deflate, no flags, no time.
_MAGIC = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
#: What follows: best compression, and the system (Unix, macOS, unknown).
_TAILS = (b"\x02\x03", b"\x02\x13", b"\x02\xff")
_CHUNK = 64 * 1024
#: No record is larger: bodies are cut at PUNGMUN_MAX_BODY_MB long before. A larger one is damage or a trap.
_MAX_RECORD = 512 * 1024 * 1024


class BrokenError(Exception):
    """Bytes that are no whole record; the message says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member.

    Attributes:
        offset, length: where its compressed bytes lie in the file.
        data: its content; empty when damaged.
        damage: why it can't be read; empty when it can.
    """

    offset: int
    length: int
    data: bytes = b""
    damage: str = ""


@contextmanager
def opened(path: Path) -> Iterator[mmap.mmap | bytes]:
    """The bytes of a file without reading it whole.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view


def read_member(view: mmap.mmap | bytes, offset: int) -> Member:
    """The whole member at `offset`.

    Raises:
        BrokenError: no whole member begins there.
    """
    if view[offset : offset + len(_MAGIC)] != _MAGIC:
        raise BrokenError("no record begins here")
    inflate, parts, total, position = zlib.decompressobj(zlib.MAX_WBITS | 16), [], 0, offset
    try:
        while not inflate.eof:
            chunk = view[position : position + _CHUNK]
            if not chunk:
                raise BrokenError("the record is cut off")
            parts.append(inflate.decompress(chunk))
            position, total = position + len(chunk), total + len(parts[-1])
            if total > _MAX_RECORD:
                raise BrokenError("the record is larger than any that is written")
    except zlib.error as error:
        raise BrokenError(f"the compressed bytes are damaged ({error})") from error
    return Member(offset, position - len(inflate.unused_data) - offset, b"".join(parts))


def walk(view: mmap.mmap | bytes, start: int = 0) -> Iterator[Member]:
    """All members from `start` on; together they cover every byte. A damaged stretch comes as one member with `damage`."""
    offset = start
    while offset < len(view):
        try:
            member = read_member(view, offset)
            damage = "" if view[offset + 8 : offset + 10] in _TAILS else "the header of the compressed record was changed"
            yield Member(offset, member.length, member.data, damage)
            offset += member.length
        except BrokenError as error:
            after = _next_start(view, offset + 1)
            yield Member(offset, after - offset, b"", str(error))
            offset = after


def _next_start(view: mmap.mmap | bytes, offset: int) -> int:
    """Where the next WARC record begins; the end of the file when there is none."""
    while (offset := view.find(_MAGIC, offset)) >= 0:
        try:
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(view[offset : offset + _CHUNK], 8).startswith(b"WARC/1."):
                return offset
        except zlib.error:
            pass
        offset += 1
    return len(view)
