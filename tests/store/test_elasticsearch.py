"""What only Elasticsearch can meet: strict mappings, two writers, a killed node, a swap of the mapping, refused documents."""

import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pungmun.errors import ConfigError, StoreError, StoreNotReadyError
from pungmun.records import Review
from pungmun.store import Query, Written, open_store
from pungmun.store.elastic import ElasticStore
from pungmun.store.elastic.answers import LostPointError
from pungmun.store.elastic.client import Done, Item
from pungmun.store.elastic.indices import check_prefix, is_before, month_of, parse_posts_index, posts_index
from pungmun.store.elastic.mapping import BOOKS, book_mapping, posts_mapping, where_mapping
from tests.elasticsearch_node.fixtures import give_up, memory
from tests.elasticsearch_node.node import Node, NodeMissingError
from tests.store.conftest import simple_tokens

NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)
on_node = pytest.mark.elasticsearch


@pytest.fixture
def elastic(elastic_url):
    store = ElasticStore(elastic_url(), simple_tokens)
    yield store
    store.close()


def test_index_names_are_read_back(make_post):
    month = month_of(make_post(published="2023-12-01T00:30:00+09:00").published)
    assert (month, month_of(make_post().published)) == ("2023.12", "undated")
    for each in (month, "undated"):
        assert parse_posts_index("a-posts", posts_index("a-posts", 12, each)) == (12, each)
    assert parse_posts_index("a", "a-posts-v1-2023.11-old") is None
    assert parse_posts_index("a", "b-posts-v1-2023.11") is None
    with pytest.raises(ValueError, match="no month"):
        posts_index("a", 1, "*")
    assert [m for m in ("2023.09", "2023.10", "2023.11", "undated") if is_before(m, NOON.date())] == ["2023.09", "2023.10"]


@pytest.mark.parametrize("prefix", ["", "A", "a b", "-a", "a/b", "a*", "..", "가"])
def test_a_prefix_that_no_index_can_have_is_refused(prefix):
    with pytest.raises(ConfigError, match="prefix of index names"):
        check_prefix(prefix)


def test_every_level_of_every_mapping_is_strict():
    def objects(mapping):
        if "properties" in mapping:
            yield mapping
            for field in mapping["properties"].values():
                yield from objects(field)

    for mapping in (posts_mapping(), where_mapping(), *(book_mapping(*keys) for keys in BOOKS.values())):
        assert all(level["dynamic"] == "strict" for level in objects(mapping))


def test_a_store_that_is_down_says_so_after_its_patience():
    store = ElasticStore("http://127.0.0.1:9/x", simple_tokens)
    store.client.patience = 0.2
    with pytest.raises(StoreError, match=r"can't be reached.*still starting.*spool"):
        store.migrate()
    store.close()


@on_node
def test_a_store_without_a_schema_says_so(elasticsearch_url, make_judged):
    store = ElasticStore(f"{elasticsearch_url}/nothing-here", simple_tokens)
    for work in (lambda: store.write([make_judged("p1", "repeats")]), lambda: store.search(Query())):
        with pytest.raises(StoreNotReadyError, match="store migrate"):
            work()
    store.close()


@on_node
def test_an_undeclared_field_is_refused_at_every_level(elastic, make_judged):
    elastic.write([make_judged("p1", "repeats", published="2023-11-12")])
    doc = elastic._doc("p1")
    for broken in ({**doc.source, "new": 1}, {**doc.source, "findings": [{**doc.source["findings"][0], "new": 1}]}):
        (done,) = elastic.client.bulk([Item("index", doc.index, "p2", broken)])
        assert (done.status, "strict" in done.reason) == (400, True)


@on_node
def test_only_retryable_items_are_sent_again_and_refused_ones_go_to_quarantine(elastic, make_judged, monkeypatch):
    sent = []
    send = elastic.client._send

    def busy(items):
        """`bad` is refused for good, `busy` once; the rest goes to the node."""
        posts = items[0].index.startswith(f"{elastic.prefix}-posts")
        sent.append([item.id for item in items] if posts else [])
        refusals = {"bad": Done(400, "too deep")} if posts else {}
        if posts and sum("busy" in ids for ids in sent) == 1:
            refusals["busy"] = Done(429, "full")
        taken = [item for item in items if item.id not in refusals]
        done = iter(send(taken) if taken else [])
        return [refusals.get(item.id) or next(done) for item in items]

    monkeypatch.setattr(elastic.client, "_send", busy)
    assert elastic.write([make_judged(name, "repeats") for name in ("good", "bad", "busy")]) == Written(new=2, unchanged=1)
    assert ["busy"] in sent
    assert sorted(s.post.post_id for s in elastic.scan()) == ["busy", "good"]
    (item,) = elastic.quarantined("refused")
    assert item.reason == "too deep"
    assert '"post_id":"bad"' in item.payload


@on_node
def test_an_id_that_elasticsearch_can_not_hold_stops_nobody_else(elastic, make_judged):
    bad = ["가" * 300, "x" * 5000, ""]
    assert elastic.write([make_judged(name, "repeats") for name in ("good", *bad)]) == Written(new=1, unchanged=3)
    assert [s.post.post_id for s in elastic.scan()] == ["good"]
    assert {item.reason for item in elastic.quarantined("refused")} == {
        f"an id has 1 to 512 bytes, this one has {n}" for n in (900, 5000, 0)
    }
    for name in bad:
        assert elastic.get(name) is None
        elastic.set_review(Review(name, "moon", "asks", "kim", NOON))
        assert [r.label for r in elastic.reviews(post_id=name)] == ["asks"]


@on_node
def test_a_late_write_into_a_month_that_was_dropped_is_found(elastic, make_judged):
    other = ElasticStore(elastic.url, simple_tokens)
    elastic.write([make_judged("p1", "repeats", published="2022-02-05")])
    assert other.drop_before(NOON.date()) == 1
    elastic.write([make_judged("p2", "repeats", published="2022-02-05")])
    assert [s.post.post_id for s in elastic.scan()] == ["p2"]
    other.close()


@on_node
def test_a_reader_goes_on_where_its_point_in_time_was_lost(elastic, make_judged, monkeypatch):
    elastic.write([make_judged(f"p{n:04}", "repeats") for n in range(1200)])
    points = []
    open_pit = elastic.client.open_pit
    monkeypatch.setattr(elastic.client, "open_pit", lambda *index: points.append(open_pit(*index)) or points[-1])
    seen = []
    for stored in elastic.scan():
        if len(seen) in (3, 700):
            elastic.client.close_pit(points[-1])  # as when the node was started again
        seen.append(stored.post.post_id)
    assert seen == [f"p{n:04}" for n in range(1200)]
    assert len(points) == 3
    first = elastic.search(Query(), limit=700, order="newest")
    elastic.client.close_pit(points[-1])
    rest = elastic.search(Query(), limit=700, order="newest", cursor=first.next)
    assert (len(rest.hits), rest.total, rest.next) == (500, 1200, None)
    with pytest.raises(LostPointError, match="search again"):
        elastic.client.search({"pit": {"id": points[0]}})


@on_node
def test_a_busy_store_is_given_up_after_its_patience(elastic, monkeypatch, make_judged):
    monkeypatch.setattr(elastic.client, "_send", lambda items: [Done(429, "queue is full")] * len(items))
    elastic.client.patience = 0.3
    with pytest.raises(StoreError, match=r"too busy.*queue is full.*spool"):
        elastic.write([make_judged("p1", "repeats")])


def run_all(*works):
    errors = []

    def guarded(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001  # handed to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@on_node
def test_two_writers_and_two_reviewers_at_once_lose_nothing(elastic, make_judged):
    months = ("2023-10-01", "2023-11-12", "2023-12-03T10:00:00+09:00")
    posts = [f"p{n}" for n in range(6)]

    def write(shift):
        other = ElasticStore(elastic.url, simple_tokens)
        for n in range(6):
            other.write([make_judged(p, "repeats", published=months[(n + shift + i) % 3], claim=f"c{shift}") for i, p in enumerate(posts)])
        other.close()

    def review(by):
        other = ElasticStore(elastic.url, simple_tokens)
        for post_id in posts:
            other.set_review(Review(post_id, "c0", "debunks", by, NOON))
        other.close()

    run_all(lambda: write(0), lambda: write(1), lambda: review("kim"), lambda: review("lee"))
    archive = list(elastic.scan())
    assert [s.post.post_id for s in archive] == posts
    assert {s.post.published.precision for s in archive} == {"second"}
    assert all([(f.claim_id, f.label) for f in s.findings] == [("c0", "debunks"), ("c1", "repeats")] for s in archive)
    assert len(elastic.reviews()) == 12
    assert elastic.counts(["day", "label"]) == [
        {"day": "2023-12-03", "label": "debunks", "posts": 6},
        {"day": "2023-12-03", "label": "repeats", "posts": 6},
    ]


@on_node
def test_a_move_that_was_killed_half_way_is_finished_by_the_next_writer(elastic, make_judged, monkeypatch):
    old, new = (make_judged("p1", "repeats", published=day) for day in ("2023-10-31", "2023-11-01T00:00:00+09:00"))
    whole = elastic.client.bulk
    for stop_after in range(1, 5):
        elastic.remove(["p1"])
        elastic.write([old])
        calls = []

        def bulk(items, limit=stop_after, calls=calls):
            if items:
                calls.append(items)
            if len(calls) > limit:
                raise KeyboardInterrupt
            return whole(items)

        monkeypatch.setattr(elastic.client, "bulk", bulk)
        with suppress(KeyboardInterrupt):
            elastic.write([new])
        monkeypatch.setattr(elastic.client, "bulk", whole)
        elastic._dirty = True
        elastic.write([new])
        assert elastic.counts(["day"]) == [{"day": "2023-11-01", "posts": 1}]
        assert "moved_from" not in elastic.client.get(elastic._schema.where, "p1").source


@on_node
def test_a_post_that_was_moved_on_between_its_claim_and_its_writing_stands_once(elastic, make_judged, monkeypatch):
    other = ElasticStore(elastic.url, simple_tokens)
    day, moment = (make_judged("p1", "repeats", published=when) for when in ("2023-10-31", "2023-11-01T00:00:00+09:00"))
    whole, moved, looked = elastic.client.bulk, [], []
    get_many = elastic.client.get_many

    def bulk(items):
        if items and items[0].index.endswith("2023.10") and not moved:
            moved.append(other.write([moment]))
        return whole(items)

    monkeypatch.setattr(elastic.client, "bulk", bulk)
    monkeypatch.setattr(elastic.client, "get_many", lambda wanted: looked.extend(index for index, _ in wanted) or get_many(wanted))
    elastic.write([make_judged("p0", "asks", published="2023-10-30"), day])
    assert elastic.counts(["day", "label"]) == [
        {"day": "2023-10-30", "label": "asks", "posts": 1},
        {"day": "2023-11-01", "label": "repeats", "posts": 1},
    ]
    assert elastic._schema.where in looked
    looked.clear()
    assert elastic.write([make_judged("p2", "asks", published="2023-10-30")]) == Written(new=1)
    assert elastic._schema.where not in looked  # nobody else wrote, so nothing had to be looked for
    other.close()


@on_node
def test_a_new_mapping_is_swapped_in_while_others_read_and_write(elasticsearch_url, make_judged):
    url = f"{elasticsearch_url}/swap{time.time_ns()}"
    old = open_store(url, simple_tokens)
    old.write([make_judged(f"a{n:03}", "repeats", published=f"2023-1{n % 3}-05") for n in range(120)])
    old.set_review(Review("a000", "moon", "debunks", "kim", NOON))
    # what a writer created in a month that the post had left meanwhile, and was stopped by the swap from taking back
    stray = old._doc("a000")
    assert old.client.bulk([Item("create", posts_index(old.prefix, 1, "2023.12"), "a000", stray.source)])[0].ok
    writer, reader = (ElasticStore(url, simple_tokens, version=2) for _ in range(2))
    ended, totals = threading.Event(), []

    def write():
        for n in range(40):
            writer.write(
                [make_judged(f"b{n:03}", "repeats", published=f"2024-0{n % 3 + 1}-05"), make_judged(f"a{n:03}", "asks", claim="virus")]
            )

    def read():
        while not ended.is_set():
            totals.append(reader.search(Query(), limit=1).total)

    def swap():
        time.sleep(0.5)
        new = ElasticStore(url, simple_tokens, version=2)
        new.migrate()
        new.migrate()
        new.close()

    reading = threading.Thread(target=read)
    reading.start()
    run_all(write, swap)
    ended.set()
    reading.join()
    final = ElasticStore(url, simple_tokens, version=2)
    assert len(list(final.scan())) == 160
    assert final.counts(["claim", "label"]) == [
        {"claim": "moon", "label": "debunks", "posts": 1},
        {"claim": "moon", "label": "repeats", "posts": 159},
        {"claim": "virus", "label": "asks", "posts": 40},
    ]
    assert min(totals) >= 120
    assert all(parse_posts_index(final.prefix, index)[0] == 2 for index in final.client.raw.indices.get_alias(name=f"{final.prefix}-posts"))
    with pytest.raises(StoreError, match="newer version"):
        old.write([make_judged("late", "repeats")])
    for store in (writer, reader, old):
        store.close()
    final.destroy()
    final.close()


@on_node
@pytest.mark.slow
def test_a_node_killed_in_the_middle_of_a_bulk_loses_and_doubles_nothing(make_judged):
    home = Path(tempfile.mkdtemp(prefix="pungmun-elasticsearch-", dir=memory()))
    try:
        node = Node(home).start()
    except NodeMissingError as missing:
        give_up(missing)
    try:
        store = open_store(f"{node.url}/kill", simple_tokens)
        store.client.patience = 180
        batch = [make_judged(f"p{n:04}", "repeats", published=f"2023-1{n % 3}-0{n % 9 + 1}") for n in range(3000)]
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(lambda: [store.write(batch[start : start + 300]) for start in range(0, 3000, 300)])
            for _ in range(2):
                time.sleep(1.0)
                node.kill()
                node.start()
            work.result()  # an error of the writer is the test's
        store._dirty = True
        assert [s.post.post_id for s in store.scan()] == [f"p{n:04}" for n in range(3000)]
        assert store.counts(["label"]) == [{"label": "repeats", "posts": 3000}]
        assert store.write(batch) == Written(unchanged=3000)
        store.close()
    finally:
        node.kill()
        shutil.rmtree(home, ignore_errors=True)
