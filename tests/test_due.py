"""When a source is due."""

from __future__ import annotations

from datetime import datetime

import pytest

from pungmun.records import SEOUL
from pungmun.registry.due import due
from pungmun.registry.sources import Source


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "expected"),
    [
        pytest.param("*/30 * * * *", None, "23 08:10", True, id="never ran"),
        pytest.param("*/30 * * * *", "23 08:00:04", "23 08:10", False, id="ran for this time already"),
        pytest.param("*/30 * * * *", "23 08:00:04", "23 08:30", True, id="the minute itself counts"),
        pytest.param("*/30 * * * *", "23 08:00:04", "23 08:29:59", False, id="a second too early"),
        pytest.param("0 7 * * *", "21 07:00:01", "23 06:59", True, id="missed yesterday's"),
        pytest.param("0 7 * * *", "22 07:00:01", "23 06:59", False, id="not yet today"),
        pytest.param("0 7 * * *", "23 23:00", "23 08:00", False, id="clock went back"),
        pytest.param("0 7 * * *", "30 07:00", "23 08:00", True, id="clock had been a week ahead"),
        pytest.param("0 0 * * 0", "15 00:00:01", "22 00:00", True, id="Sundays of Korea"),
    ],
)
def test_due(schedule: str, last: str | None, now: str, expected: bool) -> None:
    source = Source(source_id="s", title="s", platform="p", spider="s", schedule=schedule)
    assert due(source, at(last) if last else None, at(now)) is expected
    utc = datetime.fromisoformat("1970-01-01T00:00:00+00:00").tzinfo
    assert due(source, at(last).astimezone(utc) if last else None, at(now).astimezone(utc)) is expected


def test_impossible_schedule_is_refused_in_the_file() -> None:
    with pytest.raises(ValueError, match="Bad minute"):
        Source(source_id="s", title="s", platform="p", spider="s", schedule="61 * * * *")
