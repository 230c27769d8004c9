"""Posts and quarantined items as JSON lines, without loss: the form in which rounds hand their work on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pungmun.records import Post, Published, Quarantined, Segment


def post_to_json(post: Post) -> dict[str, Any]:
    """A post as plain JSON values; `post_from_json` gives back an equal post."""
    return {
        "post_id": post.post_id,
        "platform": post.platform,
        "url": post.url,
        "canonical_url": post.canonical_url,
        "title": post.title,
        "segments": [{"kind": segment.kind, "text": segment.text} for segment in post.segments],
        "published": post.published.instant.isoformat() if post.published.instant else None,
        "published_day": post.published.day.isoformat() if post.published.day else None,
        "published_precision": post.published.precision,
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


def post_from_json(row: Mapping[str, Any]) -> Post:
    """Reverse of `post_to_json`.

    Raises:
        KeyError: a field is missing.
        ValueError: a time is not ISO 8601.
    """
    instant, day = row["published"], row["published_day"]
    return Post(
        post_id=row["post_id"],
        platform=row["platform"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        segments=tuple(Segment(item["kind"], item["text"]) for item in row["segments"]),
        published=Published(
            datetime.fromisoformat(instant) if instant else None,
            datetime.fromisoformat(day).date() if day else None,
            row["published_precision"],
        ),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        source_id=row["source_id"],
        author=row["author"],
        author_key=row["author_key"],
        links=tuple(row["links"]),
        capture=row["capture"],
        parser=row["parser"],
        parser_version=row["parser_version"],
        excerpt=row["excerpt"],
        cluster_id=row["cluster_id"],
    )


def quarantined_to_json(item: Quarantined) -> dict[str, Any]:
    """A quarantined item as plain JSON values."""
    return {
        "item_id": item.item_id,
        "kind": item.kind,
        "url": item.url,
        "reason": item.reason,
        "at": item.at.isoformat(),
        "source_id": item.source_id,
        "capture": item.capture,
        "payload": item.payload,
    }


def quarantined_from_json(row: Mapping[str, Any]) -> Quarantined:
    """Reverse of `quarantined_to_json`. Raises KeyError for a missing field."""
    return Quarantined(
        item_id=row["item_id"],
        kind=row["kind"],
        url=row["url"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
        source_id=row["source_id"],
        capture=row["capture"],
        payload=row["payload"],
    )
