"""Which days a page looks at when nobody said."""

from __future__ import annotations

from datetime import date

from pungmun.store import Query, Store
from pungmun.web.times import today


def last_day(store: Store) -> date:
    """Day of the newest post, so that an archive opens on what it holds; today when there is none."""
    page = store.search(Query(undated=False), limit=1)
    newest = page.hits[0].post.published.day if page.hits else None
    return min(newest, today()) if newest else today()
