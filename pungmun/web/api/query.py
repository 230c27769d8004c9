"""The conditions of a search as parameters of the API: the names of the console's addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Query as Parameter
from fastapi.exceptions import RequestValidationError

from pungmun.records import SEOUL
from pungmun.store import Query
from pungmun.web.params import FIRST_YEAR, LAST_YEAR, MAX_TEXT, clean

Label = Literal["repeats", "needs_review", "debunks", "asks", "weaker_true", "related"]
Words = Annotated[str, Parameter(max_length=MAX_TEXT, description='Words and "phrases"; every one must occur, in any form.')]
Names = Annotated[list[str], Parameter(max_length=50)]
_DAYS = "Day in Asia/Seoul, included; undated posts never match."


def api_query(
    q: Words = "",
    claim: Names = [],  # noqa: B006 - FastAPI copies defaults
    label: Annotated[list[Label], Parameter(description="Counted labels, any of them.")] = [],  # noqa: B006
    platform: Names = [],  # noqa: B006
    source: Names = [],  # noqa: B006
    since: Annotated[date | None, Parameter(description=_DAYS)] = None,
    until: Annotated[date | None, Parameter(description=_DAYS)] = None,
    undated: Annotated[bool | None, Parameter(description="Only posts without (true) or with (false) a day.")] = None,
    judged: Annotated[bool | None, Parameter(description="Only posts with (true) or without (false) a finding.")] = None,
    hour: Annotated[datetime | None, Parameter(description="Start of an hour; Asia/Seoul when it has no zone.")] = None,
    cluster: Annotated[str | None, Parameter(max_length=80, description="Copy cluster.")] = None,
    link: Annotated[str | None, Parameter(max_length=2000, description="Address that the post links to.")] = None,
) -> Query:
    """A Query; 422 for a time outside the years that are computed with."""
    for name, moment in (("since", since), ("until", until), ("hour", hour)):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            found = {"type": "value_error", "loc": ("query", name), "msg": f"a year from {FIRST_YEAR} to {LAST_YEAR}", "input": str(moment)}
            raise RequestValidationError([found])
    if hour is not None and hour.tzinfo is None:
        hour = hour.replace(tzinfo=SEOUL)
    return Query(
        text=clean(q).strip(),
        claims=_names(claim),
        labels=tuple(label),
        platforms=_names(platform),
        sources=_names(source),
        since=since,
        until=until,
        undated=undated,
        judged=judged,
        hour=hour,
        cluster=clean(cluster) if cluster else None,
        link=clean(link) if link else None,
    )


def _names(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values if (name := clean(value).strip())))
