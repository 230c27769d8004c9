"""What a round did, source by source; the numbers add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class SourceReport:
    """One source in one round: `asked == answered + sum(errors.values())`.

    Attributes:
        asked: requests that the source wanted, robots.txt not counted, retries and redirects counted once.
        answered: of these, those that gave a body to read.
        posts: posts handed on; `excerpts` of them are only snippets of a search reply.
        unparsed: bodies that nobody could read, by kind in `refused`.
        duplicates: posts that the round had already.
        elsewhere: of these, posts that this source found for the first time, after another source: they speak for its health.
        capped: queries of which the service has more hits than it shows, however much they were narrowed.
        errors: requests without a usable answer, by kind.
        problem: why the source did not run, or stopped early; empty when it ran through.
    """

    source_id: str
    asked: int = 0
    answered: int = 0
    posts: int = 0
    excerpts: int = 0
    unparsed: int = 0
    duplicates: int = 0
    elsewhere: int = 0
    capped: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    ran: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "source_id": self.source_id,
            "asked": self.asked,
            "answered": self.answered,
            "posts": self.posts,
            "excerpts": self.excerpts,
            "unparsed": self.unparsed,
            "duplicates": self.duplicates,
            "elsewhere": self.elsewhere,
            "capped": self.capped,
            "refused": dict(sorted(self.refused.items())),
            "errors": dict(sorted(self.errors.items())),
            "problem": self.problem,
            "ran": self.ran,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> SourceReport:
        """Reverse of `to_json`."""
        return cls(**{**row, "refused": Counter(row["refused"]), "errors": Counter(row["errors"])})


@dataclass(frozen=True)
class CrawlReport:
    """One round.

    Attributes:
        complete: False when the round was cut off; what was spooled until then is still good.
    """

    run_id: str
    sources: tuple[SourceReport, ...]
    complete: bool = True

    @property
    def posts(self) -> int:
        """Posts handed on by all sources."""
        return sum(source.posts for source in self.sources)

    @property
    def quarantined(self) -> int:
        """Bodies that nobody could read."""
        return sum(source.unparsed for source in self.sources)
