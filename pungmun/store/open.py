"""A store by its address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pungmun.errors import ConfigError
from pungmun.store.base import Store, Tokenize


def open_store(url: str, tokenize: Tokenize) -> Store:
    """Open (and create, when new) a store.

    Args:
        url: `sqlite:///PATH` or `http(s)://host:port/prefix`.
        tokenize: texts -> content morphemes of each, for the index and for queries.

    Raises:
        ConfigError: the address has another form.
        StoreError: the store can't be reached or refuses.
    """
    parts = urlsplit(url)
    store: Store
    if parts.scheme == "sqlite" and parts.path:
        from pungmun.store.sqlite import SQLiteStore

        store = SQLiteStore(Path(url.removeprefix("sqlite:///")), tokenize)
    elif parts.scheme in {"http", "https"} and parts.path.strip("/"):
        from pungmun.store.elastic import ElasticStore

        store = ElasticStore(url, tokenize)
    else:
        raise ConfigError(
            f"{url!r} is no address of a store.",
            todo="set PUNGMUN_STORE (or --store) to sqlite:///PATH, or to http(s)://host:9200/prefix for Elasticsearch",
        )
    store.migrate()
    return store
