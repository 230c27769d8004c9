"""When did it start, when did it peak, who answered, and how late?"""

import pytest

from pungmun.reports.timeline import timeline


@pytest.fixture
def told(store, make_judged):
    store.write(
        [
            make_judged("a", "repeats", published="2023-11-12T23:30:00+09:00"),
            make_judged("b", "repeats", published="2023-11-13T00:10:00+09:00", platform="daum_cafe"),
            make_judged("c", "repeats", published="2023-11-12"),
            make_judged("d", "debunks", published="2023-11-16T09:30:00+09:00"),
            make_judged("e", "repeats", published=None),
            make_judged("f", "repeats", published="2023-11-11T10:00:00+09:00", review=True),
            make_judged("g", "repeats", published="2023-11-01T10:00:00+09:00", claim="sun"),
        ]
    )
    return store


def test_days_are_korean_days_and_quiet_days_are_there(told):
    data = timeline(told, "moon")
    assert data["zone"] == "Asia/Seoul"
    assert [b["start"] for b in data["buckets"]] == [f"2023-11-{d}" for d in (11, 12, 13, 14, 15, 16)]
    assert data["buckets"][1] == {"start": "2023-11-12", "repeats": 2}
    assert data["buckets"][3] == {"start": "2023-11-14"}


def test_what_needs_review_is_not_counted_as_a_repeat(told):
    data = timeline(told, "moon")
    assert data["buckets"][0] == {"start": "2023-11-11", "needs_review": 1}
    assert data["first_repeat"]["post_id"] == "a"


def test_undated_posts_stand_apart(told):
    assert timeline(told, "moon")["undated"] == {"repeats": 1}


def test_a_day_only_post_has_no_hour(told):
    data = timeline(told, "moon", "hour")
    assert data["day_only"] == {"repeats": 1}
    assert {"start": "2023-11-12T23:00:00+09:00", "repeats": 1} in data["buckets"]
    assert {"start": "2023-11-13T00:00:00+09:00", "repeats": 1} in data["buckets"]
    assert sum(b.get("repeats", 0) for b in data["buckets"]) == 2


def test_lag_from_the_first_repeat_to_the_first_debunk(told):
    assert timeline(told, "moon")["lag_seconds"] == (3 * 24 + 10) * 3600


def test_no_lag_when_a_time_is_not_known(store, make_judged):
    store.write([make_judged("a", "repeats", published="2023-11-12"), make_judged("d", "debunks", published="2023-11-16T09:30:00+09:00")])
    assert timeline(store, "moon")["lag_seconds"] is None


def test_a_claim_nobody_wrote_about(store):
    data = timeline(store, "moon")
    assert (data["buckets"], data["first_repeat"], data["first_debunk"], data["lag_seconds"]) == ([], None, None, None)


def test_a_debunk_before_the_first_observed_repeat_is_no_answer_to_it(store, make_judged):
    store.write(
        [
            make_judged("early", "debunks", published="2023-11-10T09:00:00+09:00"),
            make_judged("same-day", "debunks", published="2023-11-12T08:00:00+09:00"),
            make_judged("a", "repeats", published="2023-11-12T09:00:00+09:00"),
            make_judged("unsure", "debunks", published="2023-11-12T09:30:00+09:00", review=True),
            make_judged("answer", "debunks", published="2023-11-12T10:00:00+09:00"),
        ]
    )
    data = timeline(store, "moon")
    assert (data["first_debunk"]["post_id"], data["lag_seconds"]) == ("early", -48 * 3600)
    assert (data["debunk_after"]["post_id"], data["lag_after_seconds"]) == ("answer", 3600)


def test_no_debunk_since_the_first_repeat(store, make_judged):
    store.write([make_judged("early", "debunks", published="2023-11-10"), make_judged("a", "repeats", published="2023-11-12")])
    data = timeline(store, "moon")
    assert (data["first_debunk"]["post_id"], data["debunk_after"], data["lag_after_seconds"]) == ("early", None, None)
