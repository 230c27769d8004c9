"""How sightings of one post become one record, and which findings hold: pure, the same for both stores.

Merging posts is commutative, associative and idempotent, so that two workers may write in any order, any number of times:
each part of a post (text, time, source, …) is taken from the sighting that is best for it, and remembers when that was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pungmun.records import Finding, Post, Review
from pungmun.store.base import Judged

_RANK = {"unknown": 0, "day": 1, "minute": 2, "second": 3}


@dataclass(frozen=True, slots=True)
class Stamps:
    """When the sighting was seen that gave each part of a kept post; aware UTC.

    Attributes:
        capture_article: whether the capture is of an article, not of a search reply.
    """

    text: datetime
    when: datetime
    source: datetime
    author: datetime
    capture: datetime
    capture_article: bool

    @classmethod
    def of(cls, post: Post) -> Stamps:
        """The stamps of one sighting."""
        seen = post.seen_at
        return cls(seen, seen, seen, seen, seen, not post.excerpt)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store keeps of one post: the merged sightings and the model's findings (reviews apart)."""

    post: Post
    stamps: Stamps
    findings: tuple[Finding, ...] = ()

    @classmethod
    def first(cls, judged: Judged) -> Kept:
        """From the first sighting."""
        return cls(judged.post, Stamps.of(judged.post), _sorted(judged.findings))


def merge_posts(old: Post, new: Post) -> Post:
    """The post to keep of two sightings; see `merge`."""
    return _merge(old, Stamps.of(old), new, Stamps.of(new))[0]


def merge(kept: Kept, judged: Judged) -> Kept:
    """Add one more sighting with what was found in it.

    An article beats a search snippet, a newer article's text an older one's (an edit), the more precise publication time
    wins, the first sighting's time and source stay. Findings hold for the text that they were made on: those of a text
    that is not kept are ignored (a snippet never overrules the article), and older findings follow an edit as long as
    their sentence is still there.
    """
    return merge_kept(kept, Kept.first(judged), judged.judged_claims or frozenset())


def merge_kept(kept: Kept, other: Kept, judged_claims: frozenset[str] = frozenset()) -> Kept:
    """`merge` of a post that was itself merged from several sightings, as when one store is copied into another."""
    post, stamps = _merge(kept.post, kept.stamps, other.post, other.stamps)
    document = post.document
    findings = kept.findings
    if document != kept.post.document:
        findings = tuple(moved for old in findings if (moved := _follow(old, document)))
    if document == other.post.document:
        by_claim = {f.claim_id: f for f in findings if f.claim_id not in judged_claims}
        by_claim.update((f.claim_id, f) for f in other.findings)
        findings = _sorted(by_claim.values())
    return Kept(post, stamps, findings)


def holding(findings: Iterable[Finding], reviews: Iterable[Review]) -> tuple[Finding, ...]:
    """The findings that hold: the newest review of a claim replaces the model's label, and `unrelated` takes it away."""
    held = {f.claim_id: f for f in findings if f.label != "unrelated"}
    evidence = {f.claim_id: f for f in findings}
    for review in sorted(reviews, key=review_key):
        model = evidence.get(review.claim_id)
        if review.label == "unrelated":
            held.pop(review.claim_id, None)
            continue
        held[review.claim_id] = Finding(
            post_id=review.post_id,
            claim_id=review.claim_id,
            label=review.label,
            score=1.0,
            probabilities={review.label: 1.0},
            evidence=model.evidence if model else "",
            start=model.start if model else 0,
            end=model.end if model else 0,
            review=False,
            claim_version=model.claim_version if model else 1,
            decided_by="review",
            model=review.by,
            reasons=(review.note,) if review.note else (),
        )
    return _sorted(held.values())


def review_key(review: Review) -> tuple[datetime, str, str, str]:
    """Order of reviews in time; the last one holds. Equal times are told apart, so that the order of writing is not felt."""
    return review.at, review.by, review.label, review.note


def newer_review(old: Review | None, new: Review) -> Review:
    """Which of one reviewer's two decisions stands."""
    return new if old is None else max(old, new, key=review_key)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: f.claim_id))


def _follow(finding: Finding, document: str) -> Finding | None:
    """The finding in an edited text, or None when its sentence is gone."""
    start = document.find(finding.evidence)
    return replace(finding, start=start, end=start + len(finding.evidence)) if start >= 0 else None


def _content(post: Post) -> tuple[Any, ...]:
    """Tells two texts of the same second apart, so that the order of writing is not felt."""
    segments = tuple((s.kind, s.text) for s in post.segments)
    return post.title, segments, post.links, post.url, post.canonical_url, post.platform, post.parser, post.parser_version


def _merge(a: Post, at_a: Stamps, b: Post, at_b: Stamps) -> tuple[Post, Stamps]:
    sides = ((a, at_a), (b, at_b))
    text, at_text = max(sides, key=lambda s: (not s[0].excerpt, s[1].text, _content(s[0])))
    when, at_when = max(sides, key=lambda s: (_RANK[s[0].published.precision], s[1].when, s[0].published.iso() or ""))
    source, at_source = min(sides, key=lambda s: (not s[0].source_id, s[1].source, s[0].source_id))
    author, at_author = max(sides, key=lambda s: (bool(s[0].author_key), bool(s[0].author), s[1].author, s[0].author_key, s[0].author))
    proof, at_proof = max(
        sides,
        # never by the text: that of a merged post may come from another sighting than its capture
        key=lambda s: (s[0].capture is not None, s[1].capture_article, s[1].capture, s[0].capture or ""),
    )
    post = replace(
        text,
        published=when.published,
        seen_at=min(a.seen_at, b.seen_at),
        source_id=source.source_id,
        author=author.author,
        author_key=author.author_key,
        capture=proof.capture,
        cluster_id=a.cluster_id or b.cluster_id,
    )
    stamps = Stamps(at_text.text, at_when.when, at_source.source, at_author.author, at_proof.capture, at_proof.capture_article)
    return post, stamps
