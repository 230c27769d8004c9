"""Captures: raw answers as WARC 1.1, one gzip member a record, with an index by SHA-256 and address.

The record ids are functions of address, time and bytes. An index line is written after its record, so a killed round
leaves records without a line (found again by `crawlers.evidence.index`), never a line without its record.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.items import Fetched
from pungmun.errors import PungmunError

#: A file above this is closed and the next one begun: small enough to copy, to hash and to lose.
ROTATE_BYTES = 512 * 1024 * 1024
_SECRET_HEADERS = frozenset(
    {"authorization", "x-naver-client-id", "x-naver-client-secret", "x-ncp-apigw-api-key-id", "x-ncp-apigw-api-key"}
)


class CaptureWriter:
    """Writes the captures of one source in one round.

    Args:
        folder: `var/captures`.
        name: start of the file names, unique to round and source.
        software: our user agent, for the warcinfo record.
    """

    def __init__(self, folder: Path, name: str, software: str) -> None:
        self.folder, self.name, self.software = folder, name, software
        self.number = 0
        self._file: Any = None
        self._index: Any = None
        self._writer: WARCWriter | None = None

    def write(self, fetched: Fetched) -> str:
        """Keep one answer; its SHA-256.

        Raises:
            PungmunError: the disk is full or read-only.
        """
        try:
            return self._write(fetched)
        except OSError as error:
            raise PungmunError(
                f"A capture can't be written to {self.folder}: {error}.", cause="the disk is full or read-only", todo="make room, run again"
            ) from error

    def close(self) -> None:
        """Finish the files."""
        for file in (self._file, self._index):
            if file:
                file.close()
        self._file = self._index = self._writer = None

    def _write(self, fetched: Fetched) -> str:
        writer = self._open()
        digest = hashlib.sha256(fetched.body).hexdigest()
        at = fetched.seen_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        response_id = record_id(fetched.url, at, digest)
        headers = [
            (name, value) for name, value in fetched.headers.items() if name.lower() not in {"content-encoding", "transfer-encoding"}
        ]
        response = writer.create_warc_record(
            fetched.url,
            "response",
            payload=BytesIO(fetched.body),
            length=len(fetched.body),  # without it warcio puts a SHA-1 in place of our digest
            http_headers=StatusAndHeaders(f"{fetched.status} {_reason(fetched.status)}", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": at, "WARC-Record-ID": response_id, "WARC-Payload-Digest": f"sha256:{digest}"},
        )
        asked = [(name, "left out" if name.lower() in _SECRET_HEADERS else value) for name, value in fetched.request_headers.items()]
        request = writer.create_warc_record(
            fetched.url,
            "request",
            http_headers=StatusAndHeaders(f"GET {fetched.url} HTTP/1.1", asked, is_http_request=True),
            warc_headers_dict={
                "WARC-Date": at,
                "WARC-Record-ID": record_id(fetched.url, at, digest, "request"),
                "WARC-Concurrent-To": response_id,
            },
        )
        offset = self._file.tell()
        writer.write_record(response)
        length = self._file.tell() - offset
        writer.write_record(request)
        self._file.flush()
        line = {
            "sha256": digest,
            "url": fetched.url,
            "at": at,
            "status": fetched.status,
            "file": Path(self._file.name).name,
            "offset": offset,
            "length": length,
        }
        self._index.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._index.flush()
        return digest

    def _open(self) -> WARCWriter:
        if self._writer and self._file.tell() < ROTATE_BYTES:
            return self._writer
        self.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.name}-{self.number:03d}.warc.gz"
        self.number += 1
        self._file = path.open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)  # a takedown leaves files alone that are being written
        self._index = path.with_suffix("").with_suffix(".index.jsonl").open("w", encoding="utf-8")
        writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        info = {"software": self.software, "format": "WARC File Format 1.1", "conformsTo": "http://iipc.github.io/warc-specifications/"}
        record = writer.create_warcinfo_record(path.name, info)
        record.rec_headers.replace_header("WARC-Record-ID", record_id(path.name, "", "", "warcinfo"))
        writer.write_record(record)
        self._writer = writer
        return writer


def record_id(*parts: str) -> str:
    """A record id that depends only on its parts."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, chr(31).join(parts))}>"


def index_lines(folder: Path) -> Iterator[dict[str, Any]]:
    """All index lines under `var/captures`, oldest file first; a broken last line is passed over."""
    for path in sorted(folder.glob("*.index.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    yield json.loads(line)


def _reason(status: int) -> str:
    return {200: "OK", 403: "Forbidden", 404: "Not Found", 410: "Gone", 429: "Too Many Requests"}.get(status, "Status")
