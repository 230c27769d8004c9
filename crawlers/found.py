"""Articles that one round found and another has to fetch: how sources that run by themselves hand on to each other.

A search source that runs alone leaves what it found here; the page source of that platform takes it when its turn comes.
"""

from __future__ import annotations

import fcntl
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

#: Articles that wait on one platform at most, the newest: more than a page source fetches in days.
MOST = 5000


class Found:
    """Waiting articles in one file: `platform <tab> post id <tab> address`, oldest first.

    Args:
        path: the file; made when something has to wait.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def waiting(self, platforms: Iterable[str]) -> dict[str, dict[str, str]]:
        """Platform -> post id -> address, for these platforms."""
        wanted = set(platforms)
        if not self.path.is_file():
            return {}
        with self._locked() as file:
            return {platform: rows for platform, rows in _read(file).items() if platform in wanted}

    def add(self, found: Mapping[str, Mapping[str, str]]) -> None:
        """Let articles wait; the oldest of a platform go when there are too many."""
        if not any(found.values()):
            return
        with self._changed() as rows:
            for platform, articles in found.items():
                rows[platform].update(articles)

    def remove(self, platform: str, post_ids: Iterable[str]) -> None:
        """These were fetched, or can't be."""
        if not self.path.is_file():
            return
        with self._changed() as rows:
            for post_id in post_ids:
                rows[platform].pop(post_id, None)

    @contextmanager
    def _changed(self) -> Iterator[defaultdict[str, dict[str, str]]]:
        with self._locked() as file:
            rows = _read(file)
            yield rows
            lines = [f"{platform}\t{i}\t{url}\n" for platform, articles in rows.items() for i, url in list(articles.items())[-MOST:]]
            file.seek(0)
            file.truncate()
            file.writelines(lines)

    @contextmanager
    def _locked(self) -> Iterator[IO[str]]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            yield file


def _read(file: IO[str]) -> defaultdict[str, dict[str, str]]:
    rows: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in file:
        if line.count("\t") == 2 and line.endswith("\n"):  # a line that a kill cut off is passed over
            platform, post_id, address = line[:-1].split("\t")
            rows[platform][post_id] = address
    return rows
