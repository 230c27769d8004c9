"""The distributed store: Elasticsearch, for when one machine is outgrown."""

from pungmun.store.elastic.store import ElasticStore

__all__ = ["ElasticStore"]
