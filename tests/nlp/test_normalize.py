import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import normalize, plain

KOREAN = st.text(alphabet="가나다라북한전세계공관폐쇄됐다 .,!?\nㅋㅠㄱㅏabcХ北肝🚫\u200b①１", max_size=80)


@pytest.mark.parametrize(
    ("written", "readable"),
    [
        ("북 한 공 관", "북한공관"),
        ("폐🚫쇄됐다", "폐쇄됐다"),
        ("폐\u200b쇄", "폐쇄"),
        ("ㄱㅖ란", "계란"),
        ("北, 공관 폐쇄", "북한, 공관 폐쇄"),
        ("冬至", "동지"),
        ("Bеijing", "Beijing"),
        ("대.사.관.폐.쇄", "대사관폐쇄"),
        ("１００곳", "100곳"),
    ],
)
def test_evasive_spelling_becomes_readable(written: str, readable: str) -> None:
    assert plain(written) == readable


@pytest.mark.parametrize("text", ["ㅋㅋㅠㅠ", "좋아요😊그리고 갔다", "나 는 간다", "1. 첫째"])
def test_ordinary_writing_is_left_alone(text: str) -> None:
    assert plain(text) == text


@given(KOREAN)
def test_offsets_point_into_the_original(text: str) -> None:
    found = normalize(text)
    assert len(found.starts) == len(found.ends) == len(found.text)
    for i in range(len(found.text)):
        start, end = found.original(i, i + 1)
        assert 0 <= start < end <= len(text)
    assert list(found.starts) == sorted(found.starts)


@given(KOREAN)
def test_nfd_equals_nfc(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert plain(unicodedata.normalize("NFD", composed)) == plain(composed)


@given(st.text(max_size=60))
def test_any_text_is_accepted(text: str) -> None:
    assert isinstance(plain(text), str)
