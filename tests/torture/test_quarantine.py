"""Quarantine is a place with a door: what was not understood is read again after a repair, once, also when that is killed half way."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.captures import CaptureWriter
from crawlers.items import Fetched
from pungmun.desk import Desk
from pungmun.records import Finding, Post, Quarantined
from pungmun.settings import Settings
from pungmun.steps import replay_quarantine
from pungmun.store import Store, open_store

PAGE = Path(__file__).parents[1] / "pages" / "naver-blog-se-one"
NOW = datetime(2026, 8, 5, tzinfo=UTC)


class _Judge:
    """Finds every post related."""

    def judge(self, posts: Sequence[Post]) -> list[list[Finding]]:
        return [[Finding(p.post_id, "c", "related", 0.9, {"related": 0.9}, p.document[:1], 0, 1, review=False)] for p in posts]


class _KilledError(BaseException):
    """As sudden as SIGKILL."""


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=[pytest.mark.elasticsearch, pytest.mark.slow])])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind."""
    url = f"sqlite:///{tmp_path}/p.db"
    if request.param == "elasticsearch":
        url = f"{request.getfixturevalue('elasticsearch_url')}/aside-{uuid.uuid4().hex[:8]}"
    opened = open_store(url, lambda texts: [text.split() for text in texts])
    yield opened
    if request.param == "elasticsearch":
        opened.destroy()  # type: ignore[attr-defined]
    opened.close()


def test_what_can_be_read_after_a_repair_is_stored_once_and_the_rest_stays_with_its_reason(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    [page] = sorted(PAGE.glob("*.html"))[:1]
    url = json.loads(page.with_name(f"{page.stem}.meta.json").read_text(encoding="utf-8"))["url"]
    settings = Settings(store="sqlite:///unused", var_dir=tmp_path / "var", config_dir=tmp_path, replay="http://127.0.0.1:9")
    writer = CaptureWriter(settings.var_dir / "captures", "20260805T000000000000Z-s", "Pungmun/1 (+test)")
    header = {"Content-Type": "text/html; charset=utf-8"}
    good = writer.write(Fetched(url, 200, page.read_bytes(), header, {}, NOW))
    wall = writer.write(
        Fetched(f"{url}0", 200, b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>", header, {}, NOW)
    )
    writer.close()
    desk = Desk(settings)
    desk.claims, desk.judge = (), _Judge()  # type: ignore[assignment]
    desk.store = store
    items = [
        Quarantined("good", "unparsed", url, "an older parser", NOW, "s", capture=good),
        Quarantined("wall", "wall", f"{url}0", "a bot wall", NOW, "s", capture=wall),
        Quarantined("lost", "unparsed", f"{url}1", "no bytes were kept", NOW, "s"),
    ]
    desk.store.quarantine(items)

    def die(ids: Sequence[str]) -> int:
        raise _KilledError

    for call in ("write", "release"):
        with monkeypatch.context() as patch:
            patch.setattr(desk.store, call, die)
            with pytest.raises(_KilledError):
                replay_quarantine(desk)
        assert len(desk.store.quarantined()) == 3  # nothing is in neither place

    assert replay_quarantine(desk) == (1, 2)
    assert replay_quarantine(desk) == (0, 2)

    [stored] = list(desk.store.scan())
    assert stored.post.capture == good
    assert [finding.label for finding in stored.findings] == ["related"]
    assert {item.item_id: item.reason for item in desk.store.quarantined()} == {"wall": "a bot wall", "lost": "no bytes were kept"}
    assert desk.store.release(["wall"]) == 1
    assert [item.item_id for item in desk.store.quarantined()] == ["lost"]
