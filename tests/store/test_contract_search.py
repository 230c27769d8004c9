"""What every store must answer when it is asked: texts, conditions, orders, pages, links; random ones are in test_contract_random.py."""

from datetime import UTC, date, datetime

import pytest

from pungmun.errors import StoreError
from pungmun.store import Judged, Query
from tests.store.conftest import found, total

NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)
LATER = datetime(2023, 12, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("공관", ["p1", "p2"]),
        ("UN 공관", ["p1"]),
        ("un", ["p1"]),
        ("3천", ["p1"]),
        ("천", []),
        ("covid-19", ["p2"]),
        ('"폐쇄 공관"', ["p1"]),
        ('"공관 폐쇄"', ["p2"]),
        ('"공관 폐쇄" covid-19', ["p2"]),
        ('"공관 폐쇄" UN', []),
        ("없는말", []),
        ('" OR *', ["p3"]),
        ("!!", ["p3"]),
        ("%", []),
    ],
)
def test_text(store, make_post, text, expected):
    texts = {"p1": "UN 폐쇄 공관 3천", "p2": "공관 폐쇄 covid-19", "p3": '기타 OR* 글!! " 끝'}
    store.write([Judged(make_post(post_id, text)) for post_id, text in texts.items()])
    assert found(store, text=text) == expected
    for order in ("relevance", "oldest", "uncertain"):
        assert sorted(h.post.post_id for h in store.search(Query(text=text), order=order).hits) == expected


def test_a_word_of_200_and_a_text_without_a_blank(store, make_post):
    store.write([Judged(make_post("p1", "가" * 100_000)), Judged(make_post("p2", "나" * 300 + " 다"))])
    assert found(store, text="가" * 300) == ["p1"]
    assert found(store, text="다") == ["p2"]


def test_a_question_that_is_too_long_is_refused(store):
    with pytest.raises(StoreError, match="too long"):
        store.search(Query(text="가 " * 1500))


def test_conditions_on_findings_hold_for_one_finding_together(store, make_judged):
    store.write([make_judged("p1", "repeats", claim="moon"), make_judged("p1", "debunks", claim="virus")])
    assert total(store, claims=("moon",), labels=("repeats",)) == 1
    assert total(store, claims=("moon",), labels=("debunks",)) == 0
    assert store.counts(["label"], Query(claims=("moon",))) == [{"label": "repeats", "posts": 1}]
    assert store.counts(["claim"], Query(labels=("debunks",))) == [{"claim": "virus", "posts": 1}]


def test_a_finding_in_review_is_never_counted_as_a_repeat(store, make_judged):
    store.write([make_judged("p1", "repeats", review=True)])
    assert total(store, labels=("repeats",)) == 0
    assert store.counts(["label"]) == [{"label": "needs_review", "posts": 1}]


def test_orders_of_time(store, make_post):
    when = {
        "a": "2023-11-12T08:00:00+09:00",
        "b": "2023-11-12",
        "c": "2023-11-12T23:59:59+09:00",
        "d": "2023-11-13T00:00:00+09:00",
        "e": None,
        "f": "1970-01-01",
        "g": "2099-12-31T23:59:59+09:00",
    }
    store.write([Judged(make_post(post_id, published=at)) for post_id, at in when.items()])
    for order, expected in (("oldest", "facbdge"), ("newest", "gdbcafe")):
        assert "".join(hit.post.post_id for hit in store.search(Query(), order=order).hits) == expected
    assert found(store, since=date(2023, 11, 12), until=date(2023, 11, 12)) == ["a", "b", "c"]
    assert found(store, undated=True) == ["e"]
    assert found(store, hour=datetime(2023, 11, 12, 14, tzinfo=UTC)) == ["c"]


def test_the_first_post_is_a_timed_one_and_never_an_undated_one(store, make_judged):
    store.write([make_judged("a", "repeats"), make_judged("b", "repeats", published="2023-11-12")])
    assert store.first(Query(claims=("moon",), labels=("repeats",))).post.post_id == "b"
    store.write([make_judged("c", "repeats", published="2023-11-12T23:00:00+09:00"), make_judged("d", "debunks", published="2023-11-01")])
    assert store.first(Query(claims=("moon",), labels=("repeats",))).post.post_id == "c"
    assert store.first(Query()).post.post_id == "d"
    assert store.first(Query(claims=("virus",))) is None
    assert store.first(Query(undated=True)) is None


def test_the_riskiest_posts_in_review_come_first(store, make_judged):
    store.write(
        [
            make_judged("a", "repeats", review=True, score=0.6),
            make_judged("b", "repeats", review=True, score=0.8),
            make_judged("c", "debunks", review=True, score=0.8),
            make_judged("d", "repeats", score=0.99),
        ]
    )
    hits = store.search(Query(), order="uncertain").hits
    assert [hit.post.post_id for hit in hits] == ["b", "a", "c", "d"]


@pytest.mark.parametrize("order", ["newest", "oldest", "uncertain", "relevance"])
def test_pages_do_not_drift_when_posts_are_added(store, make_judged, order):
    def batch(name):
        return [
            make_judged(
                f"{name}{n:02}",
                "repeats",
                published=None if n % 5 == 0 else f"2023-11-{n % 9 + 10}",
                review=n % 3 == 0,
                score=0.5 + n / 100,
            )
            for n in range(23)
        ]

    store.write(batch("a"))
    query, seen, cursor, pages = Query(text="공관을"), [], None, 0
    while True:
        page = store.search(query, limit=5, cursor=cursor, order=order)
        assert page.total == 23
        seen += [hit.post.post_id for hit in page.hits]
        pages, cursor = pages + 1, page.next
        if cursor is None:
            break
        store.write(batch(f"z{pages}"))
    assert pages == 5
    assert len(seen) == len(set(seen)) == 23
    assert all(post_id.startswith("a") for post_id in seen)


def test_the_largest_page_that_may_be_asked_for(store, make_judged):
    store.write([make_judged("p1", "repeats")])
    assert [hit.post.post_id for hit in store.search(Query(), limit=10_000).hits] == ["p1"]


def test_a_cursor_belongs_to_its_search(store, make_post):
    store.write([Judged(make_post(f"p{n}")) for n in range(5)])
    cursor = store.search(Query(), limit=2).next
    with pytest.raises(StoreError, match="another search"):
        store.search(Query(platforms=("x",)), cursor=cursor)
    for broken in ("nonsense", "W10", cursor[:-3], "가"):
        with pytest.raises(StoreError, match="cursor"):
            store.search(Query(), cursor=broken)
    with pytest.raises(StoreError, match="page of 0"):
        store.search(Query(), limit=0)


def test_scan_gives_all_in_order_of_id_while_others_write(store, make_post):
    store.write([Judged(make_post(f"p{n:04}", published=f"2023-1{n % 3}-0{n % 9 + 1}")) for n in range(700)])
    seen = []
    for stored in store.scan(Query(text="공관을")):
        if len(seen) == 3:
            store.write([Judged(make_post(f"q{n}")) for n in range(5)])
        seen.append(stored.post.post_id)
    assert seen == [f"p{n:04}" for n in range(700)]
    assert len(list(store.scan())) == 705


def test_unknown_keys_can_not_be_counted(store):
    with pytest.raises(StoreError, match="weather"):
        store.counts(["weather"])


def test_links_candidates_and_similar_posts(store, make_post):
    texts = {"a": "북한 공관 폐쇄 소식 전부", "b": "북한 공관 폐쇄 소식 모두", "c": "오늘 날씨 맑음", "d": "오늘 공관 앞"}
    store.write(
        [
            Judged(make_post(i, t, title="글", links=("http://n/1", "http://n/2") if i in "ab" else ("http://n/2",)))
            for i, t in texts.items()
        ]
    )
    assert store.top_links(Query()) == [("http://n/2", 4), ("http://n/1", 2)]
    assert store.top_links(Query(text="날씨"), 1) == [("http://n/2", 1)]
    assert found(store, link="http://n/1") == ["a", "b"]
    assert sorted(p.post_id for p in store.candidates(["날씨", "폐쇄", "없음"])) == ["a", "b", "c"]
    assert len(list(store.candidates(["공관"], limit=2))) == 2
    assert list(store.candidates([])) == []
    assert [s.post.post_id for s in store.similar("a", 1)] == ["b"]
    assert "a" not in [s.post.post_id for s in store.similar("a")]
    assert store.similar("nowhere") == []
