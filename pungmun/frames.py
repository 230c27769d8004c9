"""The archive as pandas DataFrames, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd

from pungmun.desk import Desk
from pungmun.reports.export import COLUMNS, rows
from pungmun.reports.timeline import timeline
from pungmun.settings import get_settings
from pungmun.store import Query
from pungmun.store.base import Key


class Archive:
    """An open store that answers with DataFrames. Use it in a `with`, or call `close`.

    Times are aware, in Asia/Seoul; a post with only a day, or none, has `published_at` NaT and keeps its `day`.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def posts(
        self,
        text: str = "",
        *,
        claim: str | Sequence[str] = (),
        label: str | Sequence[str] = (),
        platform: str | Sequence[str] = (),
        since: date | str | None = None,
        until: date | str | None = None,
        full_text: bool = False,
    ) -> pd.DataFrame:
        """One row a finding (a post without one has one row with empty finding columns).

        Args:
            text: words and "phrases", as in `pungmun search`.
            claim: claim id, or several.
            label: counted label (`needs_review` included), or several.
            platform: platform, or several.
            since: first day in Asia/Seoul.
            until: last day in Asia/Seoul.
            full_text: whole posts instead of their first 300 characters.
        """
        query = Query(text, _many(claim), _many(label), _many(platform), since=_day(since), until=_day(until))
        frame = pd.DataFrame(rows(self._desk.store.scan(query), full_text=full_text), columns=list(COLUMNS))
        timed = frame["published"].where(frame["published_precision"].isin(["second", "minute"]))
        frame["published_at"] = pd.to_datetime(timed, utc=True, format="ISO8601").dt.tz_convert("Asia/Seoul")
        frame["day"] = pd.to_datetime(frame["published"].str[:10], format="%Y-%m-%d").dt.date
        return frame

    def counts(self, *by: Key, claim: str | Sequence[str] = (), label: str | Sequence[str] = ()) -> pd.DataFrame:
        """Posts by platform, label, day, hour, claim, source or cluster."""
        return pd.DataFrame(self._desk.store.counts(by, Query(claims=_many(claim), labels=_many(label))), columns=[*by, "posts"])

    def timeline(self, claim: str, by: Literal["hour", "day"] = "day") -> pd.DataFrame:
        """Posts per bucket, one column a label, indexed by the bucket's start in Asia/Seoul."""
        frame = pd.DataFrame(timeline(self._desk.store, claim, by)["buckets"])
        if frame.empty:
            return frame
        start = pd.to_datetime(frame.pop("start"), format="ISO8601")
        frame.index = pd.DatetimeIndex(start if by == "hour" else start.dt.tz_localize("Asia/Seoul"), name="start")
        return frame.fillna(0).astype(int)

    def claims(self) -> pd.DataFrame:
        """The registry: claim_id, statement, truth, verdict, topic, version."""
        columns = ["claim_id", "statement", "truth", "verdict", "topic", "version"]
        return pd.DataFrame([[getattr(claim, name) for name in columns] for claim in self._desk.claims], columns=columns)

    def close(self) -> None:
        """Release the store."""
        self._desk.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str | None = None) -> Archive:
    """The archive at `url`, or at PUNGMUN_STORE.

    Raises:
        ConfigError: the address is none of a store.
        StoreError: it can't be reached.
    """
    settings = get_settings()
    return Archive(Desk(settings.model_copy(update={"store": url}) if url else settings))


def _many(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
