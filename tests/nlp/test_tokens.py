from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.sentences import MAX_SENTENCE
from nlp.tokens import morphs, morphs_many, search_tokens, search_tokens_many, split_sentences


def test_search_finds_content_whatever_the_ending() -> None:
    assert {"공관", "폐쇄"} <= set(search_tokens("공관을 폐쇄했다는 소문"))
    assert set(search_tokens("공관 폐쇄")) <= set(search_tokens("북한이 공관들을 모두 폐쇄했대요"))


def test_a_query_without_content_still_asks_something() -> None:
    assert search_tokens("을") == ["을"]


def test_many_equals_one_by_one() -> None:
    texts = ["국회를 통과했다. 정말?", "", "동지는 공휴일이 아니다"]
    assert search_tokens_many(texts) == [search_tokens(t) for t in texts]


def test_a_sentence_is_read_the_same_in_any_company() -> None:
    sentence = "모든 공관을 닫았다고 합니다."
    assert morphs_many(["다른 문장", sentence, "또 하나"])[1] == morphs(sentence)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet='가나다 .!?\n"ㅋㅠ1a,', max_size=600))
def test_sentences_lie_in_order_inside_the_text(text: str) -> None:
    end = 0
    for start, stop in split_sentences(text):
        assert end <= start < stop <= len(text)
        assert stop - start <= MAX_SENTENCE
        assert text[start:stop].strip() == text[start:stop]
        end = stop


def test_sentences_end_at_marks_lines_and_laughter() -> None:
    text = "닫았다.그런데 아니래ㅋㅋㅋ 진짜?\n1. 첫째 줄"
    assert [text[a:b] for a, b in split_sentences(text)] == ["닫았다.", "그런데 아니래ㅋㅋㅋ", "진짜?", "1. 첫째 줄"]


def test_one_endless_word_is_cut() -> None:
    assert len(split_sentences("가" * 100_000)) == -(-100_000 // MAX_SENTENCE)
