"""Later checks of posts that repeat a claim: are they still there, were they edited, are they gone?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from pungmun.desk import Desk
from pungmun.records import Post
from pungmun.steps import today
from pungmun.store import Query

if TYPE_CHECKING:
    from crawlers.recheck import Recheck

#: A post that was gone so many times in a row is not asked for again.
GONE_FOR_GOOD = 2


def check_watched(desk: Desk, *, days: int, claims: Sequence[str] = (), limit: int = 200) -> Recheck:
    """Look again at the posts that repeat a claim; the findings stay as they were, for they say what was spread then.

    Args:
        desk: what to work with.
        days: posts published (Asia/Seoul) so many days back or later; undated ones are always among them.
        claims: only repeats of these; empty for all.
        limit: posts at most; those that were not looked at for longest come first.
    """
    from crawlers.recheck import recheck  # Scrapy is heavy

    posts = watched(desk, days=days, claims=claims)[:limit]
    return recheck(posts, desk.sources, desk.settings, lambda source_id, _words: desk.progress(source_id, 1))


def watched(desk: Desk, *, days: int, claims: Sequence[str] = ()) -> list[Post]:
    """The posts that are to be looked at again, those not looked at for longest first."""
    from crawlers.evidence.checks import checks_of

    since = today() - timedelta(days=days)
    found: dict[str, Post] = {}
    for query in (
        Query(claims=tuple(claims), labels=("repeats",), since=since),
        Query(claims=tuple(claims), labels=("repeats",), undated=True),
    ):
        found |= {stored.post.post_id: stored.post for stored in desk.store.scan(query)}
    order: list[tuple[str, str]] = []
    for post_id in found:
        rows = checks_of(desk.settings, post_id)
        if len(rows) < GONE_FOR_GOOD or any(row.state != "gone" for row in rows[-GONE_FOR_GOOD:]):
            order.append((rows[-1].at if rows else "", post_id))
    return [found[post_id] for _, post_id in sorted(order)]
