"""The machine's clock is set back and forward between rounds: nothing falls silent for years, nothing is sent or counted twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import pungmun.reports.send
from crawlers.round import Walls
from pungmun.errors import SourceError
from pungmun.locks import source_lock
from pungmun.registry import due
from pungmun.registry.sources import Source
from pungmun.reports.send import send_digest
from pungmun.settings import Settings
from pungmun.store import Judged, Store

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
FAR = [timedelta(days=-4000), timedelta(days=4000)]
BOTH = pytest.mark.parametrize("jump", FAR, ids=["back", "forward"])


def clock_at(now: datetime) -> type[datetime]:
    """A datetime class whose clock stands."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return now.astimezone(tz)

    return Clock


@BOTH
def test_a_source_is_due_after_the_clock_was_wrong_and_once_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    settings = Settings(var_dir=tmp_path)
    source = Source(source_id="s", title="s", platform="p", spider="s", schedule="*/30 * * * *")
    lock = tmp_path / "locks" / "source-s.lock"
    with source_lock(settings, "s"):
        pass
    os.utime(lock, times=((NOW + jump).timestamp(),) * 2)  # the round that ran while the clock was wrong
    monkeypatch.setattr(due, "datetime", clock_at(NOW))
    assert due.due_now([source], settings) == [source]
    os.utime(lock, times=(NOW.timestamp(),) * 2)  # the round that ran then
    assert due.due_now([source], settings) == []
    monkeypatch.setattr(due, "datetime", clock_at(NOW + timedelta(minutes=30)))
    assert due.due_now([source], settings) == [source]


@BOTH
def test_a_lock_is_held_and_freed_whatever_the_clock_says(tmp_path: Path, jump: timedelta) -> None:
    settings = Settings(var_dir=tmp_path)
    with source_lock(settings, "s"):
        os.utime(tmp_path / "locks" / "source-s.lock", times=((NOW + jump).timestamp(),) * 2)
        with pytest.raises(SourceError, match="by process"), source_lock(settings, "s"):
            pytest.fail("two rounds at once")
    os.utime(tmp_path / "locks" / "source-s.lock", times=((NOW + jump).timestamp(),) * 2)
    with source_lock(settings, "s"):
        pass


def test_a_wall_that_a_wrong_clock_noted_does_not_stand_for_years(tmp_path: Path) -> None:
    clock = [NOW + timedelta(days=4000)]
    walls = Walls(tmp_path / "walls.json", lambda: clock[0])
    walls.add("host.example", "a bot wall", timedelta(hours=24))
    assert walls.standing() == {"host.example": "a bot wall"}
    clock[0] = NOW
    assert walls.standing() == {}
    walls.add("host.example", "a bot wall", timedelta(hours=24))
    clock[0] = NOW + timedelta(hours=23)
    assert walls.standing() == {"host.example": "a bot wall"}


@BOTH
def test_a_days_digest_is_sent_once_although_the_clock_jumped_between_two_tries(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    taken: list[str] = []

    class Apprise:
        @staticmethod
        def instantiate(address: str, **_: Any) -> Any:
            return SimpleNamespace(notify_format="text", service_name="x", address=address)

        def add(self, target: Any) -> None:
            self.address = target.address

        def notify(self, **_: Any) -> bool:
            taken.append(self.address)
            return True

    monkeypatch.setattr("apprise.Apprise", Apprise)
    path = tmp_path / "2026-11-24.md"
    for form in (path, path.with_suffix(".html")):
        form.write_text("글", encoding="utf-8")
    assert send_digest(path, ["json://a", "json://b"], store) == 2
    monkeypatch.setattr(pungmun.reports.send, "datetime", clock_at(NOW + jump))
    assert send_digest(path, ["json://a", "json://b"], store) == 0
    assert taken == ["json://a", "json://b"]


@pytest.mark.parametrize("first", [0, 1], ids=["wrong clock first", "right clock first"])
@BOTH
def test_a_post_seen_by_two_clocks_stands_once_where_it_was_published(
    store: Store, make_judged: Callable[..., Judged], jump: timedelta, first: int
) -> None:
    seen = [NOW + jump, NOW]
    for number, at in enumerate((seen[first], seen[1 - first])):
        text = f"북한이 공관을 닫았다. {number}"
        store.write([make_judged("p", "repeats", published="2023-11-12T09:00:00+09:00", text=text, seen_at=at)])
    [stored] = list(store.scan())
    assert stored.post.published.iso() == "2023-11-12T09:00:00+09:00"
    assert stored.post.seen_at == min(seen)
    assert store.counts(["day", "label"]) == [{"day": "2023-11-12", "label": "repeats", "posts": 1}]
