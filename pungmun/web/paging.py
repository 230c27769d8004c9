"""A page of posts by cursor, with a wrong cursor told apart from a store that is down."""

from __future__ import annotations

from typing import Literal

from pungmun.errors import StoreError
from pungmun.store import Page, Query, Store
from pungmun.web.params import BadParameterError

Order = Literal["relevance", "newest", "oldest", "uncertain"]


def search_page(store: Store, query: Query, *, limit: int, cursor: str | None, order: Order) -> Page:
    """A page of results.

    Raises:
        BadParameterError: the cursor is none, or belongs to another search.
        StoreError: the store can't be reached or refuses.
    """
    try:
        return store.search(query, limit=limit, cursor=cursor or None, order=order)
    except StoreError as error:
        if not cursor:
            raise
        store.search(query, limit=1, order=order)  # raises when it is the store that fails
        raise BadParameterError(f"cursor={cursor}") from error
