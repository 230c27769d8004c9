"""How far back a search goes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from crawlers.parsers.many import Reply
from crawlers.queries import narrower
from crawlers.replay.reply import Reply as Answer
from crawlers.replay.site import ReplaySite
from crawlers.run import crawl
from crawlers.spiders.search import SearchSpider
from pungmun.records import Claim, Post, Published, Segment
from pungmun.settings import Settings


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


CLAIM = Claim("c1", "북한이 전 세계 재외공관을 폐쇄했다.", aliases={"북한": ("北",), "공관": ("대사관",), "폐쇄": ("철수",)})


def test_a_query_is_narrowed_by_other_words_of_its_claim_in_its_script():
    assert narrower("북한 공관", [CLAIM]) == ["북한 공관 폐쇄", "북한 공관 철수", "북한 공관 대사관", "북한 공관 세계"]
    assert narrower("북한 공관", [CLAIM], 1) == ["북한 공관 폐쇄"]
    assert narrower("등대", []) == []


@pytest.mark.slow
@pytest.mark.parametrize("since", [date(2023, 11, 1), None])
def test_a_round_back_to_a_day_sweeps_beyond_the_services_cap(tmp_path, source, since):
    """ "북한 공관" has 5,000 hits of that day, of which the service shows 1,000; each narrower query has three."""
    asked = []

    def mood(host, path, query, headers):
        if path == "/robots.txt":
            return None
        start, words = int(query["start"]), query["query"]
        asked.append((words, start))
        wide = len(words.split()) == 2
        shown = range(start, start + 100) if wide else range(1, 4)
        first = 223_000_000_000 + (0 if wide else 5000)
        items = [
            {"title": "x", "description": words, "link": f"https://blog.naver.com/w/{first + n}", "postdate": "20231114"} for n in shown
        ]
        data = {"lastBuildDate": "x", "total": 5000 if wide else 3, "start": start, "display": len(items), "items": items}
        return Answer(json.dumps(data).encode(), content_type="application/json")

    blog = source("naver-blog-search", "naver_search", "naver_blog", collection="blog", queries_per_claim=1)
    with ReplaySite(mood=mood) as site:
        settings = Settings(_env_file=None, replay=site.url, var_dir=tmp_path, author_key="k")
        row = crawl([blog], [CLAIM], settings, spool=tmp_path / "spool", run_id="r1", since=since).sources[0]
    if since is None:
        assert asked == [("북한 공관", 1), ("북한 공관", 101)], "an ordinary round reads the newest"
        return
    assert [start for words, start in asked if words == "북한 공관"] == list(range(1, 1000, 100))
    assert [words for words, _ in asked if words != "북한 공관"] == ["북한 공관 폐쇄"]
    assert (row.posts, row.capped) == (1003, 0)
