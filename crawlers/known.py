"""What earlier rounds handed on and somebody stored: searches stop at what they found, articles are not fetched twice."""

from __future__ import annotations

import fcntl
from collections.abc import Container, Iterable
from pathlib import Path

from crawlers.parsers.urls import read_address
from crawlers.spool import read_posts, read_quarantined
from pungmun.records import Quarantined

_LINE = 33
#: Asking for these again every round would only disturb their host; `pungmun evidence check` looks at watched posts again.
_SETTLED_KINDS = frozenset({"deleted", "private"})


class Known:
    """Post ids in two growing files, 33 bytes each; a cut-off last line is passed over.

    Args:
        folder: `var/crawl`.
    """

    def __init__(self, folder: Path) -> None:
        self.articles_file, self.named_file = folder / "known.txt", folder / "named.txt"

    def articles(self) -> frozenset[str]:
        """Ids of articles that were fetched, or are deleted or private."""
        return _load(self.articles_file)

    def named(self) -> frozenset[str]:
        """Ids that searches and lists have named, fetched or not."""
        return _load(self.named_file) | self.articles()

    def add_round(self, spool: Path, run_id: str, cut_off: Container[str] | None = ()) -> int:
        """Add a round's posts; how many articles are new.

        Args:
            spool: folder of all rounds.
            run_id: the round.
            cut_off: sources that stopped early; None for all of a round that was killed. What they named is not noted: the next
                search would stop at it, before what this one did not reach.
        """
        articles: dict[str, None] = {}
        found: dict[str, None] = {}
        for post in read_posts(spool, run_id):
            if not post.excerpt:
                articles[post.post_id] = None
            elif cut_off is not None and post.source_id not in cut_off:
                found[post.post_id] = None
        articles |= dict.fromkeys(_ids(read_quarantined(spool, run_id)))
        _add(self.named_file, found)
        return _add(self.articles_file, articles)


def _ids(items: Iterable[Quarantined]) -> list[str]:
    ids = []
    for item in items:
        if item.kind in _SETTLED_KINDS:
            try:
                ids.append(read_address(item.url).post_id)
            except ValueError:
                continue
    return ids


def _load(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    return frozenset(line for line in lines if len(line) == _LINE - 1)


def _add(path: Path, ids: Iterable[str]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = _load(path)
        new = [post_id for post_id in ids if post_id not in known]
        if path.stat().st_size % _LINE:
            file.write("\n")
        file.writelines(f"{post_id}\n" for post_id in new)
    return len(new)
