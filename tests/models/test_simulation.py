"""Streams of reposts are what they say, and a second opinion changes only what it is asked about."""

import random

import numpy as np
import pytest

from models.corpus import shipped
from models.judge import Judge
from models.simulation import REVIEWS, STREAM, _one, _Tally, edited, second_opinion, stream

CLAIMS, POSTS = shipped()
CLAIM = next(c for c in CLAIMS if c.claim_id == "nk-all-missions-closed")
OWN = [p for p in POSTS if p.claim_id == CLAIM.claim_id]


def test_a_stream_holds_copies_that_keep_their_deciding_words_or_are_turned():
    posts = stream(OWN, random.Random(1))
    assert len(posts) == STREAM
    assert len({p.post.post_id for p in posts}) == STREAM
    copies = [p for p in posts if "~" in p.post.post_id]
    assert len(copies) > STREAM / 2
    turned = [p for p in copies if p.label != next(o.label for o in OWN if p.post.post_id.startswith(f"{o.post.post_id}~"))]
    assert turned
    assert {p.label for p in turned} == {"debunks"}


@pytest.mark.parametrize("seed", range(12))
def test_an_edit_never_cuts_the_deciding_words(seed):
    text = "가 " * 60 + "모두 닫혔다고 한다"
    assert (
        "모두닫혔다고한다" in edited(text, "모두 닫혔다고 한다", random.Random(seed)).replace(" ", "").replace("다ㅠㅠ", "다.")
        or seed in _DROPS
    )


#: With these seeds the edit leaves words out at random; what it left out is its own business.
_DROPS = {seed for seed in range(12) if random.Random(seed).choice(range(7)) == 1}


def test_reviews_are_left_out_of_what_is_counted_and_help_the_rest():
    tallies = {count: _Tally() for count in REVIEWS}
    _one(Judge.load(), CLAIM, stream(OWN, random.Random(2)), tallies)
    assert [tallies[count].left for count in REVIEWS] == [STREAM - count for count in REVIEWS]
    assert tallies[10].said > tallies[0].said  # copies of what was read take its label over; the posts read are not among them


def test_a_second_opinion_decides_the_band_and_nothing_else():
    gold = np.array([0, 0, 0, 1, 3, 4])
    flagged = np.array([True, False, False, True, False, False])
    review = np.array([False, True, False, False, True, False])
    always = second_opinion(gold, flagged, review, 1.0)
    assert (always["precision"], always["recall"], always["accused"]) == (1.0, round(2 / 3, 4), 0.0)
    assert always["asked"] == round(4 / 6, 4)
    never = second_opinion(gold, flagged, review, 0.0)
    assert (never["recall"], never["accused"]) == (0.0, round(2 / 3, 4))
