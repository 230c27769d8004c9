import pytest

from nlp.numbers import numbers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("사천 명이 입원", 4000, "명"),
        ("4천 명이 입원", 4000, "명"),
        ("4,000명이 입원", 4000, "명"),
        ("10명 중 7명", 70, "%"),
        ("70%가 답했다", 70, "%"),
        ("70퍼센트가 답했다", 70, "%"),
        ("절반이 닫혔다", 50, "%"),
        ("3만5천 원", 35000, "원"),
        ("대사관 두 곳", 2, "곳"),
        ("3분의 1", 33.3, "%"),
    ],
)
def test_one_value_however_it_is_written(text: str, value: float, unit: str) -> None:
    assert [(n.value, n.unit) for n in numbers(text)] == [(value, unit)]


def test_minutes_are_no_persons() -> None:
    assert [(n.value, n.unit) for n in numbers("7시 12분")] == [(7, "시"), (12, "분")]
    assert [(n.value, n.unit) for n in numbers("세 분")] == [(3, "명")]


def test_two_counts_stay_two_counts() -> None:
    assert {n.value for n in numbers("53곳 가운데 12곳")} == {53, 12}
