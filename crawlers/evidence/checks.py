"""Later checks of a post, as rows: still there, edited (with the difference), gone, or not seen this time.

One JSON-lines file a post under `var/checks`, oldest row first; the console reads them, a takedown removes them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from crawlers.evidence.index import same_post
from pungmun.settings import Settings

State = Literal["there", "edited", "gone", "unseen"]
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Check:
    """What one look at a post found.

    Attributes:
        at: ISO 8601, UTC, our clock.
        state: `there` (own text as before), `edited`, `gone` (the server or the page says it was deleted), or `unseen`: we were
            not let in or could not read it, which says nothing about the post.
        status: HTTP status; 0 when there was no answer.
        why: in words, for `gone` and `unseen`.
        capture: SHA-256 of the answer, when it was kept.
        before: SHA-256 of the capture it was compared with; empty when there was none to compare with.
        diff: unified difference of the author's own text, for `edited`.
    """

    post_id: str
    url: str
    at: str
    state: State
    status: int = 0
    why: str = ""
    capture: str = ""
    before: str = ""
    diff: str = ""

    @property
    def seen_at(self) -> datetime:
        """`at` as a datetime."""
        return datetime.fromisoformat(self.at)


def checks_folder(settings: Settings) -> Path:
    """Where the rows are."""
    return settings.var_dir / "checks"


def add_check(settings: Settings, check: Check) -> None:
    """Append a row; it is on the disk when this returns.

    Raises:
        OSError: the folder can't be written.
        ValueError: an id that is no file name.
    """
    path = _path(settings, check.post_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        broken = file.tell() and not _ends_well(path)
        file.write(("\n" if broken else "") + json.dumps(asdict(check), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def checks_of(settings: Settings, post_id: str) -> list[Check]:
    """All looks at a post, oldest first; half a line that a kill left is passed over."""
    try:
        return _read(_path(settings, post_id))
    except (FileNotFoundError, ValueError):
        return []


def forget_checks(settings: Settings, addresses: Iterable[str], post_ids: Iterable[str] = ()) -> int:
    """Remove all rows of a post, by id or by any of its addresses; how many posts had some.

    Raises:
        OSError: a file can't be removed.
    """
    wanted = {_path(settings, post_id) for post_id in post_ids if _ID.fullmatch(post_id)}
    tests = [same_post(address) for address in addresses]
    for path in checks_folder(settings).glob("*.jsonl"):
        if any(test(check.url) for check in _read(path)[:1] for test in tests):
            wanted.add(path)
    existing = [path for path in wanted if path.exists()]
    for path in existing:
        path.unlink()
    return len(existing)


def _path(settings: Settings, post_id: str) -> Path:
    if not _ID.fullmatch(post_id):
        raise ValueError(f"{post_id!r} is no post id")
    return checks_folder(settings) / f"{post_id}.jsonl"


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _read(path: Path) -> list[Check]:
    rows = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            rows.append(Check(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return rows
