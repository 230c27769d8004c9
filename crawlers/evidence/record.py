"""One WARC record, parsed by warcio, with its digests checked."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.captures import record_id
from crawlers.evidence.members import BrokenError


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    Attributes:
        kind: WARC-Type.
        at: WARC-Date as it is written.
        sha256: of `payload`, as we compute it now.
        declared: payload digest as the record states it, `sha256:…`.
        status: HTTP status; 0 for records that are no responses.
        block: everything after the WARC headers.
    """

    kind: str
    url: str
    at: str
    record_id: str
    concurrent_to: str
    declared: str
    declared_block: str
    sha256: str
    status: int
    http_headers: Mapping[str, str]
    payload: bytes
    block: bytes

    @property
    def seen_at(self) -> datetime:
        """WARC-Date as aware UTC. Raises ValueError when it is no time."""
        return datetime.fromisoformat(self.at).astimezone(UTC)

    def problems(self) -> list[str]:
        """What contradicts what in this record; empty when all is well."""
        found = []
        if self.declared_block and self.declared_block != _block_digest(self.declared_block, self.block):
            found.append("the record's bytes don't have the digest it states (WARC-Block-Digest)")
        if self.kind not in {"response", "request"}:
            return found
        if self.kind == "response":
            if self.declared != f"sha256:{self.sha256}":
                found.append(f"the body's SHA-256 is {self.sha256}, the record states {self.declared or 'none'}")
            if self.record_id != record_id(self.url, self.at, self.declared.removeprefix("sha256:")):
                found.append("the record's id does not follow from its address, time and digest")
        try:
            if datetime.fromisoformat(self.at).tzinfo is None:
                found.append(f"the time {self.at!r} has no zone")
        except ValueError:
            found.append(f"{self.at!r} is no time")
        return found


def parse_record(data: bytes) -> Record:
    """The content of one member -> a record.

    Raises:
        BrokenError: it is no single WARC record.
    """
    _head, blank, rest = data.partition(b"\r\n\r\n")
    try:
        found = next(iter(ArchiveIterator(BytesIO(data), no_record_parse=False)))
        headers = found.rec_headers
        length = int(headers.get_header("Content-Length"))
        payload = found.raw_stream.read()
    except (ArchiveLoadFailed, StopIteration, ValueError, TypeError, AttributeError, EOFError) as error:
        raise BrokenError(f"this is no WARC record ({type(error).__name__}: {error})") from error
    if not blank or len(rest) != length + 4 or not rest.endswith(b"\r\n\r\n"):
        raise BrokenError("the record's length is not what it states")
    http = found.http_headers
    status = http.get_statuscode() if http and found.rec_type == "response" else ""
    return Record(
        kind=found.rec_type,
        url=headers.get_header("WARC-Target-URI") or "",
        at=headers.get_header("WARC-Date") or "",
        record_id=headers.get_header("WARC-Record-ID") or "",
        concurrent_to=headers.get_header("WARC-Concurrent-To") or "",
        declared=headers.get_header("WARC-Payload-Digest") or "",
        declared_block=headers.get_header("WARC-Block-Digest") or "",
        sha256=hashlib.sha256(payload).hexdigest(),
        status=int(status) if status and status.isdigit() else 0,
        http_headers=dict(http.headers) if http else {},
        payload=payload,
        block=rest[:length],
    )


def _block_digest(declared: str, block: bytes) -> str:
    algorithm = declared.partition(":")[0]
    if algorithm == "sha256":
        return f"sha256:{hashlib.sha256(block).hexdigest()}"
    return f"sha1:{base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()}"
