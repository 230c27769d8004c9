"""Where a post stands in time: one integer that orders posts the same way in both stores.

A place is (day, second of the day, tie). A post of which only the day is known stands after the timed ones of its day; an
undated post has a negative place and so comes last when the newest come first. Days and hours are read back from the
place, so that a range of days is a range of places.
"""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from pungmun.records import SEOUL, Published

TIE_BITS = 23
SECOND_BITS = 18
DAY_SHIFT = TIE_BITS + SECOND_BITS
#: Second of the day of a post of which only the day is known: later than any second of a day of 25 hours.
NO_TIME = (1 << SECOND_BITS) - 1


@lru_cache(4096)
def midnight(day: date) -> datetime:
    """First instant of a day in Seoul, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL).astimezone(UTC)


def place_of(post_id: str, published: Published) -> int:
    """The place of a post; posts of the same second are in the order of a checksum of their ids."""
    if published.day is None:
        return -1 - (int.from_bytes(blake2b(post_id.encode(), digest_size=8).digest(), "big") >> 2)
    second = NO_TIME
    if published.instant is not None:
        second = min(max(int((published.instant - midnight(published.day)).total_seconds()), 0), NO_TIME - 1)
    tie = zlib.crc32(post_id.encode()) & ((1 << TIE_BITS) - 1)
    return published.day.toordinal() << DAY_SHIFT | second << TIE_BITS | tie


def day_range(since: date | None, until: date | None) -> tuple[int | None, int | None]:
    """First place of `since` and first place after `until`."""
    return (
        None if since is None else since.toordinal() << DAY_SHIFT,
        None if until is None else (until.toordinal() + 1) << DAY_SHIFT,
    )


def hour_range(hour: datetime) -> tuple[int, int]:
    """Places of the timed posts of the hour that begins with `hour` (aware)."""
    local = hour.astimezone(SEOUL)
    number = int((hour.astimezone(UTC) - midnight(local.date())).total_seconds()) // 3600
    base = local.date().toordinal() << DAY_SHIFT
    return base | number * 3600 << TIE_BITS, base | (number + 1) * 3600 << TIE_BITS


def day_iso(ordinal: int) -> str:
    """`2023-11-12` from the day's number."""
    return date.fromordinal(ordinal).isoformat()


def hour_iso(ordinal: int, number: int) -> str:
    """`2023-11-12T09:00:00+09:00` from the day's number and the hour's number in it."""
    day = date.fromordinal(ordinal)
    if day.year > 1988:  # no summer time since
        return f"{day.isoformat()}T{number:02}:00:00+09:00"
    start = midnight(day) + timedelta(hours=number)
    return start.astimezone(SEOUL).isoformat(timespec="seconds")


def hour_of(published: Published) -> str | None:
    """The hour of a timed post as `hour_iso`; None when the time is unknown."""
    if published.day is None or published.instant is None:
        return None
    seconds = (published.instant - midnight(published.day)).total_seconds()
    return hour_iso(published.day.toordinal(), max(int(seconds), 0) // 3600)
