"""What an answer of Elasticsearch is worth: it may say 200 and lack a part, and not every error is for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from pungmun.errors import StoreError

Body = dict[str, Any]
#: Answers that pass by themselves: too many requests, no shard yet, gateway errors.
RETRYABLE = frozenset({429, 502, 503, 504})
#: What is read of an answer with documents; the rest would only cost time.
_GET_ANSWER = ",".join(f"docs.{key}" for key in ("found", "error", "_source", "_seq_no", "_primary_term"))


def mget(wanted: Sequence[tuple[str, str]], es: Elasticsearch) -> list[Body]:
    """Documents; the answer is 200 even when a shard is not up yet (a node that just started), so each is looked at.

    Raises:
        ShardError: some shard could not say whether it has the document.
    """
    names = {index for index, _ in wanted}
    if len(names) == 1:
        body = es.mget(index=names.pop(), ids=[doc_id for _, doc_id in wanted], filter_path=_GET_ANSWER).body
    else:
        body = es.mget(docs=[{"_index": index, "_id": doc_id} for index, doc_id in wanted], filter_path=_GET_ANSWER).body
    found: list[Body] = body["docs"]
    for doc in found:
        if (error := doc.get("error")) and error.get("type") != "index_not_found_exception":
            raise ShardError(reason_of(error))
    return found


def search(body: Body, index: str | None, options: Body, es: Elasticsearch) -> Body:
    """One search over all shards, all of them or none."""
    return all_shards(dict(es.search(index=index, body=body, allow_partial_search_results=False, **options).body))


def all_shards(answer: Body) -> Body:
    """The answer, if every shard gave its part; a node may say 200 for less.

    Raises:
        ShardError: a part is missing.
    """
    shards = answer.get("_shards", {})
    if shards.get("failed") or answer.get("timed_out"):
        failures = shards.get("failures") or [{}]
        raise ShardError(reason_of(failures[0].get("reason")) or "the answer lacks a part")
    return answer


class LostPointError(StoreError):
    """A point in time has ended; the search has to begin again, or go on in another one."""


class ShardError(TransportError):
    """One shard gave no answer; the node as a whole did."""


def passes(error: Exception) -> bool:
    """Whether trying again may help."""
    if isinstance(error, ApiError):
        return error.status_code in RETRYABLE
    return not any(word in str(error).lower() for word in ("certificate", "ssl", "tls"))


def reason_of(error: Any) -> str:
    """An error of an answer in one line."""
    if isinstance(error, Mapping):
        caused = error.get("caused_by")
        detail = f" ({caused['reason']})" if isinstance(caused, Mapping) and caused.get("reason") else ""
        return f"{error.get('type', '')}: {error.get('reason', '')}{detail}"
    return str(error or "")
