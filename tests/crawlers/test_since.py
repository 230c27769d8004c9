"""How far back a search goes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from crawlers.parsers.many import Reply
from crawlers.spiders.search import SearchSpider
from pungmun.records import Post, Published, Segment


def reply(*days: int | None) -> Reply:
    posts = [
        Post(str(n), "p", "", "", "", (Segment("text", "x"),), Published.on(date(2026, 11, day)) if day else Published(), datetime.now(UTC))
        for n, day in enumerate(days)
    ]
    return Reply(tuple(posts), more=True)


@pytest.mark.parametrize(
    ("since", "days", "new", "page", "deeper"),
    [
        pytest.param(None, (20,), 1, 1, True, id="something new"),
        pytest.param(None, (20,), 0, 1, False, id="nothing new"),
        pytest.param(None, (20,), 1, 2, False, id="the source's own limit"),
        pytest.param(18, (20, 18), 0, 7, True, id="not yet past the day"),
        pytest.param(18, (18, 17), 5, 1, False, id="past the day"),
        pytest.param(18, (None, None), 0, 7, True, id="undated replies say nothing"),
        pytest.param(18, (20,), 5, 50, False, id="no service goes deeper"),
    ],
)
def test_deeper(since: int | None, days: tuple[int | None, ...], new: int, page: int, deeper: bool) -> None:
    spider = SimpleNamespace(round=SimpleNamespace(since=date(2026, 11, since) if since else None), options=SimpleNamespace(pages=2))
    assert SearchSpider._deeper(spider, reply(*days), new, page) is deeper  # type: ignore[arg-type]
