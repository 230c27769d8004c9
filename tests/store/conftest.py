"""Stores for the contract: every test that asks for `store` or `open_new` runs on SQLite and on Elasticsearch."""

import re
import uuid

import pytest

from pungmun.store import open_store
from tests.elasticsearch_node.fixtures import elasticsearch_url  # noqa: F401  # a fixture


def simple_tokens(texts):
    """Words without punctuation, but with the punctuation inside them: `covid-19`, `3천`, `UN`."""
    return [re.findall(r"\w[\w.+-]*", text) for text in texts]


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def open_new(request, tmp_path):
    """open_new(tokenize=…): another empty store, closed (and removed from the node) after the test."""
    opened = []

    def open_one(tokenize=simple_tokens):
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/{uuid.uuid4().hex}.db"
        else:
            url = f"{request.getfixturevalue('elasticsearch_url')}/t{uuid.uuid4().hex[:12]}"
        opened.append(open_store(url, tokenize))
        return opened[-1]

    yield open_one
    for store in opened:
        if request.param == "elasticsearch":
            store.destroy()
        store.close()


@pytest.fixture
def store(open_new):
    return open_new()
