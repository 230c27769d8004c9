"""The client of `elasticsearch`: calls with patience, bulk with back-pressure, errors in our words."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch import ConnectionError as NoConnection

from pungmun.errors import StoreError, StoreNotReadyError
from pungmun.settings import get_settings
from pungmun.store.elastic.answers import RETRYABLE, LostPointError, all_shards, mget, passes, reason_of, search
from pungmun.store.elastic.text import to_bytes

T = TypeVar("T")
Body = dict[str, Any]
#: A bulk request of at most so many bytes and items: Elasticsearch's own advice is 5 to 15 MB.
BULK_BYTES = 8_000_000
BULK_ITEMS = 1000
#: What is read of the answer to a bulk request; the rest would only cost time.
_BULK_ANSWER = ",".join(f"items.*.{key}" for key in ("status", "error", "_seq_no", "_primary_term"))
#: The same of the newest changes of an index.
_SHARD_ANSWER = "indices.*.shards.*.routing.primary,indices.*.shards.*.seq_no.max_seq_no"
#: Longest id of a document, in bytes; one longer, or an empty one, makes Elasticsearch refuse the whole request.
LONGEST_ID = 512
#: Longest pause between two tries, in seconds.
LONGEST_PAUSE = 5.0


@dataclass(slots=True)
class Item:
    """One action of a bulk request.

    Attributes:
        action: `create`, `index` or `delete`.
        seen: (seq_no, primary_term) that the document must still have; None for no condition.
        lines: the same as two lines of NDJSON (one for a deletion).
    """

    action: str
    index: str
    id: str
    source: Body | None = None
    seen: tuple[int, int] | None = None
    lines: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        head: Body = {"_index": self.index, "_id": self.id}
        if self.seen:
            head |= {"if_seq_no": self.seen[0], "if_primary_term": self.seen[1]}
        bodies = [{self.action: head}] if self.source is None else [{self.action: head}, self.source]
        self.lines = b"".join([to_bytes(body) + b"\n" for body in bodies])


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an item: HTTP status, the reason where it was refused, the marks of what was written."""

    status: int
    reason: str = ""
    seen: tuple[int, int] | None = None

    @property
    def ok(self) -> bool:
        """Whether it is as asked; a deletion of what is not there is."""
        return self.status < 300

    @property
    def missing(self) -> bool:
        """Whether the index is not there."""
        return self.status == 404

    @property
    def conflict(self) -> bool:
        """Whether somebody else was faster."""
        return self.status == 409


@dataclass(frozen=True, slots=True)
class Doc:
    """A document with the marks that a conditional write needs."""

    id: str
    index: str
    source: Body
    seen: tuple[int, int]


#: Whether the reads of this thread are part of a write, which waits longer for a store that is down.
_PATIENT: ContextVar[bool] = ContextVar("patient", default=False)


@contextmanager
def patient() -> Iterator[None]:
    """Reads in this block wait as long as writes do."""
    token = _PATIENT.set(True)
    try:
        yield
    finally:
        _PATIENT.reset(token)


class Client:
    """Elasticsearch with our errors.

    Args:
        address: http(s)://host:port.
        patience: seconds for which a write waits for a store that is down, slow or blocked; a read waits a fifth of that.
    """

    def __init__(self, address: str, patience: float = 60.0) -> None:
        settings = get_settings()
        options: Body = {}
        if key := settings.elasticsearch_api_key.get_secret_value():
            options["api_key"] = key
        elif settings.elasticsearch_user:
            options["basic_auth"] = (settings.elasticsearch_user, settings.elasticsearch_password.get_secret_value())
        if settings.elasticsearch_ca:
            options["ca_certs"] = settings.elasticsearch_ca
        self.address = address
        self.patience = patience
        self.raw = Elasticsearch(address, request_timeout=30, max_retries=0, retry_on_timeout=False, **options)

    def close(self) -> None:
        """Release connections."""
        self.raw.close()

    def call(self, what: Callable[[Elasticsearch], T], *, writes: bool = False) -> T:
        """One call, tried again while the store is down or busy.

        Raises:
            StoreNotReadyError: an index is missing.
            StoreError: it can't be reached within the patience, or refuses.
        """
        end = time.monotonic() + (self.patience if writes or _PATIENT.get() else self.patience / 5)
        for pause in pauses():
            try:
                return what(self.raw)
            except (NoConnection, TransportError, ApiError) as error:
                if not passes(error) or time.monotonic() + pause > end:
                    raise self._translated(error) from error
            time.sleep(pause)
        raise AssertionError("the pauses never end")

    def on_index(self, action: str, index: str, **options: Any) -> Body:
        """One of Elasticsearch's calls on indices, by its name, such as `create` or `delete`."""
        answer = self.call(lambda es: getattr(es.indices, action)(index=index, **options), writes=True)
        return dict(answer.body) if isinstance(answer.body, Mapping) else {}

    def search(self, body: Body, index: str | None = None, **options: Any) -> Body:
        """One search over all shards: an answer that lacks one (a node that just started) is no answer, and is asked for again.

        Raises:
            LostPointError: the point in time of the body has ended, or the node that held it was started again.
        """
        return self.call(partial(search, body, index, options))

    def refresh(self, index: str | Sequence[str], **options: Any) -> None:
        """Make what was written searchable.

        Raises:
            StoreError: a shard could not do so within the patience; what it holds would be missing from searches.
        """
        self.call(lambda es: all_shards(dict(es.indices.refresh(index=index, **options).body)))

    def get(self, index: str, doc_id: str) -> Doc | None:
        """One document as it stands now, refreshed or not; None also when the index is missing."""
        return self.get_many([(index, doc_id)])[0]

    def get_many(self, wanted: Sequence[tuple[str, str]]) -> list[Doc | None]:
        """Documents by (index, id), in that order, as they stand now; None for one that is not there or whose index is not.

        Raises:
            StoreError: a shard did not answer within the patience: that is never taken for "not there".
        """
        found: list[Doc | None] = [None] * len(wanted)
        possible = [n for n, (_, doc_id) in enumerate(wanted) if is_id(doc_id)]
        for start in range(0, len(possible), BULK_ITEMS):
            part = possible[start : start + BULK_ITEMS]
            for n, doc in zip(part, self.call(partial(mget, [wanted[n] for n in part])), strict=True):
                if doc.get("found"):
                    index, doc_id = wanted[n]
                    found[n] = Doc(doc_id, index, doc["_source"], (doc["_seq_no"], doc["_primary_term"]))
        return found

    def last_change(self, index: str) -> int | None:
        """Number of the newest change of an index of one shard; each change has the next number. None when that is not told."""
        answer = self.call(lambda es: es.indices.stats(index=index, metric="docs", level="shards", filter_path=_SHARD_ANSWER)).body
        copies = [copy for shards in answer.get("indices", {}).values() for shard in shards["shards"].values() for copy in shard]
        numbers = [copy["seq_no"]["max_seq_no"] for copy in copies if copy["routing"]["primary"] and "seq_no" in copy]
        return int(numbers[0]) if len(numbers) == 1 else None

    def bulk(self, items: Sequence[Item]) -> list[Done]:
        """Do all items; those that were refused for a passing reason are sent again until the patience ends.

        Returns:
            What became of each item, in order. Conflicts and lasting refusals are the caller's to judge.

        Raises:
            StoreError: the store could not be reached, or stayed busy or blocked for longer than the patience.
        """
        done: dict[int, Done] = {}
        end = time.monotonic() + self.patience
        waiting = list(range(len(items)))
        for pause in pauses():
            busy: list[int] = []
            for part in _parts(waiting, items):
                answers = self._send([items[n] for n in part])
                for n, answer in zip(part, answers, strict=True):
                    done[n] = answer
                    if answer.status in RETRYABLE:
                        busy.append(n)
            waiting = busy
            if not waiting:
                return [done[n] for n in range(len(items))]
            if time.monotonic() + pause > end:
                raise StoreError(
                    f"Elasticsearch at {self.address} stayed too busy for {len(waiting)} of {len(items)} writes: {done[waiting[0]].reason}",
                    cause="too many writers, or a node that is short of memory",
                    todo="run the command again later: what was not stored waits in the spool",
                )
            time.sleep(pause)
        raise AssertionError("the pauses never end")

    def bulk_all(self, items: Sequence[Item]) -> None:
        """Do all items; for work that is not done before every one of them is.

        Raises:
            StoreError: one was refused.
        """
        if refused := [(item, done) for item, done in zip(items, self.bulk(items), strict=True) if not done.ok]:
            item, done = refused[0]
            raise StoreError(
                f"Elasticsearch at {self.address} refused {len(refused)} of {len(items)} changes of {item.index}: {done.reason}",
                todo="run the command again: what was done stays done",
            )

    def _send(self, items: Sequence[Item]) -> list[Done]:
        # a request of its own making: the client takes it as it is
        body: Any = b"".join([item.lines for item in items])
        answer = self.call(lambda es: es.bulk(body=body, filter_path=_BULK_ANSWER), writes=True).body
        results = []
        for item in answer["items"]:
            ((action, result),) = item.items()
            status = 200 if action == "delete" and result["status"] == 404 else result["status"]
            seen = (result["_seq_no"], result["_primary_term"]) if "_seq_no" in result else None
            results.append(Done(status, reason_of(result.get("error")), seen))
        return results

    def walk(self, index: str, query: Body, sort: Sequence[Body], *, size: int = 500, **options: Any) -> Iterator[Body]:
        """All hits of a query as they stood at the start, in constant memory.

        Where the point in time is lost on the way (the node was started again, or the reader slept for longer than it is kept), a walk
        whose order ends with `post_id` goes on after the last hit in the store as it is then.

        Raises:
            LostPointError: it was lost, and the order has no meaning in another one.
        """
        pit = self.open_pit(index)
        total_order = "post_id" in sort[-1]
        try:
            after: list[Any] | None = None
            while True:
                body: Body = {"query": query, "sort": list(sort), "size": size, "track_total_hits": False, **options}
                body["pit"] = {"id": pit, "keep_alive": "5m"}
                if after:
                    body["search_after"] = after
                try:
                    answer = self.search(body)
                except LostPointError:
                    if not total_order:
                        raise
                    pit = self.open_pit(index)
                    continue
                pit = answer.get("pit_id", pit)
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            self.close_pit(pit)

    def open_pit(self, index: str, keep_alive: str = "5m") -> str:
        """A point in time: searches in it see the store as it stands now."""
        return str(self.call(lambda es: es.open_point_in_time(index=index, keep_alive=keep_alive, ignore_unavailable=True)).body["id"])

    def close_pit(self, pit: str) -> None:
        """Give a point in time back; one that has ended by itself is no error."""
        try:
            self.raw.close_point_in_time(id=pit)
        except (NoConnection, TransportError, ApiError):
            return

    def _translated(self, error: Exception) -> StoreError:
        if isinstance(error, ApiError):
            reason = reason_of(error.body.get("error") if isinstance(error.body, Mapping) else error.body)
            if error.status_code in (401, 403) and "block" not in reason:
                return StoreError(
                    f"Elasticsearch at {self.address} refuses the credentials.",
                    todo="check PUNGMUN_ELASTICSEARCH_API_KEY, or PUNGMUN_ELASTICSEARCH_USER and PUNGMUN_ELASTICSEARCH_PASSWORD",
                )
            if "read-only" in reason or "flood-stage" in reason:
                return StoreError(
                    f"Elasticsearch at {self.address} takes no writes: {reason}",
                    cause="its disk is nearly full",
                    todo="free some space on the node, then run the command again",
                )
            if "search_context_missing" in str(error.body):
                return LostPointError(f"Elasticsearch at {self.address} no longer holds this search: {reason}", todo="search again")
            if error.status_code == 404 and "index" in reason:
                return StoreNotReadyError(f"The store at {self.address} has no schema: {reason}", todo="run `pungmun store migrate`")
            return StoreError(f"Elasticsearch at {self.address} refused ({error.status_code}): {reason}")
        return StoreError(
            f"Elasticsearch at {self.address} can't be reached: {error}",
            cause="the node is down or still starting, or the address is wrong",
            todo="check the address in PUNGMUN_STORE and the node; what was not stored waits in the spool",
        )


def is_id(name: str) -> bool:
    """Whether a document can have this id."""
    return 0 < len(name) <= LONGEST_ID // 4 or 0 < len(name.encode("utf-8", "replace")) <= LONGEST_ID


def pauses() -> Iterator[float]:
    """Seconds to wait before the next try: longer each time, and never the same for two writers."""
    pause = 0.05
    while True:
        yield pause * (0.5 + random.random())  # noqa: S311  # no secret
        pause = min(pause * 2, LONGEST_PAUSE)


def _parts(numbers: Iterable[int], items: Sequence[Item]) -> Iterator[list[int]]:
    """Numbers of items in requests that are not too large."""
    part: list[int] = []
    size = 0
    for n in numbers:
        weight = len(items[n].lines)
        if part and (size + weight > BULK_BYTES or len(part) == BULK_ITEMS):
            yield part
            part, size = [], 0
        part.append(n)
        size += weight
    if part:
        yield part
