"""Sightings become one post: the rules one by one, and that their order is not felt."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from pungmun.records import Published, Review
from pungmun.store import Judged
from pungmun.store.codec import kept_from_row, kept_to_row
from pungmun.store.merge import Kept, holding, merge, merge_posts
from tests.store import oracle

DAY = datetime(2023, 11, 12, tzinfo=UTC)


def test_an_article_beats_a_snippet_whichever_came_first(make_post):
    article, snippet = make_post(text="전문", seen_at=DAY), make_post(text="전…", excerpt=True, seen_at=DAY + timedelta(days=1))
    for a, b in permutations((article, snippet)):
        assert merge_posts(a, b).text == "전문"


def test_the_newer_article_is_an_edit(make_post):
    old, new = make_post(text="먼저", seen_at=DAY), make_post(text="나중", seen_at=DAY + timedelta(days=1), links=("http://n",))
    for a, b in permutations((old, new)):
        merged = merge_posts(a, b)
        assert (merged.text, merged.links, merged.seen_at) == ("나중", ("http://n",), DAY)


def test_the_more_precise_time_wins(make_post):
    unknown = make_post(seen_at=DAY + timedelta(days=3))
    day = make_post(published=Published.on(date(2023, 11, 12)), seen_at=DAY + timedelta(days=2))
    minute = make_post(published=Published.at(DAY, "minute"), seen_at=DAY)
    for order in permutations((unknown, day, minute)):
        assert reduce(merge_posts, order).published == minute.published


def test_the_first_source_stays_and_an_author_is_not_lost(make_post):
    first = make_post(source_id="cafe", author_key="k1", author="가", seen_at=DAY)
    later = make_post(source_id="blog", seen_at=DAY + timedelta(days=1))
    for a, b in permutations((first, later)):
        merged = merge_posts(a, b)
        assert (merged.source_id, merged.author_key, merged.author) == ("cafe", "k1", "가")


def test_the_capture_proves_the_text_that_is_kept(make_post):
    article = make_post(text="전문", capture="a" * 64, seen_at=DAY)
    snippet = make_post(text="전…", capture="b" * 64, excerpt=True, seen_at=DAY + timedelta(days=1))
    for a, b in permutations((article, snippet)):
        assert merge_posts(a, b).capture == "a" * 64


same_post = st.lists(oracle.posts(("p01",)), min_size=1, max_size=5)


@given(same_post, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_merging_is_commutative_associative_and_idempotent(sightings, chance):
    def merged(order):
        return reduce(lambda kept, post: merge(kept, Judged(post)), order[1:], Kept.first(Judged(order[0])))

    once = merged(sightings)
    again = [*sightings, *sightings]
    chance.shuffle(again)
    assert merged(again) == once


@given(oracle.judged())
@settings(max_examples=100, deadline=None)
def test_a_kept_post_survives_being_written_as_json(judged):
    kept = Kept.first(judged)
    assert kept_from_row(kept_to_row(kept)) == kept


def test_an_unrelated_finding_of_the_model_does_not_hold(make_judged):
    (finding,) = make_judged("p1", "repeats").findings
    assert holding([replace(finding, label="unrelated")], []) == ()


def test_two_reviews_of_one_second_give_one_answer(make_judged):
    findings = make_judged("p1", "repeats").findings
    pair = [Review("p1", "moon", "asks", "kim", DAY), Review("p1", "moon", "debunks", "lee", DAY)]
    assert holding(findings, pair) == holding(findings, pair[::-1])
