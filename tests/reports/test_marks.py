"""Words of a search are marked where they stand, in any form, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pungmun.reports.marks import Marker


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("공관", "북한이 재외 공관을 닫았다.", "북한이 재외 [공관]을 닫았다."),
        ("닫다", "문을 닫은 대사관", "문을 [닫]은 대사관"),
        ("대사관 폐쇄", "대사관을 폐쇄했다는 소문", "[대사관]을 [폐쇄]했다는 소문"),
        ('"대사관 폐쇄"', "폐쇄 대사관, 대사관 폐쇄", "폐쇄 대사관, [대사관 폐쇄]"),
        ("un", "유엔뉴스는 UN 기구가 아니다", "유엔뉴스는 [UN] 기구가 아니다"),
        ("공관", "북한의 공\u200b관 소식", "북한의 [공\u200b관] 소식"),
        ("날씨", "북한 공관 소식", "북한 공관 소식"),
        ("", "북한 공관 소식", "북한 공관 소식"),
    ],
)
def test_words(make_post, query, text, expected):
    assert shown(Marker(query).title(make_post(title=text))) == expected


def test_an_excerpt_begins_shortly_before_the_first_word(make_post):
    post = make_post(text="다른 이야기가 길게 이어진다. " * 20 + "그런데 북한이 공관을 닫았다고 한다. " + "끝으로 한마디 더 적는다. " * 20)
    found = shown(Marker("공관").excerpt(post))
    assert found.startswith("…")
    assert found.endswith("…")
    assert "북한이 [공관]을 닫았다고" in found
    assert len(found) == 160 + 2 + 2
    assert Marker("날씨").excerpt(post) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='공관북한닫다은을 un"<&\u200b\u1112\u1161\u11abİ\n.', max_size=40), st.text(alphabet='공관 "un<닫İ', max_size=12))
def test_marking_changes_no_letter(make_post_once, text, query):
    post = make_post_once(title=text, text=text)
    assert "".join(piece.text for piece in Marker(query).title(post)) == text
    assert "".join(piece.text for piece in Marker(query).excerpt(post, 1000)) in ("", text)


@pytest.fixture(scope="module")
def make_post_once():
    from datetime import UTC, datetime

    from pungmun.records import Post, Published, Segment

    def make(title, text):
        return Post("p", "x", "u", "u", title, (Segment("text", text),), Published(), datetime(2023, 12, 1, tzinfo=UTC))

    return make
