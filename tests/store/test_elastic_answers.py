"""Answers of a node with the status 200 that are none: a shard that is not up, a part that is missing, a block that was not taken."""

from types import SimpleNamespace

import pytest

from pungmun.errors import StoreError
from pungmun.store.elastic.client import Client, Item
from pungmun.store.elastic.schema import Schema


def test_a_shard_that_is_not_up_yet_is_asked_again_and_never_taken_for_an_empty_one():
    there = {"_id": "a", "_index": "i", "found": True, "_source": {"n": 1}, "_seq_no": 3, "_primary_term": 1}
    gone = {"_id": "a", "_index": "i", "error": {"type": "index_not_found_exception", "reason": "no such index [i]"}}
    starting = {"_id": "a", "_index": "i", "error": {"type": "no_shard_available_action_exception", "reason": "no shard"}}
    client = Client("http://127.0.0.1:1", patience=5)
    answers = iter([starting, starting, there])
    client.raw.mget = lambda **_: SimpleNamespace(body={"docs": [next(answers)]})
    assert client.get("i", "a").source == {"n": 1}
    client.raw.mget = lambda **_: SimpleNamespace(body={"docs": [gone]})
    assert client.get("i", "a") is None
    client.patience = 0.1
    client.raw.mget = lambda **_: SimpleNamespace(body={"docs": [starting]})
    with pytest.raises(StoreError, match="no shard"):
        client.get("i", "a")
    client.close()


@pytest.fixture
def answered(monkeypatch):
    """answered(path of the call, its answer): a client whose node always gives that answer, with the status 200."""
    opened = []

    def make(call, answer):
        client = Client("http://127.0.0.1:1", patience=0.2)
        opened.append(client)
        *way, name = call.split(".")
        at = client.raw
        for part in way:
            at = getattr(at, part)
        monkeypatch.setattr(at, name, lambda **_: SimpleNamespace(body=answer))
        return client

    yield make
    for client in opened:
        client.close()


BROKEN = {"_shards": {"total": 2, "failed": 1, "failures": [{"reason": {"type": "io_exception", "reason": "disk is gone"}}]}}


@pytest.mark.parametrize("answer", [BROKEN, {"_shards": {"failed": 0}, "timed_out": True}], ids=["a shard failed", "time was up"])
def test_an_answer_that_lacks_a_part_is_no_answer(answered, answer):
    with pytest.raises(StoreError, match=r"disk is gone|lacks a part"):
        answered("search", {**answer, "hits": {"hits": []}}).search({})
    if answer is BROKEN:
        with pytest.raises(StoreError, match="disk is gone"):
            answered("indices.refresh", answer).refresh("x")


def test_work_that_must_be_done_whole_says_what_was_refused(answered):
    answer = {
        "items": [{"delete": {"status": 404}}, {"delete": {"status": 403, "error": {"type": "cluster_block", "reason": "read-only"}}}]
    }
    with pytest.raises(StoreError, match="refused 1 of 2 changes of i: cluster_block: read-only"):
        answered("bulk", answer).bulk_all([Item("delete", "i", "a"), Item("delete", "i", "b")])


@pytest.mark.parametrize("row", [{"blocked": False}, {}], ids=["refused", "silent"])
def test_a_month_that_goes_on_taking_writes_is_not_copied(answered, row):
    answer = {"acknowledged": True, "shards_acknowledged": False, "indices": [{"name": "i", **row}]}
    schema = Schema(answered("indices.add_block", answer), "x", 2, shards=1)
    with pytest.raises(StoreError, match="did not stop taking writes"):
        schema._block("i")
