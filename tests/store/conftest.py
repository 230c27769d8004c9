"""Stores for the contract: every test that asks for `store` or `open_new` runs on SQLite and on Elasticsearch."""

import re
import uuid

import pytest

from pungmun.store import Query, open_store
from pungmun.store.elastic import ElasticStore
from pungmun.store.elastic.client import Item
from tests.elasticsearch_node.fixtures import elasticsearch_url  # noqa: F401  # a fixture

#: Prefixes whose indices exist and are empty: making a dozen indices for each test would take most of the time.
_FREE = []


def simple_tokens(texts):
    """Words without punctuation, but with the punctuation inside them: `covid-19`, `3천`, `UN`."""
    return [re.findall(r"\w[\w.+-]*", text) for text in texts]


def _empty(store):
    """Every document of the store is deleted, its indices stay."""
    everything = f"{store.prefix}-*,-{store.prefix}-state"
    store.client.on_index("refresh", everything)
    hits = store.client.walk(everything, {"match_all": {}}, [{"_shard_doc": "asc"}], _source=False)
    store.client.bulk([Item("delete", hit["_index"], hit["_id"]) for hit in hits])
    store.client.on_index("refresh", everything)


@pytest.fixture
def elastic_url(elasticsearch_url):  # noqa: F811
    """elastic_url(): the address of another empty Elasticsearch store."""
    taken = []

    def url():
        if _FREE:
            taken.append(_FREE.pop())
        else:
            taken.append(f"{elasticsearch_url}/t{uuid.uuid4().hex[:12]}")
            open_store(taken[-1], simple_tokens).close()
        return taken[-1]

    yield url
    for address in taken:
        store = ElasticStore(address, simple_tokens)
        _empty(store)
        store.close()
        _FREE.append(address)


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def open_new(request, tmp_path):
    """open_new(tokenize=…): another empty store, closed and emptied after the test."""
    opened = []
    elastic = request.getfixturevalue("elastic_url") if request.param == "elasticsearch" else None

    def open_one(tokenize=simple_tokens):
        if elastic:
            opened.append(ElasticStore(elastic(), tokenize))
        else:
            opened.append(open_store(f"sqlite:///{tmp_path}/{uuid.uuid4().hex}.db", tokenize))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_new):
    return open_new()


def found(store, **query):
    return sorted(hit.post.post_id for hit in store.search(Query(**query)).hits)


def total(store, **query):
    return store.search(Query(**query)).total
