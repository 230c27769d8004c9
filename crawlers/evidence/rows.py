"""Rows about posts in JSON-lines files, one file a post, oldest row first: later checks, pictures that were read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pungmun.settings import Settings

Row = TypeVar("Row")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class RowFiles(Generic[Row]):
    """One kind of rows.

    Attributes:
        name: of the folder under `var`.
        kind: dataclass of the rows.
    """

    name: str
    kind: type[Row]

    def folder(self, settings: Settings) -> Path:
        """Where the files are."""
        return settings.var_dir / self.name

    def add(self, settings: Settings, post_id: str, row: Row) -> None:
        """Append a row; it is on the disk when this returns.

        Raises:
            OSError: the folder can't be written.
            ValueError: an id that is no file name.
        """
        path = self._path(settings, post_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        values: Any = row
        with path.open("a", encoding="utf-8") as file:
            broken = file.tell() and not _ends_well(path)
            file.write(("\n" if broken else "") + json.dumps(asdict(values), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def of(self, settings: Settings, post_id: str) -> list[Row]:
        """All rows of a post; half a line that a kill left is passed over."""
        try:
            return self._read(self._path(settings, post_id))
        except (FileNotFoundError, ValueError):
            return []

    def posts(self, settings: Settings) -> Iterator[tuple[str, list[Row]]]:
        """(post id, rows) of every post that has some, in order of the ids."""
        for path in sorted(self.folder(settings).glob("*.jsonl")):
            if rows := self._read(path):
                yield path.stem, rows

    def forget(self, settings: Settings, post_ids: Iterable[str]) -> int:
        """Remove all rows of posts; how many had some.

        Raises:
            OSError: a file can't be removed.
        """
        paths = {self._path(settings, post_id) for post_id in post_ids if _ID.fullmatch(post_id)}
        existing = [path for path in paths if path.exists()]
        for path in existing:
            path.unlink()
        return len(existing)

    def _path(self, settings: Settings, post_id: str) -> Path:
        if not _ID.fullmatch(post_id):
            raise ValueError(f"{post_id!r} is no post id")
        return self.folder(settings) / f"{post_id}.jsonl"

    def _read(self, path: Path) -> list[Row]:
        rows = []
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            try:
                rows.append(self.kind(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return rows


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
