"""Read the pictures of stored posts, and judge, store and cluster what they say. Off until a source's permission covers it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from pungmun.desk import Desk
from pungmun.records import Post
from pungmun.reports.summary import Summary
from pungmun.steps import recluster, store_posts, today
from pungmun.store import Query

if TYPE_CHECKING:
    from crawlers.pictures.read import PicturesRead

_LETTER = re.compile(r"[0-9A-Za-z가-힣]")


def read_stored(desk: Desk, *, days: int, limit: int = 200) -> tuple[PicturesRead, Summary]:
    """Read pictures of posts that were not looked at yet, those with the fewest words of their own first.

    Args:
        desk: what to work with.
        days: posts published (Asia/Seoul) so many days back or later; undated ones are always among them.
        limit: posts at most.

    Raises:
        ConfigError: no source covers pictures, or tesseract is not installed.
    """
    from crawlers.evidence.pictures import PICTURES
    from crawlers.pictures.read import covered_sources, read_pictures  # Pillow, imagehash and Scrapy are heavy

    platforms = tuple(covered_sources(desk.sources, desk.settings))
    since = today() - timedelta(days=days)
    found: dict[str, Post] = {}
    for query in (Query(platforms=platforms, since=since), Query(platforms=platforms, undated=True)) if platforms else ():
        for stored in desk.store.scan(query):
            if stored.post.capture and not stored.post.excerpt:
                found[stored.post.post_id] = stored.post
    order = sorted(found.values(), key=lambda post: (bool(PICTURES.of(desk.settings, post.post_id)), _own_letters(post), post.post_id))
    done = read_pictures(order[:limit], desk.sources, desk.settings, lambda source_id, _words: desk.progress(source_id, 1))
    summary = Summary()
    store_posts(desk, done.posts, summary)
    recluster(desk)
    return done, summary


def _own_letters(post: Post) -> int:
    return sum(len(_LETTER.findall(segment.text)) for segment in post.segments if segment.kind in {"text", "table"})
