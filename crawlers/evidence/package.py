"""Export: the captures of one address as a WACZ 1.1.1 file that stands on its own.

The records are copied byte for byte out of our WARC files. The same captures and rows of checks give the same bytes, for the
file's only time is that of its newest capture; a time-stamp, which is new each time, is the exception.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.evidence.checks import checks_of
from crawlers.evidence.files import replace_file
from crawlers.evidence.index import Entry, captures_folder, captures_of
from crawlers.evidence.members import BrokenError, opened, read_member
from crawlers.evidence.pictures import PICTURES
from crawlers.evidence.read import Capture, load
from crawlers.evidence.record import parse_record
from crawlers.parsers import parse_page
from pungmun.errors import ConfigError, PungmunError, QuarantineError
from pungmun.records import stable_id
from pungmun.settings import Settings

WACZ_VERSION = "1.1.1"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # zip knows no earlier time


@dataclass(frozen=True, slots=True)
class Package:
    """What was written.

    Attributes:
        sha256: of the whole file.
        stamped: whether an authority's time-stamp is in it.
    """

    path: Path
    sha256: str
    captures: int
    stamped: bool


def export_package(
    settings: Settings, url: str, output: Path, *, also: Sequence[str] = (), post_id: str = "", stamp: bool = True
) -> Package:
    """Write the captures of an address as WACZ.

    Args:
        settings: names the folder, and the time-stamp authority.
        url: any form of the address.
        output: where to; replaced whole or not at all.
        also: SHA-256 of captures made at another address that belong to it.
        post_id: the post in the store, whose later checks go along.
        stamp: False to leave out the time-stamp although PUNGMUN_TSA_URL is set.

    Raises:
        ConfigError: nothing was captured at this address.
        PungmunError: a capture is damaged, the authority gave no stamp, or the file can't be written.
    """
    found = captures_of(settings, url, also=also)
    if not found:
        raise ConfigError(f"No capture of {url}.", cause="it was never fetched, or removed", todo="`pungmun search` shows the addresses")
    captures = [load(settings, entry) for entry in found]
    name = stable_id("package", url)[:16]
    warc, places = _archive(settings, found)
    files = {
        f"archive/{name}.warc.gz": warc,
        "indexes/index.cdx": _cdx(captures, places, f"{name}.warc.gz"),
        "pages/pages.jsonl": _pages(captures),
    }
    if rows := checks_of(settings, post_id) if post_id else []:
        files["checks/checks.jsonl"] = _lines(asdict(row) for row in rows)
    if read := PICTURES.of(settings, post_id) if post_id else []:
        files["pictures/pictures.jsonl"] = _lines(asdict(row) for row in read)
    stamped = bool(stamp and settings.tsa_url)
    if stamped:
        from crawlers.evidence.stamp import time_stamp  # cryptography is heavy, and few exports are stamped

        files[f"stamps/{name}.warc.gz.tsr"] = time_stamp(warc, settings)
    newest = found[-1]
    described = _datapackage(files, captures)
    files["datapackage.json"] = described
    files["datapackage-digest.json"] = _json({"path": "datapackage.json", "hash": _hash(described)})
    data = _zip(files, newest)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        replace_file(output, data)
    except OSError as error:
        raise PungmunError(f"{output} can't be written: {error}.", todo="choose another place") from error
    return Package(output, hashlib.sha256(data).hexdigest(), len(found), stamped)


def _archive(settings: Settings, found: Iterable[Entry]) -> tuple[bytes, list[tuple[int, int]]]:
    """The WARC file, and (offset, length) of each response in it: each source file's warcinfo, then response and request."""
    out, places, begun = BytesIO(), [], set[str]()
    for entry in found:
        with opened(captures_folder(settings) / entry.file) as view:
            if entry.file not in begun:
                begun.add(entry.file)
                out.write(_raw(view, 0, "warcinfo"))
            places.append((out.tell(), entry.length))
            out.write(_raw(view, entry.offset, "response"))
            out.write(_raw(view, entry.offset + entry.length, "request"))
    return out.getvalue(), places


def _raw(view: bytes | object, offset: int, kind: str) -> bytes:
    try:
        member = read_member(view, offset)  # type: ignore[arg-type]
        if parse_record(member.data).kind != kind:
            return b""
    except BrokenError:
        return b""  # a lost request does not take its answer's proof away; a lost answer was refused before
    return bytes(view[offset : offset + member.length])  # type: ignore[index]


def _cdx(captures: Sequence[Capture], places: Sequence[tuple[int, int]], file: str) -> bytes:
    lines = []
    for capture, (offset, length) in zip(captures, places, strict=True):
        fields = {
            "url": capture.url,
            "mime": _mime(capture),
            "status": str(capture.status),
            "digest": f"sha256:{capture.sha256}",
            "length": str(length),
            "offset": str(offset),
            "filename": file,
        }
        lines.append(f"{sort_key(capture.url)} {capture.at:%Y%m%d%H%M%S} {json.dumps(fields, ensure_ascii=False)}\n")
    return "".join(sorted(lines)).encode()


def sort_key(url: str) -> str:
    """The form that web archives sort addresses by: host turned round, then the rest (SURT)."""
    parts = urlsplit(url)
    host = ",".join(reversed(re.sub(r"^www\d*\.", "", (parts.hostname or "").lower()).split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    path = parts.path.lower().rstrip("/") or "/"
    return re.sub(r"\s", "%20", f"{host}{port}){path}" + (f"?{query}" if query else ""))


def _pages(captures: Sequence[Capture]) -> bytes:
    rows = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for capture in captures:
        if _mime(capture).startswith("image/"):
            continue
        page = stable_id("page", capture.url, capture.entry.at)
        rows.append({"id": page, "url": capture.url, "ts": capture.entry.at, "title": _title(capture)})
    return _lines(rows)


def _title(capture: Capture) -> str:
    try:
        return parse_page(capture.body, capture.url, headers=capture.headers, seen_at=capture.at).title or capture.url
    except QuarantineError:
        return capture.url


def _mime(capture: Capture) -> str:
    content_type = next((value for name, value in capture.headers.items() if name.lower() == "content-type"), "")
    return content_type.partition(";")[0].strip() or "application/octet-stream"


def _is_page(capture: Capture) -> bool:
    """Not one of the post's pictures, and not what a server says of a page that is gone."""
    return capture.status == 200 and not _mime(capture).startswith("image/")


def _datapackage(files: dict[str, bytes], found: Sequence[Capture]) -> bytes:
    newest = found[-1]
    main = next((capture for capture in reversed(found) if _is_page(capture)), newest)
    resources = [
        {"name": path.rpartition("/")[2].lower(), "path": path, "hash": _hash(data), "bytes": len(data)} for path, data in files.items()
    ]
    return _json(
        {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "software": "Pungmun",
            "title": _title(main),
            "created": f"{newest.at:%Y-%m-%dT%H:%M:%SZ}",
            "mainPageUrl": main.url,
            "mainPageDate": main.entry.at,
            "resources": resources,
        }
    )


def _zip(files: dict[str, bytes], newest: Entry) -> bytes:
    out, when = BytesIO(), max(newest.seen_at.timetuple()[:6], _EARLIEST)
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, when)  # stored, never deflated: readers fetch records by range
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    return out.getvalue()


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _lines(rows: Iterable[object]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
