import math

import pytest

from models.corpus import shipped
from models.frequency import rarity, weight
from nlp.anchors import LONG, SHORT, WINDOW, _bar, _densest
from nlp.screen import LENGTH, Screen
from pungmun.records import Claim

CLAIM = Claim("nk", "북한이 전 세계 공관을 모두 폐쇄했다.", aliases={"공관": ("대사관", "재외공관"), "북한": ("北", "이북", "DPRK")})


@pytest.mark.parametrize(
    "text",
    ["북한 대사관 다 닫음", "北, 재외공관 폐쇄", "북 한 공 관 폐 쇄 됐 대 요", "북\u200b한이 공🚫관을 닫았다", "DPRK 공관 폐쇄"],
)
def test_evasive_spelling_passes(text: str) -> None:
    assert Screen([CLAIM], weight, rarity).candidates_many([text]) == [["nk"]]


def test_everyday_talk_does_not() -> None:
    screen = Screen([CLAIM], weight, rarity)
    assert screen.candidates_many(["오늘 점심은 김치찌개였다. 친구와 모두 맛있게 먹었다.", ""]) == [[], []]


def test_order_of_claims_changes_nothing() -> None:
    claims, posts = shipped()
    one, other = Screen(claims, weight, rarity), Screen(claims[::-1], weight, rarity)
    documents = [labelled.post.document for labelled in posts[::40]]
    assert one.scores_many(documents) == other.scores_many(documents)


def test_a_long_text_needs_more_than_a_short_one_and_less_is_named_on_demand() -> None:
    screen = Screen([CLAIM], weight, rarity)
    short, long = "북한 대사관 폐쇄", "북한 대사관 폐쇄 " + "상추를 심고 국수를 삶아 먹었다. " * 40
    (a,), (b,) = (list(found.values()) for found in screen.scores_many([short, long], -math.inf))
    assert a - b >= LENGTH * math.log(10)  # the long one is more than ten times as long
    assert screen.scores_many([long], b) == [{"nk": b}]
    assert screen.scores_many([long], b + 0.01) == [{}]


@pytest.mark.slow
def test_no_repeat_is_lost_beyond_the_known_share() -> None:
    """The screen knows no label and was tuned on no claim; what it loses is told in docs/model-card.md."""
    claims, posts = shipped()
    screen = Screen(claims, weight, rarity)
    repeats = [p for p in posts if p.label == "repeats"]
    found = screen.candidates_many([p.post.document for p in repeats])
    lost = [p.post.post_id for p, ids in zip(repeats, found, strict=True) if p.claim_id not in ids]
    assert len(lost) / len(repeats) <= 0.045


def test_anchors_count_together_only_within_a_window_and_the_title_with_every_one():
    near, far = [(10, 0, 1.0), (40, 1, 1.0)], [(10, 0, 1.0), (10 + WINDOW + 1, 1, 1.0)]
    assert (_densest(near, 0), _densest(far, 0)) == (2.0, 1.0)
    assert _densest(far, 11) == 2.0
    assert _densest([(10, 0, 1.0), (20, 0, 1.0), (30 + WINDOW, 1, 1.0), (40 + WINDOW, 2, 1.0)], 0) == 2.0


def test_the_bar_is_low_for_a_comment_and_rises_with_the_length():
    assert _bar(SHORT - 1) < _bar(SHORT) == _bar(LONG) < _bar(2 * LONG)
