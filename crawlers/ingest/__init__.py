"""Posts from elsewhere: JSON lines, CSV, WARC files, saved pages, and folders of them.

Nothing here stops at a bad item: it comes back as `Quarantined` with its reason, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawlers.ingest.pages import read_saved
from crawlers.ingest.rows import read_csv, read_jsonl
from crawlers.ingest.warc import read_warc
from crawlers.parsers.page import AuthorKey
from pungmun.errors import ConfigError
from pungmun.records import Post, Quarantined

__all__ = ["read_anything"]

_ROWS = {".jsonl": read_jsonl, ".ndjson": read_jsonl, ".csv": read_csv}
_PAGES = frozenset({".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".json"})
#: Notes beside saved pages, and what browsers save along with them.
_NOTES = (".meta.json", ".expected.json")


def read_anything(path: Path, *, author_key: AuthorKey | None = None) -> Iterator[Post | Quarantined]:
    """Read a file, or every file of a folder in order of the names.

    Args:
        path: `.jsonl`, `.csv`, `.warc`, `.warc.gz`, a saved page, feed or search reply, or a folder.
        author_key: (platform, id or name of the author) -> keyed hash; without it authors are dropped.

    Raises:
        ConfigError: the path does not exist.
    """
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file() and _is_ours(inner):
                yield from _read_file(inner, author_key)
    elif path.is_file():
        yield from _read_file(path, author_key)
    else:
        raise ConfigError(f"{path} does not exist.", todo="check the path")


def _is_ours(path: Path) -> bool:
    if path.name.startswith(".") or path.name.endswith(_NOTES) or any(part.endswith("_files") for part in path.parts[:-1]):
        return False
    return path.suffix.lower() in _PAGES or path.suffix.lower() in _ROWS or path.name.endswith((".warc", ".warc.gz"))


def _read_file(path: Path, author_key: AuthorKey | None) -> Iterator[Post | Quarantined]:
    if path.name.endswith((".warc", ".warc.gz")):
        return read_warc(path, author_key)
    return (_ROWS.get(path.suffix.lower()) or read_saved)(path, author_key)
