"""Names of indices: pure functions of prefix, mapping version and month.

Posts lie in one index per month of publication, so that old months can be dropped whole; `undated` holds the posts without a
day. Reading goes through the alias `<prefix>-posts`, which points to the indices of one mapping version only.
"""

from __future__ import annotations

import re
from datetime import date

from pungmun.errors import ConfigError
from pungmun.records import Published

UNDATED = "undated"
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_MONTH = re.compile(r"\d{4}\.\d{2}|undated")


def check_prefix(prefix: str) -> str:
    """The prefix, if index names can begin with it.

    Raises:
        ConfigError: it has characters that an index name can't have.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ConfigError(
            f"{prefix!r} can't be the prefix of index names.",
            todo="use small letters, digits, '-', '_' and '.' in the address: http://host:9200/pungmun",
        )
    return prefix


def month_of(published: Published) -> str:
    """`2023.11` in Asia/Seoul, or `undated`."""
    return UNDATED if published.day is None else f"{published.day.year:04}.{published.day.month:02}"


def is_before(month: str, day: date) -> bool:
    """Whether every day of the month lies before `day`; never for `undated`."""
    return month != UNDATED and month < f"{day.year:04}.{day.month:02}"


def posts_alias(prefix: str) -> str:
    """What is read."""
    return f"{prefix}-posts"


def posts_pattern(prefix: str, version: int) -> str:
    """All months of one mapping version."""
    return f"{prefix}-posts-v{version}-*"


def posts_index(prefix: str, version: int, month: str) -> str:
    """The index that holds a month."""
    if not _MONTH.fullmatch(month):
        raise ValueError(f"{month!r} is no month")
    return f"{prefix}-posts-v{version}-{month}"


def parse_posts_index(prefix: str, name: str) -> tuple[int, str] | None:
    """(version, month) of an index of posts; None for another index."""
    match = re.fullmatch(re.escape(prefix) + r"-posts-v(\d+)-(" + _MONTH.pattern + ")", name)
    return (int(match[1]), match[2]) if match else None


def book_index(prefix: str, book: str) -> str:
    """The index of reviews, quarantine, …; they are small and have no months."""
    return f"{prefix}-{book}"
