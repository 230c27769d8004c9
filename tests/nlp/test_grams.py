"""Letter pairs and triples: close together counts, far apart does not, and long texts need no more than short ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.grams import PIECE, Grams, grams, squeeze
from nlp.screen import BEHIND, MOST_CLAIMS, nearest
from pungmun.records import Claim

CLAIMS = [
    Claim("a", "북한이 전 세계 공관을 모두 폐쇄했다.", aliases={"공관": ("대사관",)}),
    Claim("b", "오염수 방류 직후 바다가 잿빛으로 변했다."),
]
FOUND = Grams(CLAIMS, lambda _gram: 1.0)
FILLER = "상추를 심고 국수를 삶아 먹었다. "


def scores(*texts):
    return FOUND.scores([(squeeze(text), len(squeeze(text.partition("\n")[0])) if "\n" in text else 0) for text in texts])


def test_grams_are_pairs_and_triples():
    assert grams("가나다") == {"가나", "나다", "가나다"}
    assert grams("가") == set()


def test_words_that_stand_apart_count_less_than_together_and_a_title_counts_with_every_window():
    together, apart, titled = scores(
        "북한이 전 세계 공관을 폐쇄", "북한이 전 세계" + FILLER * 20 + "공관을 폐쇄", "북한이 전 세계\n" + FILLER * 20 + "공관을 폐쇄"
    )[:, 0]
    assert together > titled > 1.3 * apart  # what lies across the title's end is no gram of the claim


def test_spaces_and_a_shift_of_the_window_change_nothing_much():
    whole = "북한이 전 세계 공관을 모두 폐쇄했다"
    base = scores(whole)[0, 0]
    for before in range(0, 60, 7):
        assert scores("ㅁ" * before + whole)[0, 0] >= 0.75 * base
    assert scores(whole.replace(" ", ""))[0, 0] == base


def test_a_claim_at_the_end_of_a_megabyte_is_found_in_pieces():
    text = FILLER * (3 * PIECE // len(FILLER)) + "북한이 전 세계 대사관을 모두 폐쇄"
    assert scores(text)[0, 0] > 0.9 * scores("북한이 전 세계 대사관을 모두 폐쇄")[0, 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="북한공관을모두폐쇄했다바다 \n.a1", max_size=90), min_size=1, max_size=6))
def test_one_by_one_gives_the_same_as_many_at_once(texts):
    np.testing.assert_array_equal(scores(*texts), np.vstack([scores(text) for text in texts]))


def test_wording_that_variants_share_weighs_more_than_that_of_one():
    claim = Claim("c", "가나다", variants=("라마바 사아자", "라마바 차카타", "라마바 파하"))
    shared, single = (Grams([claim], lambda _gram: 1.0).scores([(text, 0)])[0, 0] for text in ("라마바", "사아자"))
    assert shared > single


def test_no_claims_and_no_letters():
    assert Grams([], lambda _gram: 1.0).scores([("가나다", 0)]).shape == (1, 0)
    assert scores("", "가").tolist() == [[0, 0], [0, 0]]


def test_the_nearest_claims_are_kept():
    found = {f"c{n:02}": 1 + n / 20 for n in range(20)}
    kept = nearest(found)
    assert list(kept) == sorted(kept)
    assert list(kept) == [f"c{n:02}" for n in range(20 - MOST_CLAIMS, 20)]
    assert nearest({"a": 2.5, "b": 2.49 - BEHIND, "c": 2.5 - BEHIND}) == {"a": 2.5, "c": 2.5 - BEHIND}
    assert nearest({}) == {}
