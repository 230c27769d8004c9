"""What one round found, added up while it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pungmun.records import Post
from pungmun.reports.timeline import sighting
from pungmun.store.base import Stored, Written


@dataclass
class Summary:
    """Sums of one round. Every post read is in `posts`; every item not read is in `quarantined`.

    Attributes:
        seen: ids of the posts that were stored, new or not; `posts` is their number once they are added up.
        forgotten: posts read that a takedown keeps out of the store; not in `posts`.
        claim_id: when set, `first_repeat` and `first_debunk` are about this claim only.
        by_platform: (platform, counted label or `no_finding`) -> posts.
    """

    claim_id: str | None = None
    seen: set[str] = field(default_factory=set)
    posts: int = 0
    forgotten: int = 0
    written: Written = field(default_factory=Written)
    findings: Counter[str] = field(default_factory=Counter)
    platforms: Counter[str] = field(default_factory=Counter)
    by_platform: Counter[tuple[str, str]] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    sources: list[dict[str, Any]] = field(default_factory=list)
    digest: str | None = None
    _first: dict[str, Stored] = field(default_factory=dict)

    def add(self, batch: Iterable[Stored]) -> None:
        """Count posts as they hold after people's reviews."""
        for stored in batch:
            self.posts += 1
            self.platforms[stored.post.platform] += 1
            labels = {finding.counted_as for finding in stored.findings}
            for label in labels or {"no_finding"}:
                self.by_platform[(stored.post.platform, label)] += 1
            for finding in stored.findings:
                self.findings[finding.counted_as] += 1
                if self.claim_id in (None, finding.claim_id):
                    self._earliest(finding.counted_as, stored)

    def _earliest(self, label: str, stored: Stored) -> None:
        known = self._first.get(label)
        if stored.post.published.day and (known is None or _order(stored.post) < _order(known.post)):
            self._first[label] = stored

    def to_json(self) -> dict[str, Any]:
        """The format of `pungmun run --format json`."""
        return {
            "posts": self.posts,
            "findings": dict(sorted(self.findings.items())),
            "platforms": dict(sorted(self.platforms.items())),
            "quarantined": sum(self.quarantined.values()),
            "first_repeat": sighting(self._first.get("repeats")),
            "first_debunk": sighting(self._first.get("debunks")),
            "digest": self.digest,
            "new": self.written.new,
            "changed": self.written.changed,
            "unchanged": self.written.unchanged,
            "forgotten": self.forgotten,
            "quarantine": dict(sorted(self.quarantined.items())),
            "sources": self.sources,
        }


def _order(post: Post) -> tuple[str, str, str]:
    return (*post.published.order(), post.post_id)
