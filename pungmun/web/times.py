"""Times in words: always Asia/Seoul, never more precise than the page was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from pungmun.records import SEOUL, Published
from pungmun.web.i18n import msgid

Translate = Callable[[str], str]
#: Days, hours and minutes as they stand behind a number.
UNITS = (msgid(" d"), msgid(" h"), msgid(" min"))


def when(published: Published, gettext: Translate) -> str:
    """A publication time as far as it is known; a day stays a day."""
    if published.instant is not None:
        return moment(published.instant)
    if published.day is not None:
        day_only = gettext("day only")
        return f"{published.day.isoformat()} ({day_only})"
    return gettext("date unknown")


def moment(value: datetime | str | None) -> str:
    """An aware time (or its ISO 8601 form) in Asia/Seoul, to the minute; empty for None."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") if value else ""


def today() -> date:
    """The day in Asia/Seoul."""
    return datetime.now(SEOUL).date()


def span(seconds: float, gettext: Translate) -> str:
    """A length of time in its two largest units, such as `3 days 4 hours`.

    Args:
        seconds: length, in seconds; the sign is dropped.
        gettext: translation of the units.
    """
    minutes = round(abs(seconds) / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{n}{gettext(unit)}" for n, unit in zip((days, hours, minutes), UNITS, strict=True) if n]
    return " ".join(parts[:2]) or f"0{gettext(UNITS[2])}"


def lag(first: Published, then: Published, gettext: Translate) -> str:
    """How long after `first` came `then`; in days when either is known to the day only, empty when one is unknown."""
    if first.instant and then.instant:
        seconds = (then.instant - first.instant).total_seconds()
        return ("−" if seconds < 0 else "+") + span(seconds, gettext)
    if first.day and then.day:
        days = (then.day - first.day).days
        return f"{'−' if days < 0 else '+'}{abs(days)}{gettext(UNITS[0])}"
    return ""


def days_back(last: date, days: int) -> date:
    """First day of a window of `days` days that ends with `last`."""
    return last - timedelta(days=days - 1)
