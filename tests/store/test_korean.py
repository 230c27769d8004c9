"""Search with Kiwi's morphemes on both sides: noun compounds, verb forms, short words that are easily misread."""

import pytest

from nlp.tokens import search_tokens_many
from pungmun.store import Judged, Query

TEXTS = {
    "a": "북한이 전 세계의 공관을 모두 폐쇄했다고 한다.",
    "b": "유엔뉴스는 UN 기구가 아니다. 재외공관 폐쇄 소식을 퍼뜨렸다.",
    "c": "기차를 타고 부산에 갔다. 기차표는 3천 원이었다.",
    "d": "대사관이 문을 닫았다는 소문을 들었다.",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("공관", "ab"),
        ("폐쇄하다", "ab"),
        ("폐쇄되었다", "ab"),
        ("기차", "c"),
        ("닫은", "d"),
        ('"공관을 모두 폐쇄"', "ab"),
        ("북한이 공관을 폐쇄했다", "a"),
        ("un", "b"),
    ],
)
def test_words_are_found_in_their_other_forms(open_new, make_post, text, expected):
    store = open_new(search_tokens_many)
    store.write([Judged(make_post(post_id, body, title="글")) for post_id, body in TEXTS.items()])
    assert "".join(sorted(hit.post.post_id for hit in store.search(Query(text=text)).hits)) == expected
