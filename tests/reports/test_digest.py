"""What does the editor read in the morning?"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pungmun.records import Claim, Quarantined
from pungmun.reports.digest import digest
from pungmun.reports.render import render

CLAIM = Claim("moon", "달은 치즈다.", truth="달은 암석이다.", weaker_true=("달은 치즈 색이다.",))
DAY = date(2023, 11, 12)


@pytest.fixture
def told(store, make_judged):
    posts = [make_judged(f"n{i}", "repeats", published=f"2023-11-12T0{i}:00:00+09:00") for i in range(6)]
    posts += [make_judged("old", "repeats", published="2023-11-08T10:00:00+09:00")]
    posts += [
        make_judged("cafe", "repeats", published="2023-11-12T11:00:00+09:00", platform="daum_cafe", title="# 제목\n[눌러](javascript:x)")
    ]
    posts += [make_judged("no", "debunks", published="2023-11-12T12:00:00+09:00"), make_judged("q", "repeats", published=None, review=True)]
    store.write(posts)
    store.set_clusters({"n0": "n0", "n1": "n0", "cafe": "n0"})
    store.quarantine([Quarantined("i1", "wall", "https://x.example", "…", datetime(2023, 11, 12, tzinfo=UTC))])
    return store


def test_numbers(told):
    data = digest(told, [CLAIM], DAY)
    (entry,) = data["claims"]
    assert (entry["repeats"], entry["debunks"], entry["week_mean"], entry["trend"]) == (7, 1, 0.14, "rising")
    assert entry["platforms"]["daum_cafe"] == {"repeats": 1, "week_mean": 0.0}
    assert [jump["platform"] for jump in entry["jumps"]] == ["daum_cafe"]
    assert entry["first_debunk"]["post_id"] == "no"
    assert data["clusters"][0]["posts_in_week"] == 3
    assert data["review_waiting"] == 1
    assert data["quarantine"] == {"wall": 1}
    assert data["limits"]["undated_posts"] == 1


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_two_digests_of_one_day_are_the_same(told, form):
    assert render(digest(told, [CLAIM], DAY), form) == render(digest(told, [CLAIM], DAY), form)


def test_a_posts_words_can_not_write_the_digest(told, make_judged):
    told.write([make_judged("evil", "debunks", published="2023-11-12T00:00:00+09:00", title="<script>x</script>\n# 큰 제목")])
    data = digest(told, [CLAIM], DAY)
    assert "\n# 큰 제목" not in render(data, "md")
    assert "<script>" not in render(data, "html")
    assert "&lt;script&gt;" in render(data, "html")


def test_a_quotation_is_cut(store, make_judged):
    store.write([make_judged(f"c{i}", "repeats", text="가" * 500, published="2023-11-12T01:00:00+09:00") for i in range(2)])
    store.set_clusters({"c0": "c0", "c1": "c0"})
    assert len(digest(store, [CLAIM], DAY)["clusters"][0]["quote"]) == 300


def test_an_empty_day_says_so(store):
    assert "글이 없었습니다" in render(digest(store, [CLAIM], DAY), "md")


def test_a_source_that_fell_silent_is_named(store):
    row = {"source_id": "naver-blog-search", "day": DAY.isoformat(), "posts": 0, "state": "silent"}
    other = {"source_id": "fine", "day": DAY.isoformat(), "posts": 9, "state": "ok"}
    text = render(digest(store, [CLAIM], DAY, [row, other]), "md")
    assert "naver-blog-search" in text.replace("\\", "")
    assert "fine" not in text


def test_the_claim_left_the_registry(told):
    assert digest(told, [], DAY)["claims"][0]["statement"] == "moon"
    assert digest(told, [replace(CLAIM, claim_id="other")], DAY)["claims"][0]["truth"] == ""
