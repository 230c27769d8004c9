"""What sources that run by themselves hand on to each other, through real child processes and the replay site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawlers import found as module
from crawlers.child import _handing_on
from crawlers.found import Found
from crawlers.replay.site import ReplaySite
from crawlers.round import Round
from crawlers.run import crawl
from crawlers.spool import read_posts
from pungmun.registry import load_claims, load_sources
from pungmun.settings import Settings

CONFIG = Path(__file__).resolve().parents[2] / "config"


def test_articles_wait_until_they_are_removed(tmp_path: Path) -> None:
    found = Found(tmp_path / "crawl" / "found.tsv")
    assert found.waiting(["naver_blog"]) == {}
    found.add({"naver_blog": {"1": "https://a/1", "2": "https://a/2"}, "tistory": {"3": "https://b/3"}})
    found.add({"naver_blog": {"2": "https://a/2b"}, "daum_cafe": {}})
    assert found.waiting(["naver_blog"]) == {"naver_blog": {"1": "https://a/1", "2": "https://a/2b"}}
    found.remove("naver_blog", ["1", "never"])
    assert found.waiting(["naver_blog", "tistory"]) == {"naver_blog": {"2": "https://a/2b"}, "tistory": {"3": "https://b/3"}}


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "found.tsv"
    path.write_text("naver_blog\t1\thttps://a/1\nnaver_blog\t2\thttps:/")
    assert Found(path).waiting(["naver_blog"]) == {"naver_blog": {"1": "https://a/1"}}


def test_the_newest_wait_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    found = Found(tmp_path / "found.tsv")
    found.add({"p": {str(n): f"https://a/{n}" for n in range(5)}})
    assert list(found.waiting(["p"])["p"]) == ["3", "4"]


def test_what_a_round_did_not_fetch_waits_for_the_next(tmp_path: Path) -> None:
    pages = {source.source_id: source for source in load_sources(CONFIG)}["tistory-posts"]
    settings = Settings(var_dir=tmp_path)
    found = Found(tmp_path / "crawl" / "found.tsv")
    address = "https://moon.tistory.com/{}".format

    def round_that(problem: str = "", later: str = "") -> set[str]:
        round_ = Round("r", settings, tmp_path / "spool", "agent", lambda platform, name: name)
        with _handing_on(round_, [pages]):
            for n in range(3):
                round_.discover(str(n), "tistory", address(n))
            round_.report(pages.source_id).problem = problem
            round_.later.add(later)
        return {*found.waiting(["tistory"]).get("tistory", ())}

    assert round_that() == set()
    assert round_that(later=address(1)) == {"1"}, "its host is left alone for a while"
    assert round_that(problem="the day's 100 requests are used up") == {"0", "1", "2"}
    assert round_that() == set()


@pytest.mark.slow
def test_two_sources_alone_fetch_what_they_fetch_together(tmp_path: Path) -> None:
    sources = {source.source_id: source for source in load_sources(CONFIG)}
    claims = load_claims(CONFIG)
    with ReplaySite() as site:
        words = {"options": {**sources["naver-blog-search"].options, "queries": list(site.story.queries)}}
        search, pages = sources["naver-blog-search"].model_copy(update=words), sources["naver-blog-posts"]

        def fetched(place: str, *rounds: list[object]) -> set[str]:
            settings = Settings(var_dir=tmp_path / place, replay=site.url)
            for number, chosen in enumerate(rounds):
                crawl(chosen, claims, settings, spool=tmp_path / place / "spool", run_id=str(number))  # type: ignore[arg-type]
            return {post.post_id for post in read_posts(tmp_path / place / "spool", str(len(rounds) - 1)) if not post.excerpt}

        together = fetched("together", [search, pages])
        assert together
        assert fetched("alone", [search], [pages]) == together
        assert fetched("once", [search], [pages], [pages]) == set(), "what was fetched no longer waits"


@pytest.mark.slow
def test_a_crawl_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=subprocess.PIPE).wait()"
    child = "import os, sys, time, threading, crawlers.child as c\nthreading.Thread(target=c._end_with_parent, daemon=True).start()\n"
    child += f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, child]) as parent:
        deadline = time.monotonic() + 30
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        parent.send_signal(signal.SIGKILL)
    pid = int((tmp_path / "pid").read_text())
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:3]:
        assert time.monotonic() < deadline, os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
