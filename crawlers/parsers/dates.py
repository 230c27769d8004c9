"""Printed and machine dates -> Published, with the precision the page has and no more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from pungmun.records import SEOUL, Published

#: No Korean platform we read has public posts older than this: an epoch of 0 or a typo, not a date.
_OLDEST = date(1995, 1, 1)
#: A wrong clock of ours must not make every post "from the future".
_CLOCK_FLOOR = datetime(2026, 1, 1, tzinfo=UTC)
_FUTURE_ALLOWED = timedelta(days=2)

_FULL = re.compile(
    r"(?<!\d)(\d{4}|\d{2})\s*(?:[.\-/]|년)\s*(\d{1,2})\s*(?:[.\-/]|월)\s*(\d{1,2})(?!\d)\s*[.일]?"
    r"(?:\s*(?:\([월화수목금토일]\)|[월화수목금토일]요일))?[\sT,]*(오전|오후|AM|PM)?\s*(?:(\d{1,2})\s*(?::|시)\s*(\d{1,2})\s*분?(?:\s*:?\s*(\d{2})(?!\d))?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\d:.])(오전|오후)?\s*([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_AGO = re.compile(r"(?:(\d{1,4})\s*일)?\s*(?:(\d{1,3})\s*시간)?\s*(?:(\d{1,3})\s*분)?\s*(?:(\d{1,3})\s*초)?\s*전")
_WEEKS_AGO = re.compile(r"(\d{1,2})\s*주\s*전")
#: A printed date with words around it is shorter than this; patterns that take longer on longer texts get no more.
_LONGEST = 500
_NAMED_DAYS = (("그저께", 2), ("그제", 2), ("어제", 1), ("오늘", 0))
_PLAIN = re.compile(r"^\d{8}(\d{4}(\d{2})?)?$")


def plausible(published: Published, seen_at: datetime) -> Published:
    """The same date, or unknown when nobody can have published then (1970, 2099)."""
    if published.day is None:
        return published
    latest = (max(seen_at, _CLOCK_FLOOR) + _FUTURE_ALLOWED).astimezone(SEOUL).date()
    return published if _OLDEST <= published.day <= latest else Published()


def from_epoch_ms(value: str | int, seen_at: datetime) -> Published:
    """Milliseconds since 1970, UTC; unknown when it is no such number."""
    try:
        return plausible(Published.at(datetime.fromtimestamp(int(value) / 1000, tz=UTC)), seen_at)
    except (ValueError, OverflowError, OSError):
        return Published()


def from_digits(value: str, seen_at: datetime) -> Published:
    """`20110531224510` (KST, second), `201105312245` (minute) or `20110531` (day)."""
    value = value.strip()
    if not _PLAIN.match(value):
        return Published()
    try:
        if len(value) == 8:
            return plausible(Published.on(datetime.strptime(value, "%Y%m%d").replace(tzinfo=SEOUL).date()), seen_at)
        shape, precision = ("%Y%m%d%H%M%S", "second") if len(value) == 14 else ("%Y%m%d%H%M", "minute")
        moment = datetime.strptime(value, shape).replace(tzinfo=SEOUL)
        return plausible(Published.at(moment, "second" if precision == "second" else "minute"), seen_at)
    except ValueError:
        return Published()


def from_iso(value: str, seen_at: datetime) -> Published:
    """ISO 8601 of a machine field; a time without a zone is Seoul's, a bare date is a day."""
    value = value.strip()
    try:
        if len(value) <= 10:
            return plausible(Published.on(date.fromisoformat(value)), seen_at)
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return from_printed(value, seen_at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
    has_seconds = bool(re.search(r"\d{1,2}:\d{2}:\d{2}|T\d{6}", value))
    try:
        return plausible(Published.at(moment, "second" if has_seconds else "minute"), seen_at)
    except OverflowError:
        return Published()


def from_rfc822(value: str, seen_at: datetime) -> Published:
    """`Mon, 26 Sep 2016 07:50:00 +0900`, as feeds and the news search write it."""
    try:
        moment = parsedate_to_datetime(value.strip())
        return plausible(Published.at(moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)), seen_at)
    except (ValueError, TypeError, IndexError, OverflowError):
        return from_iso(value, seen_at)


def from_printed(text: str, seen_at: datetime) -> Published:
    """A date as a page shows it to readers: `2019. 7. 19. 12:11`, `26.05.08`, `12:34`, `2시간 4분 전`, `어제`.

    Relative forms count back from `seen_at` in Seoul. "3시간 전" leaves an hour open, so only its day is kept; a form
    with minutes keeps the minute.

    Args:
        text: the printed date, with or without words around it.
        seen_at: aware; when the page was fetched.
    """
    now, text = seen_at.astimezone(SEOUL), _short(text)
    try:
        return plausible(_absolute(text) or _relative(text, now) or Published(), seen_at)
    except (ValueError, OverflowError):
        return Published()


def _short(text: str) -> str:
    """Blanks in a row would cost the patterns minutes; one says the same."""
    return " ".join(text[: 4 * _LONGEST].split())[:_LONGEST]


def _absolute(text: str) -> Published | None:
    for match in _FULL.finditer(text):
        year, month, day, half, hour, minute, second = match.groups()
        try:
            on = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        except ValueError:
            continue
        if hour is None:
            return Published.on(on)
        try:
            moment = datetime(on.year, on.month, on.day, _hour(half, int(hour)), int(minute), int(second or 0), tzinfo=SEOUL)
        except ValueError:
            return Published.on(on)
        return Published.at(moment, "second" if second else "minute")
    return None


def _relative(text: str, now: datetime) -> Published | None:
    if re.search(r"방금|지금\s*막", text):
        return Published.at(now.replace(second=0, microsecond=0), "minute")
    if weeks := _WEEKS_AGO.search(text):
        return Published.on((now - timedelta(weeks=int(weeks[1]))).date())
    ago = next((match for match in _AGO.finditer(text) if any(match.groups())), None)
    if ago:
        days, hours, minutes, seconds = (int(part) if part else 0 for part in ago.groups())
        moment = now - timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if ago[3] or (ago[4] and not ago[2]):
            return Published.at(moment.replace(second=0, microsecond=0), "minute")
        # Whole hours or days: the true time lies up to one unit earlier; its middle decides the day.
        return Published.on((moment - timedelta(minutes=30) if hours else moment).date())
    for word, back in _NAMED_DAYS:
        if word in text:
            day = now.date() - timedelta(days=back)
            return _at_clock(text, day) or Published.on(day)
    return _at_clock(text, now.date())


def _at_clock(text: str, day: date) -> Published | None:
    clock = _CLOCK.search(text)
    if not clock:
        return None
    hour = _hour(clock[1], int(clock[2]))
    moment = datetime(day.year, day.month, day.day, hour, int(clock[3]), int(clock[4] or 0), tzinfo=SEOUL)
    return Published.at(moment, "second" if clock[4] else "minute")


def _hour(half: str | None, hour: int) -> int:
    if half and half.lower() in {"오후", "pm"} and hour < 12:
        return hour + 12
    return 0 if half and half.lower() in {"오전", "am"} and hour == 12 else hour
