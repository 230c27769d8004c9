"""Documents written by the client's own bulk helper: what the store's writes are measured against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import helpers

from pungmun.store.base import Judged
from pungmun.store.elastic.client import Client
from pungmun.store.elastic.documents import to_document
from pungmun.store.elastic.mapping import posts_mapping
from pungmun.store.merge import Kept


class BareBulk:
    """One index with the store's own mapping, filled by `helpers.bulk` as it comes.

    Args:
        address: http(s)://host:port.
        index: its name; it must not exist.
    """

    def __init__(self, address: str, index: str) -> None:
        self._client, self._index = Client(address), index
        self._client.on_index("create", index, mappings=posts_mapping(), settings={"number_of_shards": 1, "number_of_replicas": 0})

    def documents(self, batch: Sequence[Judged]) -> list[dict[str, Any]]:
        """What the store would send for posts that are new to it; terms are the text's written words."""
        return [to_document(Kept.first(judged), " ".join(judged.post.document.split()), ()) for judged in batch]

    def write(self, documents: Sequence[dict[str, Any]]) -> None:
        """Send them."""
        actions = ({"_index": self._index, "_id": document["post_id"], "_source": document} for document in documents)
        helpers.bulk(self._client.raw, actions, chunk_size=1000)

    def close(self) -> None:
        """Delete the index."""
        self._client.on_index("delete", self._index, ignore_unavailable=True)
        self._client.close()
