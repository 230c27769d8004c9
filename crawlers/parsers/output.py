"""The format of `pungmun parse`: one post as JSON. Its keys are a contract; more may be added."""

from __future__ import annotations

from typing import Any

from pungmun.records import Post


def post_json(post: Post) -> dict[str, Any]:
    """A post as `pungmun parse` prints it."""
    return {
        "post_id": post.post_id,
        "platform": post.platform,
        "url": post.url,
        "canonical_url": post.canonical_url,
        "title": post.title,
        "author": post.author,
        "published": post.published.iso(),
        "published_precision": post.published.precision,
        "text": post.text,
        "segments": [{"kind": segment.kind, "text": segment.text} for segment in post.segments],
        "links": list(post.links),
        "parser": post.parser,
        "parser_version": post.parser_version,
        "seen_at": post.seen_at.isoformat(timespec="seconds"),
        "capture": post.capture,
        "excerpt": post.excerpt,
    }
