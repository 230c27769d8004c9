"""The spool: what a round hands on, as JSON lines, one pair of files a source.

A killed round leaves at most one broken last line, which reading passes over; the next round asks for that post again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from pungmun.errors import PungmunError
from pungmun.records import Post, Quarantined
from pungmun.records_json import post_from_json, post_to_json, quarantined_from_json, quarantined_to_json

POSTS, QUARANTINE, REPORT = ".posts.jsonl", ".quarantine.jsonl", "report.json"


class SpoolWriter:
    """Writes one source's files; made anew by every round with the same id, so repeating a round doubles nothing.

    Raises:
        PungmunError: the folder can't be written (full disk, rights).
    """

    def __init__(self, folder: Path, source_id: str) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._posts = (folder / f"{source_id}{POSTS}").open("w", encoding="utf-8")
            self._quarantine = (folder / f"{source_id}{QUARANTINE}").open("w", encoding="utf-8")
        except OSError as error:
            raise PungmunError(f"The spool {folder} can't be written: {error}.", todo="make room or check the rights") from error

    def post(self, post: Post) -> None:
        """Hand on a post."""
        _line(self._posts, post_to_json(post))

    def quarantine(self, item: Quarantined) -> None:
        """Keep aside what could not be read."""
        _line(self._quarantine, quarantined_to_json(item))

    def close(self) -> None:
        """Everything is on the disk after this."""
        for file in (self._posts, self._quarantine):
            file.flush()
            os.fsync(file.fileno())
            file.close()


def read_posts(spool: Path, run_id: str) -> Iterator[Post]:
    """All posts of a round, source by source."""
    for path in sorted((spool / run_id).glob(f"*{POSTS}")):
        for row in _rows(path):
            yield post_from_json(row)


def read_quarantined(spool: Path, run_id: str) -> Iterator[Quarantined]:
    """All quarantined items of a round, source by source."""
    for path in sorted((spool / run_id).glob(f"*{QUARANTINE}")):
        for row in _rows(path):
            yield quarantined_from_json(row)


def _line(file: TextIO, row: dict[str, Any]) -> None:
    try:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
    except OSError as error:
        raise PungmunError(
            f"The spool {file.name} can't be written: {error}.", cause="the disk is full", todo="make room, run again"
        ) from error


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)
