"""How two sightings of one post become one: pure, commutative where it can be, the same for both stores."""

from __future__ import annotations

from dataclasses import replace

from pungmun.records import Post

_RANK = {"unknown": 0, "day": 1, "minute": 2, "second": 3}


def merge_posts(old: Post, new: Post) -> Post:
    """The post to keep.

    An article beats a search snippet, the more precise publication time wins, the first sighting's time and source stay,
    the newer article's text replaces the older one's (an edit), links of the kept text stay with it.
    """
    newer, older = (new, old) if (new.seen_at, new.post_id) >= (old.seen_at, old.post_id) else (old, new)
    text = newer if newer.excerpt == older.excerpt or older.excerpt else older
    when = max((newer.published, older.published), key=lambda p: _RANK[p.precision])
    first = older if older.seen_at <= newer.seen_at else newer
    return replace(
        text,
        published=when,
        seen_at=first.seen_at,
        source_id=first.source_id or text.source_id,
        author=text.author or older.author,
        author_key=text.author_key or older.author_key,
        capture=text.capture or older.capture or newer.capture,
        cluster_id=old.cluster_id or new.cluster_id,
    )
