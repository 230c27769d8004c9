"""Copies between stores, backups and restores: nothing is lost, and a difference is told."""

import gzip
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pungmun.errors import StoreError
from pungmun.records import Quarantined, Review
from pungmun.store import HealthRow, Query, dump, open_store
from tests.store import oracle
from tests.store.conftest import simple_tokens

NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)


def fill(store, make_judged):
    store.write([make_judged(f"p{n}", "repeats", published=f"2023-1{n % 3}-05", url=f"http://x/{n}") for n in range(9)])
    store.set_review(Review("p1", "moon", "debunks", "kim", NOON))
    store.set_review(Review("not yet seen", "moon", "asks", "lee", NOON))
    store.set_clusters({"p1": "p1", "p4": "p1"})
    store.quarantine([Quarantined("i1", "wall", "http://y", "이유", NOON)])
    store.add_health(HealthRow("s", date(2023, 11, 12), "r1", 3, errors={"http_403": 1}))
    store.log(NOON, "kim", "review", "p1")
    store.set_meta("quota", "7")
    store.forget("http://x/3")


def test_a_copy_is_the_same_store(open_new, tmp_path, make_judged):
    source = open_new()
    fill(source, make_judged)
    target = open_store(f"sqlite:///{tmp_path}/target.db", simple_tokens)
    numbers = dump.copy(source, target)
    assert numbers == {"review": 2, "post": 8, "quarantined": 1, "health": 1, "audit": 1, "meta": 1, "tombstone": 1}
    assert list(target.scan()) == list(source.scan())
    assert target.counts(["day", "label", "cluster"]) == source.counts(["day", "label", "cluster"])
    assert target.is_forgotten(["http://x/3"]) == {"http://x/3"}
    assert dump.copy(source, target) == numbers  # again, as after a kill
    back = open_new()
    assert dump.copy(target, back) == numbers
    assert dump.digest_of(back).differences(dump.digest_of(source)) == []
    target.close()


def test_a_target_that_held_other_posts_is_told(open_new, make_judged):
    source, target = open_new(), open_new()
    fill(source, make_judged)
    target.write([make_judged("other", "asks")])
    with pytest.raises(StoreError, match=r"post: 8 here, 9 there.*empty store"):
        dump.copy(source, target)


def test_a_dump_that_was_cut_off_is_refused(open_new, tmp_path, make_judged):
    source = open_new()
    fill(source, make_judged)
    whole = tmp_path / "whole.gz"
    dump.write_file(source, whole)
    assert dump.restore_file(whole, open_new())["post"] == 8
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    cut = {"no end": gzip.compress(b"".join(lines[:-1])), "half": whole.read_bytes()[:-20], "other": b"hello", "empty": b""}
    for name, content in cut.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreError, match="no whole dump"):
            dump.restore_file(tmp_path / name, open_new())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(oracle.judged(), max_size=15), st.lists(oracle.reviews, max_size=4))
def test_random_archives_survive_a_copy_and_go_on_merging_alike(tmp_path_factory, batch, reviews):
    folder = tmp_path_factory.mktemp("copies")
    first, second = (open_store(f"sqlite:///{folder}/{name}.db", simple_tokens) for name in "ab")
    half = len(batch) // 2
    first.write(batch[:half])
    for review in reviews:
        first.set_review(review)
    dump.copy(first, second)
    for store in (first, second):
        store.write(batch[half:])
    assert dump.digest_of(first).differences(dump.digest_of(second)) == []
    first.close()
    second.close()


def test_months_are_dropped_whole_and_posts_removed_without_a_tombstone(open_new, make_judged):
    store = open_new()
    days = ("2023-09-30", "2023-10-31", "2023-11-01", None)
    batch = [make_judged(f"p{n}", "repeats", published=day) for n, day in enumerate(days)]
    store.write(batch)
    assert store.drop_before(date(2023, 11, 15)) == 2
    assert [s.post.post_id for s in store.scan()] == ["p2", "p3"]
    assert store.remove(["p3", "p3", "nowhere"]) == 1
    assert store.counts(["label"]) == [{"label": "repeats", "posts": 1}]
    assert store.write(batch).new == 3
    assert store.search(Query(text="공관을")).total == 4
