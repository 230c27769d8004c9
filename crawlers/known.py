"""Which articles earlier rounds handed on and somebody stored: rounds stop at them."""

from __future__ import annotations

import fcntl
from pathlib import Path

from crawlers.spool import read_posts

_LINE = 33


class Known:
    """Post ids in one growing file, 33 bytes each; a cut-off last line is passed over.

    Args:
        folder: `var/crawl`.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "known.txt"

    def load(self) -> frozenset[str]:
        """All known ids."""
        if not self.path.is_file():
            return frozenset()
        lines = self.path.read_text(encoding="ascii", errors="replace").split("\n")
        return frozenset(line for line in lines if len(line) == _LINE - 1)

    def add_round(self, spool: Path, run_id: str) -> int:
        """Add a round's articles (not its snippets); how many are new."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            known = self.load()
            new = dict.fromkeys(post.post_id for post in read_posts(spool, run_id) if not post.excerpt and post.post_id not in known)
            if self.path.stat().st_size % _LINE:
                file.write("\n")
            file.writelines(f"{post_id}\n" for post_id in new)
        return len(new)
