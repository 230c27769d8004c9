"""`config/sources/*.yml` -> Source records: what is crawled, how politely, and by whose permission."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pungmun.errors import ConfigError
from pungmun.records import SEOUL
from pungmun.registry.claims import Slug, Text
from pungmun.registry.files import load_folder


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Permission(_Strict):
    """Who allowed this source to be crawled, when and why; `unknown` means no."""

    state: Literal["allowed", "disallowed", "unknown"] = "unknown"
    who: str = ""
    when: date | None = None
    why: str = ""

    @model_validator(mode="after")
    def _recorded(self) -> Permission:
        if self.state == "allowed" and not (self.who and self.when and self.why):
            raise ValueError("an allowed source needs who, when and why")
        return self


class Politeness(_Strict):
    """Limits against one host."""

    delay_seconds: float = Field(2.0, ge=0, description="pause between two requests to one host, in seconds")
    per_host: int = Field(1, ge=1, le=8, description="requests to one host at once")
    daily_requests: int = Field(1000, ge=1, description="requests a day (Asia/Seoul) at most")


class Expected(_Strict):
    """Posts a day that are normal for this source; outside it the source is `odd`."""

    min_posts: int = Field(0, ge=0)
    max_posts: int = Field(100_000, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> Expected:
        if self.max_posts < self.min_posts:
            raise ValueError("max_posts is smaller than min_posts")
        return self


class Source(_Strict):
    """One configured way in, on one platform.

    Attributes:
        spider: name of the Scrapy spider.
        options: what that spider takes; it validates them itself.
        schedule: cron expression in Asia/Seoul, read by the scheduler.
    """

    source_id: Slug
    title: Text
    platform: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    spider: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    enabled: bool = False
    options: dict[str, Any] = Field(default_factory=dict)
    permission: Permission = Permission()
    politeness: Politeness = Politeness()
    expected: Expected = Expected()
    schedule: str = Field("*/30 * * * *", pattern=r"^\S+ \S+ \S+ \S+ \S+$")
    note: str = ""

    @field_validator("schedule")
    @classmethod
    def _possible(cls, value: str) -> str:
        try:
            CronSim(value, datetime(2026, 1, 1, tzinfo=SEOUL))
        except CronSimError as error:
            raise ValueError(f"no cron expression: {error}") from error
        return value

    @property
    def may_run(self) -> bool:
        """Switched on and allowed."""
        return self.enabled and self.permission.state == "allowed"


def read_source_files(config_dir: Path) -> tuple[list[Source], list[str]]:
    """All source files that could be read, and all problems, as `file:line: key: message`.

    Raises:
        ConfigError: the folder does not exist.
    """
    folder = config_dir if config_dir.name == "sources" else config_dir / "sources"
    entries, problems = load_folder(folder, Source, id_key="source_id")
    return [entry for _, entry in entries], problems


def load_sources(config_dir: Path) -> tuple[Source, ...]:
    """All sources, in order of their ids.

    Raises:
        ConfigError: any file has any problem; all are listed.
    """
    sources, problems = read_source_files(config_dir)
    if problems:
        raise ConfigError(f"{len(problems)} problem(s) in the sources.", problems=tuple(problems), todo="correct them; nothing was loaded")
    return tuple(sources)
