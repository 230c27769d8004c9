"""Geometry and marking: what is drawn is what was counted, what is shown is what the post says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pungmun.records import Finding, Post, Published, Segment
from pungmun.web.charts import LEFT, RIGHT, WIDTH, lanes, stacks
from pungmun.web.marking import blocks

DAYS = [f"2023-11-{day:02}" for day in range(10, 20)]
BUCKETS = [{"start": day, "repeats": n, "debunks": 10 - n} for n, day in enumerate(DAYS)]


def test_lanes_hold_every_post_on_one_scale() -> None:
    chart = lanes(BUCKETS, ("repeats", "debunks"))

    assert chart
    assert [lane.total for lane in chart.lanes] == [45, 55]
    assert chart.highest == 10
    heights = {bar.n: bar.height for lane in chart.lanes for bar in lane.bars}
    assert heights[8] == pytest.approx(2 * heights[4], abs=0.02)
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH - RIGHT + 0.1 for lane in chart.lanes for bar in lane.bars)


def test_added_up_lanes_never_fall() -> None:
    chart = lanes(BUCKETS, ("repeats",), cumulative=True)

    assert chart
    values = [bar.n for bar in chart.lanes[0].bars]
    assert values == sorted(values)
    assert values[-1] == chart.lanes[0].total == 45


def test_no_buckets_no_chart() -> None:
    assert lanes([], ("repeats",)) is None


@pytest.mark.parametrize(
    ("moment", "shown"), [("2023-11-10", True), ("2023-11-19", True), ("2023-11-09", False), ("2023-11-20", False), ("2024-11-12", False)]
)
def test_marks_stand_only_on_days_of_the_axis(moment: str, shown: bool) -> None:
    chart = lanes(BUCKETS, ("repeats",), [(moment, "팩트체크", "check")])

    assert chart
    assert bool(chart.marks) is shown


def test_neighbouring_marks_do_not_run_into_each_other() -> None:
    chart = lanes(BUCKETS, ("repeats",), [("2023-11-12", "아주 긴 이름의 매체", "origin"), ("2023-11-13", "첫 되풀이", "first")])

    assert chart
    assert len({mark.row for mark in chart.marks}) == 2


def test_columns_stack_to_the_sum_of_the_day() -> None:
    rows = {(day, label): n for n, day in enumerate(DAYS) for label in ("repeats", "debunks")}
    chart = stacks(rows, DAYS, ("repeats", "debunks"))

    tops = {bar.start: min(b.y for b in chart.bars if b.start == bar.start) for bar in chart.bars}
    assert min(tops, key=lambda day: tops[day]) == DAYS[-1]
    assert sum(bar.n for bar in chart.bars) == sum(rows.values())


segments = st.lists(st.tuples(st.sampled_from(["text", "quote", "card"]), st.text(max_size=30)), max_size=4)


@given(st.text(max_size=20), segments, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=3))
def test_pieces_are_the_post_whatever_is_marked(title: str, kinds: list[tuple[str, str]], places: list[tuple[int, int]]) -> None:
    post = Post("p", "x", "", "", title, tuple(Segment(k, t) for k, t in kinds), Published(), datetime.now(UTC))  # type: ignore[arg-type]
    findings = [Finding("p", "c", "repeats", 1.0, {"repeats": 1.0}, "", *sorted(place), False) for place in places]

    shown = blocks(post, findings)

    assert ["".join(piece.text for piece in block.pieces) for block in shown] == [title, *(text for _, text in kinds)]
    marked = sum(len(piece.text) for block in shown for piece in block.pieces if piece.label)
    spans = [(0, len(title)), *((start, end) for start, end, _ in post.spans())]
    covered = {n for start, end in spans for n in range(start, end) if any(f.start <= n < f.end for f in findings)}
    assert marked == len(covered)
