"""One capture with its bytes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crawlers.evidence.index import Entry, captures_folder, entries, rebuild_index
from crawlers.evidence.members import BrokenError, opened, read_member
from crawlers.evidence.record import Record, parse_record
from pungmun.errors import PungmunError
from pungmun.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server, as it was kept.

    Attributes:
        entry: where it lies.
        body: the raw bytes; their SHA-256 was checked while reading.
        headers: of the response.
        request_headers: of the request; keys and secrets were left out when it was written.
        at: aware UTC, our clock when it had arrived.
    """

    entry: Entry
    body: bytes
    headers: Mapping[str, str]
    request_headers: Mapping[str, str]
    at: datetime

    @property
    def url(self) -> str:
        """The address that was asked."""
        return self.entry.url

    @property
    def sha256(self) -> str:
        """SHA-256 of the body."""
        return self.entry.sha256

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.entry.status


def read_capture(settings: Settings, sha256: str, url: str = "") -> Capture | None:
    """The oldest capture of a body; None when there is none, or only damaged ones (which are logged).

    Args:
        settings: names the folder.
        sha256: of the body, 64 hex digits.
        url: captures of this address are preferred, for two addresses may have answered with the same bytes.
    """
    found = sorted((entry for entry in entries(settings) if entry.sha256 == sha256), key=lambda e: (e.url != url, e.at))
    for entry in found:
        try:
            return load(settings, entry)
        except PungmunError as error:
            _log.warning("%s", error)
    return None


def load(settings: Settings, entry: Entry) -> Capture:
    """The bytes and headers of one capture.

    Raises:
        PungmunError: the file is gone, or its bytes are damaged.
    """
    path = captures_folder(settings) / entry.file
    try:
        response, request = _pair(settings, entry)
    except BrokenError:
        # a takedown may have rewritten the file since the index was read
        moved = [new for new in rebuild_index(path) if (new.sha256, new.url, new.at) == (entry.sha256, entry.url, entry.at)]
        if not moved or moved[0] == entry:
            raise _damaged(entry, "the bytes there are damaged") from None
        return load(settings, moved[0])
    except OSError as error:
        raise _damaged(entry, str(error)) from error
    if response.sha256 != entry.sha256:
        raise _damaged(entry, f"the body's SHA-256 is {response.sha256} now")
    return Capture(entry, response.payload, response.http_headers, request.http_headers if request else {}, response.seen_at)


def _pair(settings: Settings, entry: Entry) -> tuple[Record, Record | None]:
    with opened(captures_folder(settings) / entry.file) as view:
        member = read_member(view, entry.offset)
        response = parse_record(member.data)
        if response.kind != "response" or response.url != entry.url:
            raise BrokenError("another record lies there")
        try:
            request = parse_record(read_member(view, entry.offset + member.length).data)
        except BrokenError:
            return response, None
    return response, request if request.concurrent_to == response.record_id else None


def _damaged(entry: Entry, why: str) -> PungmunError:
    return PungmunError(
        f"The capture {entry.sha256[:12]} of {entry.url} can't be read at {entry.file}:{entry.offset}: {why}.",
        cause="a damaged disk, or somebody changed the file",
        todo="`pungmun evidence verify --all` names every damaged place; restore the file from a backup",
    )
