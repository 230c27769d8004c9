"""Later checks of a post, as rows: still there, edited (with the difference), gone, or not seen this time.

One JSON-lines file a post under `var/checks`, oldest row first; the console reads them, a takedown removes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from crawlers.evidence.index import same_post
from crawlers.evidence.rows import RowFiles
from pungmun.settings import Settings

State = Literal["there", "edited", "gone", "unseen"]


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


CHECKS = RowFiles("checks", Check)


def checks_folder(settings: Settings) -> Path:
    """Where the rows are."""
    return CHECKS.folder(settings)


def add_check(settings: Settings, check: Check) -> None:
    """Append a row; it is on the disk when this returns.

    Raises:
        OSError: the folder can't be written.
        ValueError: an id that is no file name.
    """
    CHECKS.add(settings, check.post_id, check)


def checks_of(settings: Settings, post_id: str) -> list[Check]:
    """All looks at a post, oldest first; half a line that a kill left is passed over."""
    return CHECKS.of(settings, post_id)


def forget_checks(settings: Settings, addresses: Iterable[str], post_ids: Iterable[str] = ()) -> int:
    """Remove all rows of a post, by id or by any of its addresses; how many posts had some.

    Raises:
        OSError: a file can't be removed.
    """
    tests = [same_post(address) for address in addresses]
    by_address = {post_id for post_id, rows in CHECKS.posts(settings) if any(test(rows[0].url) for test in tests)}
    return CHECKS.forget(settings, by_address | set(post_ids))
