"""Shared by the crawler tests: one round against the replay site, over HTTP, by the real spiders."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers.replay.site import ReplaySite
from crawlers.report import CrawlReport, SourceReport
from crawlers.run import crawl
from crawlers.spool import read_posts, read_quarantined
from pungmun.records import Claim, Post, Quarantined
from pungmun.registry import Source
from pungmun.settings import Settings

CLAIM = Claim("c1", "북한이 전 세계 재외공관을 폐쇄했다.", aliases={"북한": ("北",), "공관": ("대사관",)})


def pytest_addoption(parser):
    parser.addoption("--update-expected", action="store_true", help="write tests/pages/**/*.expected.json anew; review the diff")


@dataclass
class Done:
    """What one round left."""

    report: CrawlReport
    posts: list[Post]
    quarantined: list[Quarantined]
    folder: Path
    asked: list[tuple[str, str]]

    def of(self, source_id: str) -> SourceReport:
        return next(row for row in self.report.sources if row.source_id == source_id)


def _source(source_id: str, spider: str, platform: str, **options) -> Source:
    return Source(source_id=source_id, title=source_id, platform=platform, spider=spider, options=options)


ALL = (
    _source("naver-blog-search", "naver_search", "naver_blog", collection="blog"),
    _source("naver-news-search", "naver_search", "news", collection="news"),
    _source("daum-cafe-search", "kakao_search", "daum_cafe", collection="cafe"),
    _source("daum-blog-search", "kakao_search", "tistory", collection="blog"),
    _source("naver-blog-posts", "naver_blog_posts", "naver_blog"),
    _source("daum-cafe-posts", "daum_cafe_posts", "daum_cafe"),
    _source("tistory-posts", "pages", "tistory"),
    _source("brunch-posts", "pages", "brunch"),
    _source("news-pages", "pages", "news"),
)


@pytest.fixture(scope="session")
def source():
    """source(id, spider, platform, **options): a source as a YAML file would give it."""
    return _source


@pytest.fixture(scope="session")
def every_source():
    """One source of every kind."""
    return ALL


@pytest.fixture(scope="session")
def play(tmp_path_factory):
    """play(sources, mood=…, claims=…, **settings): one round against a site in that mood."""

    def run(sources=ALL, mood=None, claims=(CLAIM,), run_id="r1", **settings) -> Done:
        folder = settings.pop("folder", None) or tmp_path_factory.mktemp("round")
        with ReplaySite(mood=mood) as site:
            known = Settings(_env_file=None, replay=site.url, var_dir=folder, author_key="test", **settings)
            report = crawl(sources, claims, known, spool=folder / "spool", run_id=run_id)
        spool = folder / "spool"
        return Done(report, list(read_posts(spool, run_id)), list(read_quarantined(spool, run_id)), folder, site.asked)

    return run


@pytest.fixture(scope="session")
def story_round(play):
    """The whole story, once for all tests that only look."""
    return play()
