"""Records as plain JSON values and back, without loss: what both stores keep and what a dump holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pungmun.records import Finding, Post, Published, Quarantined, Review, Segment
from pungmun.store.base import HealthRow
from pungmun.store.merge import Kept, Stamps

Row = dict[str, Any]
#: One row as text: one line, Korean readable.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def post_to_row(post: Post) -> Row:
    """Every field of a post."""
    return {
        "post_id": post.post_id,
        "platform": post.platform,
        "url": post.url,
        "canonical_url": post.canonical_url,
        "title": post.title,
        "segments": [[s.kind, s.text] for s in post.segments],
        "published": published_to_row(post.published),
        "seen_at": post.seen_at.isoformat(),
        "source_id": post.source_id,
        "author": post.author,
        "author_key": post.author_key,
        "links": list(post.links),
        "capture": post.capture,
        "parser": post.parser,
        "parser_version": post.parser_version,
        "excerpt": post.excerpt,
        "cluster_id": post.cluster_id,
    }


def post_from_row(row: Mapping[str, Any]) -> Post:
    """Reverse of `post_to_row`; raises KeyError or ValueError for a row that is not one."""
    return Post(
        **{
            **row,
            "segments": tuple(Segment(kind, text) for kind, text in row["segments"]),
            "published": published_from_row(row["published"]),
            "seen_at": datetime.fromisoformat(row["seen_at"]),
            "links": tuple(row["links"]),
        }
    )


def published_to_row(published: Published) -> list[str | None]:
    """[instant, day, precision]."""
    return [
        published.instant.isoformat() if published.instant else None,
        published.day.isoformat() if published.day else None,
        published.precision,
    ]


def published_from_row(row: list[Any]) -> Published:
    """Reverse of `published_to_row`."""
    instant, day, precision = row
    return Published(datetime.fromisoformat(instant) if instant else None, date.fromisoformat(day) if day else None, precision)


def finding_to_row(finding: Finding) -> Row:
    """Every field, unrounded."""
    return {**finding.to_json(), "score": finding.score, "probabilities": dict(finding.probabilities)}


def finding_from_row(row: Mapping[str, Any]) -> Finding:
    """Reverse of `finding_to_row`."""
    return Finding.from_json(row)


def stamps_to_row(stamps: Stamps) -> list[Any]:
    """Times in the order of the fields."""
    text = stamps.text.isoformat()
    others = (stamps.when, stamps.source, stamps.author, stamps.capture)  # of a post seen once, the very same object
    return [text, *(text if at is stamps.text else at.isoformat() for at in others), stamps.capture_article]


def stamps_from_row(row: list[Any]) -> Stamps:
    """Reverse of `stamps_to_row`."""
    text, when, source, author, capture = (datetime.fromisoformat(at) for at in row[:5])
    return Stamps(text, when, source, author, capture, bool(row[5]))


def kept_to_row(kept: Kept) -> Row:
    """A post with its stamps and the model's findings."""
    return {
        "post": post_to_row(kept.post),
        "stamps": stamps_to_row(kept.stamps),
        "findings": [finding_to_row(f) for f in kept.findings],
    }


def kept_from_row(row: Mapping[str, Any]) -> Kept:
    """Reverse of `kept_to_row`."""
    return Kept(
        post_from_row(row["post"]),
        stamps_from_row(row["stamps"]),
        tuple(finding_from_row(f) for f in row["findings"]),
    )


def review_to_row(review: Review) -> Row:
    """Every field."""
    return {**asdict(review), "at": review.at.isoformat()}


def review_from_row(row: Mapping[str, Any]) -> Review:
    """Reverse of `review_to_row`."""
    return Review(**{**row, "at": datetime.fromisoformat(row["at"])})


def quarantined_to_row(item: Quarantined) -> Row:
    """Every field."""
    return {**asdict(item), "at": item.at.isoformat()}


def quarantined_from_row(row: Mapping[str, Any]) -> Quarantined:
    """Reverse of `quarantined_to_row`."""
    return Quarantined(**{**row, "at": datetime.fromisoformat(row["at"])})


def health_to_row(health: HealthRow) -> Row:
    """Every field."""
    return {**{k: getattr(health, k) for k in HealthRow.__slots__}, "day": health.day.isoformat(), "errors": dict(health.errors)}


def health_from_row(row: Mapping[str, Any]) -> HealthRow:
    """Reverse of `health_to_row`."""
    return HealthRow(**{**row, "day": date.fromisoformat(row["day"])})
