"""What every store must do, on random archives, against a plain second saying of the same rules (oracle.py)."""

import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pungmun.store import Judged, Query
from tests.store import oracle

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
BYS = [by for size in (0, 1, 2) for by in combinations(("platform", "label", "day", "hour", "claim", "source", "cluster"), size)]


@pytest.fixture
def examples(request):
    """A real node makes and drops indices for every example, so it gets fewer of them."""
    return 6 if "elasticsearch" in request.node.callspec.id else 40


def fill(store, batch, reviews):
    """The archive after writing, as the store itself gives it back."""
    half = len(batch) // 2
    store.write(batch[:half])
    for review in reviews:
        store.set_review(review)
    store.write(batch[half:])
    store.set_clusters({"p00": "p00", "p03": "p00", "p05": "p05"})
    return list(store.scan())


def test_search_and_counts_say_the_same_as_the_rules(open_new, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(st.lists(oracle.judged(), max_size=25), st.lists(oracle.reviews, max_size=5), st.lists(oracle.queries, min_size=6, max_size=6))
    def check(batch, reviews, queries):
        store = open_new()
        archive = fill(store, batch, reviews)
        assert len(archive) == len({j.post.post_id for j in batch})
        for query in queries:
            expected = sorted(s.post.post_id for s in archive if oracle.matches(s, query))
            for order in ("newest", "oldest", "relevance", "uncertain"):
                page = store.search(query, limit=100, order=order)
                assert sorted(hit.post.post_id for hit in page.hits) == expected
                assert page.total == len(expected)
            assert [s.post.post_id for s in store.scan(query)] == expected
            dated = [s for s in archive if s.post.post_id in expected and s.post.published.day]
            first = store.first(query)
            assert (first is None) == (not dated)
            assert first is None or first.post.published.day == min(s.post.published.day for s in dated)
            for by in random.Random(repr(query)).sample(BYS, 8):
                rows = store.counts(by, query)
                assert {tuple(row[k] for k in by): row["posts"] for row in rows if by or row["posts"]} == oracle.count(archive, by, query)

    check()


def test_every_count_opens_exactly_the_posts_it_counts(open_new, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(st.lists(oracle.judged(), min_size=5, max_size=25), st.lists(oracle.reviews, max_size=5), oracle.queries)
    def check(batch, reviews, query):
        store = open_new()
        fill(store, batch, reviews)
        for by in random.Random(repr(query)).sample(BYS, 6):
            for row in store.counts(by, query):
                narrowed = oracle.narrowed(query, by, row)
                if narrowed is not None and _consistent(query, narrowed):
                    assert store.search(narrowed).total == row["posts"], (by, row)

    check()


def _consistent(query, narrowed):
    """A bucket's day lies inside the query's days already, so replacing them loses nothing; the rest must hold as well."""
    return narrowed.undated in (query.undated, True) and not (narrowed.undated and (query.since or query.until))


def test_the_order_of_writing_and_writing_again_are_not_felt(open_new, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(st.lists(oracle.judged(), max_size=20), st.lists(oracle.reviews, max_size=4), st.randoms(use_true_random=False))
    def check(batch, reviews, chance):
        actions = [*batch, *reviews]
        results = []
        for _ in range(2):
            store = open_new()
            for action in actions:
                store.write([action]) if isinstance(action, Judged) else store.set_review(action)
            results.append((list(store.scan()), store.reviews(), store.counts(["claim", "label", "day"])))
            actions = [*actions, *batch[:3], *reviews[:2]]
            chance.shuffle(actions)
        assert results[0] == results[1]

    check()


def test_pages_put_together_are_the_whole_in_order(open_new, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(st.lists(oracle.judged(), max_size=20), oracle.queries, st.integers(1, 4))
    def check(batch, query, size):
        store = open_new()
        fill(store, batch, [])
        for order in ("newest", "oldest", "relevance", "uncertain"):
            whole = [hit.post.post_id for hit in store.search(query, limit=100, order=order).hits]
            seen, cursor = [], None
            while True:
                page = store.search(query, limit=size, cursor=cursor, order=order)
                seen += [hit.post.post_id for hit in page.hits]
                if (cursor := page.next) is None:
                    break
            assert seen == whole

    check()


def test_a_store_that_was_written_to_by_hand_agrees_with_its_own_counts_after_forgetting(open_new, examples):
    @settings(SETTINGS, max_examples=examples)
    @given(st.lists(oracle.judged(), min_size=1, max_size=15), st.integers(0, 11))
    def check(batch, n):
        store = open_new()
        fill(store, batch, [])
        store.forget(f"http://example/p{n:02}")
        archive = list(store.scan())
        assert f"p{n:02}" not in [s.post.post_id for s in archive]
        for by in (["platform", "label"], ["claim", "day"], ["label"], []):
            rows = store.counts(by, Query())
            assert {tuple(row[k] for k in by): row["posts"] for row in rows if row["posts"]} == oracle.count(archive, by, Query())

    check()
