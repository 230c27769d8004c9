"""A step that dies at any of its parts, a clock that jumps, a store that is held: the store ends as if nothing had been."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import crawlers.run
import pungmun.steps
from crawlers.report import SourceReport
from crawlers.spool import SpoolWriter
from pungmun.desk import Desk
from pungmun.errors import PungmunError
from pungmun.records import Post, Quarantined
from pungmun.reports.summary import Summary
from pungmun.settings import Settings
from pungmun.steps import store_left_over
from pungmun.store import Store, open_store
from tests.judge_stub import WordJudge

RUN = "20261125T120000000000Z"


@pytest.fixture
def new_desk(tmp_path: Path, make_post: Callable[..., Post]) -> Iterator[Callable[[str], Desk]]:
    """A desk with a spool of 40 posts of two sources, four things in quarantine and a report."""
    opened: list[Store] = []

    def make(name: str) -> Desk:
        folder = tmp_path / name
        desk = Desk(Settings(store=f"sqlite:///{folder}/p.db", var_dir=folder / "var", config_dir=tmp_path, replay="http://127.0.0.1:9"))
        spool = folder / "var" / "spool"
        reports = []
        for source in ("blog", "cafe"):
            writer = SpoolWriter(spool / RUN, source)
            for n in range(20):
                writer.post(make_post(f"{source}{n}", f"북한이 공관을 닫았다. {n}", platform=source, source_id=source))
            for n in range(2):
                writer.quarantine(Quarantined(f"q{source}{n}", "wall", "https://x.example", "wall", datetime.now().astimezone(), source))
            writer.close()
            reports.append(SourceReport(source, asked=30, answered=22, posts=20, unparsed=2))
        round_ = type("R", (), {"spool": spool, "run_id": RUN, "reports": {r.source_id: r for r in reports}})
        from crawlers.child import _write_report

        _write_report(round_, complete=True)  # type: ignore[arg-type]
        desk.claims, desk.judge = (), WordJudge()  # type: ignore[assignment]
        desk.store = open_store(desk.settings.store, lambda texts: [text.split() for text in texts])
        opened.append(desk.store)
        return desk

    yield make
    for store in opened:
        store.close()


def content(desk: Desk) -> dict[str, Any]:
    """Everything in the store."""
    return {
        "posts": [(stored.post.post_id, stored.findings) for stored in desk.store.scan()],
        "quarantine": sorted(item.item_id for item in desk.store.quarantined()),
        "health": [(row.source_id, row.round_id, row.asked, row.answered, row.posts, row.new) for row in desk.store.health()],
        "spool": list((desk.settings.var_dir / "spool").iterdir()),
    }


class _KilledError(BaseException):
    """As sudden as SIGKILL: nothing of ours catches it."""


#: What is called last before the process is gone, and at which call.
ENDS = [("write", 1), ("write", 2), ("quarantine", 1), ("add_health", 1), ("add_health", 2), ("settle", 1), ("rmtree", 1)]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("end", "call"), ENDS)
def test_storing_that_dies_at_any_call_and_is_run_again_ends_as_if_it_had_not(
    new_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch, end: str, call: int, *, after: bool
) -> None:
    calm, killed = new_desk("calm"), new_desk("killed")
    store_left_over(calm, Summary())
    home = shutil if end == "rmtree" else crawlers.run if end == "settle" else killed.store
    real, calls = getattr(home, end), [0]

    def die(*args: Any, **more: Any) -> Any:
        calls[0] += 1
        if calls[0] < call:
            return real(*args, **more)
        if after:
            real(*args, **more)
        elif end == "rmtree":
            (args[0] / "blog.posts.new").unlink()  # half of the folder is gone
            (args[0] / "blog.posts.jsonl").unlink()
        raise _KilledError

    with monkeypatch.context() as patch:
        patch.setattr(home, end, die)
        with pytest.raises(_KilledError):
            store_left_over(killed, Summary())

    store_left_over(killed, Summary())

    assert content(killed) == content(calm)
    assert content(calm)["spool"] == []
    assert len(content(calm)["posts"]) == 40


@pytest.mark.parametrize("jump", [timedelta(days=-4000), timedelta(days=4000)], ids=["back", "forward"])
def test_a_clock_that_jumps_between_two_tries_doubles_nothing(
    new_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    calm, jumped = new_desk("calm"), new_desk("jumped")
    store_left_over(calm, Summary())
    spool = jumped.settings.var_dir / "spool" / RUN
    kept = jumped.settings.var_dir / "kept"
    shutil.copytree(spool, kept)
    store_left_over(jumped, Summary())

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + jump

    monkeypatch.setattr(pungmun.steps, "datetime", Clock)
    kept.rename(spool)
    store_left_over(jumped, Summary())

    before, after = content(calm), content(jumped)
    assert (after["posts"], after["quarantine"], after["spool"]) == (before["posts"], before["quarantine"], [])


def test_a_store_that_can_not_be_written_is_told_in_words(new_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pungmun.store.sqlite.connections.BUSY_MS", 100)
    desk = new_desk("readonly")
    connection = sqlite3.connect(desk.settings.var_dir.parent / "p.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")  # somebody else holds it: the same to us as a disk that takes nothing
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    try:
        with pytest.raises(PungmunError, match=r"(?i)locked|busy|written"):
            store_left_over(desk, Summary())
    finally:
        connection.close()
    assert (desk.settings.var_dir / "spool" / RUN).is_dir()
    store_left_over(desk, Summary())
    assert len(content(desk)["posts"]) == 40
