"""A round against a server that does everything wrong: it ends, its sums add up, its memory stays flat, and it is led nowhere."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawlers.replay.reply import Reply
from crawlers.replay.site import ReplaySite
from crawlers.run import crawl, read_report
from crawlers.spool import read_posts, read_quarantined
from pungmun.desk import Desk
from pungmun.registry import load_sources
from pungmun.reports.summary import Summary
from pungmun.settings import Settings
from pungmun.steps import store_left_over
from tests.torture.conftest import Amount
from tests.torture.hell import FAULTS, PAGES_A_HOST, Hell
from tests.torture.rounds import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(14_400)]
MEGABYTE = 2**20


def addresses(pages: int) -> list[str]:
    """Each fault once, on hosts of their own, then ten pages a host."""
    first = [f"https://first{number}.tistory.com/{number}" for number in range(len(FAULTS))]
    rest = [f"https://b{number // PAGES_A_HOST}.tistory.com/{1000 + number}" for number in range(pages - len(first))]
    return first + rest


@contextmanager
def watched_memory() -> Iterator[list[int]]:
    """Resident bytes of the crawl's process, twice a second, while the block runs."""
    sizes: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            for task in Path("/proc/self/task").iterdir():
                for pid in (task / "children").read_text().split():
                    try:
                        if "crawlers.child" in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                            sizes.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096)
                    except (FileNotFoundError, ProcessLookupError):
                        continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join()


def test_every_page_of_a_server_from_hell_is_accounted_for(
    tmp_path: Path, story: Path, config: Path, amount: Amount, figures: list[str]
) -> None:
    [source] = [source for source in load_sources(config) if source.source_id == "tistory-posts"]
    urls = addresses(amount.pages)
    source = source.model_copy(update={"options": {"urls": urls, "hosts": ["tistory.com"]}})
    began = time.monotonic()

    with Hell(story, seed=amount.pages) as site, watched_memory() as sizes:
        world = World(tmp_path / "hell", config, site.url)
        report = crawl([source], (), world.settings, spool=world.settings.var_dir / "spool", run_id="hell")

    seconds = time.monotonic() - began
    [row] = report.sources
    assert report.complete
    assert row.problem == ""
    assert set(site.done) == set(FAULTS), "every fault was met"
    # every page: asked, and answered or failed; every answer: a post, a double, or in quarantine with its reason
    assert row.asked == len(urls)
    assert row.asked == row.answered + sum(row.errors.values())
    quarantined_failures = row.errors["http_404"] + row.errors["http_410"]
    assert row.answered + quarantined_failures == row.posts + row.duplicates + row.unparsed
    assert row.unparsed == sum(row.refused.values())
    posts = list(read_posts(world.settings.var_dir / "spool", "hell"))
    aside = list(read_quarantined(world.settings.var_dir / "spool", "hell"))
    assert (len(posts), len(aside)) == (row.posts, row.unparsed)
    assert all(item.reason and item.url for item in aside)
    assert row.errors["internal"] == 0, "a failure without a name"
    assert row.refused["internal"] == 0, "a page broke the code"
    # nobody led us anywhere
    assert {host.rpartition(".tistory.com")[1] for host, _ in site.asked} == {".tistory.com"}
    # memory: flat from the first third on, and below what three of the largest bodies need
    settled, last = sizes[len(sizes) // 3], max(sizes[len(sizes) // 3 :])
    figures.append(
        f"server from hell: {row.asked} pages in {seconds:.0f} s: {row.posts} posts, {row.unparsed} in quarantine "
        f"{dict(row.refused)}, failures {dict(row.errors)}; memory {settled // MEGABYTE} MB after a third, at most {last // MEGABYTE} MB"
    )
    assert last < settled + 120 * MEGABYTE
    assert last < 400 * MEGABYTE

    stored = Summary()
    with Desk(world.settings) as desk:
        store_left_over(desk, stored)
        ids = {post.post_id for post in posts}
        assert {kept.post.post_id for kept in desk.store.scan()} == ids
        assert Counter(item.kind for item in desk.store.quarantined()) == Counter(
            item.kind for item in {item.item_id: item for item in aside}.values()
        )
        health = desk.store.health()
    assert [(line.asked, line.answered, line.posts, line.unparsed) for line in health] == [
        (row.asked, row.answered, row.posts, row.unparsed)
    ]


BAD_APIS: dict[str, Reply] = {
    "a web page": Reply(b"<html><body>login</body></html>"),
    "half a JSON": Reply(b'{"total": 3, "items": [{"title": "', content_type="application/json"),
    "JSON of other things": Reply(b'[1, "two", null]', content_type="application/json"),
    "items that are none": Reply(b'{"total":"many","start":-1,"display":null,"items":[1,null,{"link":7}],"documents":[[]],"meta":3}'),
    "deep": Reply(b"[" * 100_000, content_type="application/json"),
    "latin": Reply(b'{"total":1,"items":[{"title":"\xff\xfe","link":"http://[bad","description":"\x00"}],"documents":[]}'),
    "429": Reply(b'{"errorCode":"010","errorMessage":"limit"}', 429, "application/json"),
    "401": Reply(b'{"errorCode":"024","errorMessage":"Authentication failed"}', 401, "application/json"),
    "503 page": Reply(b"<html>maintenance</html>", 503),
    "redirect": Reply(b"", 302, headers={"Location": "http://169.254.169.254/latest/"}),
    "XML bomb": Reply(
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><item>&b;</item></channel></rss>'
    ),
}


@pytest.mark.parametrize("answer", BAD_APIS)
def test_a_search_service_that_answers_badly_ends_the_source_and_not_the_round(
    tmp_path: Path, config: Path, story: Path, answer: str
) -> None:
    searches = [source for source in load_sources(config) if "search" in source.source_id]

    def mood(host: str, path: str, query: object, headers: object) -> Reply | None:
        return BAD_APIS[answer] if "naver" in host or "ntruss" in host else None

    with ReplaySite(story, mood) as site:
        settings = Settings(var_dir=tmp_path, replay=site.url)
        report = crawl(searches, (), settings, spool=tmp_path / "spool", run_id="bad")

    assert report.complete
    rows = {row.source_id: row for row in report.sources}
    for row in rows.values():
        assert row.asked == row.answered + sum(row.errors.values()), row
        assert row.errors["internal"] == row.refused["internal"] == 0, row
    assert rows["naver-blog-search"].posts == 0
    assert rows["naver-blog-search"].errors or rows["naver-blog-search"].refused or rows["naver-blog-search"].problem
    assert rows["daum-cafe-search"].posts > 0, "the other service's posts are here"
    assert "169.254.169.254" not in {host for host, _ in site.asked}
    assert read_report(tmp_path / "spool", "bad") == report
