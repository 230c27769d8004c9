"""One query string for one Query, both ways: the reason why every number can be a link to exactly its posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from pungmun.records import COUNTED_LABELS, SEOUL
from pungmun.store import Query

#: Query field -> name in addresses.
_MANY = {"claims": "claim", "labels": "label", "platforms": "platform", "sources": "source"}
_ONE = {"text": "q", "cluster": "cluster", "link": "link"}
_FLAGS = {"undated": "undated", "judged": "judged"}
MAX_TEXT = 500
#: Years that may be asked for; outside them, arithmetic with zones overflows.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class BadParameterError(ValueError):
    """A value in an address that can't be read; the message names parameter and value."""


def read_query(params: QueryParams) -> Query:
    """The Query of an address; empty values are no condition.

    Raises:
        BadParameterError: a date, flag or label that isn't one.
    """
    values: dict[str, Any] = {}
    for field, name in _MANY.items():
        values[field] = tuple(dict.fromkeys(clean(v) for v in params.getlist(name) if v.strip()))
    for field, name in _ONE.items():
        if text := clean(params.get(name, "")).strip()[:MAX_TEXT]:
            values[field] = text
    for field, name in _FLAGS.items():
        values[field] = _flag(name, params.get(name, ""))
    for name in ("since", "until"):
        values[name] = _day(name, params.get(name, ""))
    values["hour"] = _hour(params.get("hour", ""))
    for label in values["labels"]:
        if label not in COUNTED_LABELS:
            raise BadParameterError(f"label={label}")
    return Query(**values)


def write_query(query: Query) -> list[tuple[str, str]]:
    """Reverse of `read_query`: pairs for an address, in a fixed order so that addresses are stable."""
    pairs = [(name, value) for field, name in _ONE.items() if (value := getattr(query, field))]
    pairs += [(name, value) for field, name in _MANY.items() for value in getattr(query, field)]
    pairs += [(name, day.isoformat()) for name in ("since", "until") if (day := getattr(query, name))]
    pairs += [(name, "1" if flag else "0") for name in _FLAGS if (flag := getattr(query, name)) is not None]
    if query.hour:
        pairs.append(("hour", query.hour.astimezone(SEOUL).isoformat()))
    return pairs


def search_url(query: Query, **conditions: Any) -> str:
    """Address of the search page that shows exactly the posts of `query` with these conditions added.

    Args:
        query: the conditions that hold on the page.
        conditions: fields of Query that replace its own, and other parameters of the search page such as `order`.
    """
    return "/search" + query_string(query, **conditions)


def query_string(query: Query, **conditions: Any) -> str:
    """`?…` for a query with conditions added; empty when there is none."""
    fields = {key: _as_field(key, value) for key, value in conditions.items() if key in Query.__dataclass_fields__}
    extra = [(key, str(value)) for key, value in conditions.items() if key not in fields and value not in (None, "")]
    pairs = write_query(replace(query, **fields)) + extra
    return "?" + urlencode(pairs) if pairs else ""


def _as_field(key: str, value: Any) -> Any:
    if key in _MANY:
        return (value,) if isinstance(value, str) else tuple(value)
    if key in ("since", "until") and isinstance(value, str):
        return date.fromisoformat(value)
    if key == "hour" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


def clean(value: str) -> str:
    """Without control characters and lone surrogates, which no store takes."""
    return "".join(c for c in value if c >= " " and not "\ud800" <= c <= "\udfff")


def _flag(name: str, value: str) -> bool | None:
    if value not in ("", "0", "1"):
        raise BadParameterError(f"{name}={value}")
    return {"": None, "0": False, "1": True}[value]


def _day(name: str, value: str) -> date | None:
    if not value.strip():
        return None
    try:
        day = date.fromisoformat(value.strip())
    except ValueError as error:
        raise BadParameterError(f"{name}={value}") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadParameterError(f"{name}={value}")
    return day


def _hour(value: str) -> datetime | None:
    if not value.strip():
        return None
    try:
        # A plus sign that was not escaped arrives as a blank.
        parsed = datetime.fromisoformat(value.strip().replace(" ", "+"))
    except ValueError as error:
        raise BadParameterError(f"hour={value}") from error
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        raise BadParameterError(f"hour={value}")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SEOUL)


def local_address(wanted: str, otherwise: str) -> str:
    """`wanted` when it is a path on this console, else `otherwise`: forms must not send anyone elsewhere."""
    path = clean(wanted)
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if safe else otherwise
