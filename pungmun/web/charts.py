"""Geometry of the charts that the server draws as SVG; pure numbers, no markup.

The server's SVG is the chart: it needs no JavaScript and no inline style. ECharts is laid over it where it is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 960.0
LEFT = 132.0
RIGHT = 16.0
LANE = 46.0
GAP = 10.0
TOP = 34.0
#: Narrowest column, in SVG units, that still has a gap beside it.
MIN_GAPPED = 8.0
#: About how many dates stand under an axis.
TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle, in SVG units; `n` posts in the bucket `start`."""

    x: float
    y: float
    width: float
    height: float
    n: int
    start: str
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One date under the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line at a moment. `row` keeps texts of neighbours apart; `anchor` keeps them inside the picture.

    `band` is the width of the whole day when only the day is known and buckets are hours: a day never stands at its midnight.
    """

    x: float
    text: str
    kind: str
    row: int = 0
    anchor: str = "start"
    band: float = 0.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One label's curve with its own baseline."""

    label: str
    y: float
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LaneChart:
    """Separate curves over one time axis, all with one scale."""

    width: float
    height: float
    left: float
    axis_y: float
    top: float
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    highest: int
    dense: bool


@dataclass(frozen=True, slots=True)
class StackChart:
    """Stacked columns, one a day."""

    width: float
    height: float
    left: float
    axis_y: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    grid: tuple[Tick, ...]
    highest: int


def lanes(
    buckets: Sequence[Mapping[str, object]],
    labels: Sequence[str],
    moments: Sequence[tuple[str, str, str]] = (),
    *,
    cumulative: bool = False,
) -> LaneChart | None:
    """The spread timeline.

    Args:
        buckets: `start` and posts per label, in order of time.
        labels: one lane each, from the top.
        moments: (ISO day or time, text, kind) of the marks; those outside the axis are left out.
        cumulative: add up from the left.

    Returns:
        None when there is no bucket.
    """
    if not buckets:
        return None
    starts = [str(bucket["start"]) for bucket in buckets]
    table = {label: _row(buckets, label, cumulative=cumulative) for label in labels}
    highest = max(1, *(max(row) for row in table.values()))
    step = (WIDTH - LEFT - RIGHT) / len(starts)
    marks = _marks(moments, starts, step)
    top = TOP + 15 * max((mark.row for mark in marks), default=0)
    dense = step < MIN_GAPPED
    gap = 0.0 if dense else step * 0.08
    drawn = []
    for place, label in enumerate(labels):
        base = top + (place + 1) * LANE + place * GAP
        bars = []
        for i, n in enumerate(table[label]):
            tall = n / highest * LANE
            if n:
                x = LEFT + i * step + gap
                bars.append(Bar(round(x, 2), round(base - tall, 2), round(step - 2 * gap, 2), round(tall, 2), n, starts[i], label))
        total = table[label][-1] if cumulative else sum(table[label])
        drawn.append(Lane(label, base, total, tuple(bars)))
    axis = drawn[-1].y + 4
    return LaneChart(WIDTH, axis + 22, LEFT, axis, top, tuple(drawn), _ticks(starts, step, LEFT), marks, highest, dense)


def stacks(
    rows: Mapping[tuple[str, str], int],
    days: Sequence[str],
    labels: Sequence[str],
    *,
    width: float = WIDTH,
    height: float = 200.0,
    highest: int = 0,
) -> StackChart:
    """Columns of posts per day, split by label.

    Args:
        rows: (day, label) -> posts.
        days: ISO days on the axis, in order.
        labels: from the bottom up.
        width: of the picture, in SVG units.
        height: of the picture, in SVG units.
        highest: top of the scale; 0 takes it from the rows. Given to put several charts on one scale.
    """
    left, bottom, top = 34.0, 22.0, 10.0
    highest = highest or max([1, *(sum(rows.get((day, label), 0) for label in labels) for day in days)])
    step = (width - left - 8) / max(1, len(days))
    room = height - bottom - top
    bars = []
    for i, day in enumerate(days):
        y = height - bottom
        for label in labels:
            if n := rows.get((day, label), 0):
                tall = n / highest * room
                y -= tall
                bars.append(Bar(round(left + i * step + step * 0.1, 2), round(y, 2), round(step * 0.8, 2), round(tall, 2), n, day, label))
    grid = tuple(Tick(round(height - bottom - value / highest * room, 2), str(value)) for value in _round_values(highest))
    ticks = _ticks(list(days), step, left, ticks=max(2, int(width / 110)))
    return StackChart(width, height, left, height - bottom, tuple(bars), ticks, grid, highest)


def _row(buckets: Sequence[Mapping[str, object]], label: str, *, cumulative: bool) -> list[int]:
    values, total = [], 0
    for bucket in buckets:
        n = int(str(bucket.get(label, 0)))
        total += n
        values.append(total if cumulative else n)
    return values


def _ticks(starts: Sequence[str], step: float, left: float, ticks: int = TICKS) -> tuple[Tick, ...]:
    every = max(1, -(-len(starts) // ticks))
    shorten = _shortener(starts)
    return tuple(Tick(round(left + (i + 0.5) * step, 2), shorten(starts[i])) for i in range(0, len(starts), every))


def _shortener(starts: Sequence[str]) -> Callable[[str], str]:
    if starts and len(starts[0]) > 10:
        return lambda start: f"{start[5:10].replace('-', '.')} {start[11:13]}h"
    if starts and starts[0][:4] != starts[-1][:4]:
        return lambda start: start[:10].replace("-", ".")
    return lambda start: start[5:10].replace("-", ".")


def _marks(moments: Sequence[tuple[str, str, str]], starts: Sequence[str], step: float) -> tuple[Mark, ...]:
    """Marks at the bucket that holds their moment; a text that would run into its neighbour moves a row up."""
    marks: list[Mark] = []
    ends: list[float] = []
    for iso, text, kind in sorted(moments):
        first, last = _buckets_of(iso, starts)
        if first is None:
            continue
        by_hour = len(starts[0]) > len(iso)
        x = LEFT + (first + (0.0 if by_hour else 0.5)) * step
        wide = 8 + sum(11.5 if ord(c) > 0x1100 else 6.5 for c in text)
        anchor = "end" if x + wide > WIDTH else "start"
        low, high = (x - wide, x) if anchor == "end" else (x, x + wide)
        row = next((r for r, end in enumerate(ends) if end <= low), len(ends))
        if row == len(ends):
            ends.append(high)
        else:
            ends[row] = high
        marks.append(Mark(round(x, 2), text, kind, row, anchor, round((last - first + 1) * step, 2) if by_hour else 0.0))
    return tuple(marks)


def _buckets_of(iso: str, starts: Sequence[str]) -> tuple[int | None, int]:
    """First and last bucket that a moment may lie in: one, or all hours of its day; None outside the axis."""
    if len(iso) >= len(starts[0]):
        place = bisect_right(starts, iso[: len(starts[0])]) - 1
        same_day = place >= 0 and starts[place][:10] == iso[:10]
        return (place if same_day else None), place
    places = [i for i, start in enumerate(starts) if start.startswith(iso)]
    return (places[0], places[-1]) if places else (None, 0)


def _round_values(highest: int) -> list[int]:
    """At most four round values up to the highest."""
    size = 1
    while highest / size > 4:
        size *= 5 if str(size)[0] == "2" and highest / (size * 2.5) <= 4 else 2 if str(size)[0] in "15" else 5
    return list(range(size, highest + 1, size))
