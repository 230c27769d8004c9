"""Hand the post on: one JSON line in the round's spool."""

from __future__ import annotations

from scrapy.crawler import Crawler

from crawlers.items import Catch
from crawlers.round import Round


class SpoolPipeline:
    """Writes and counts."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SpoolPipeline:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Catch) -> Catch:
        """Write the post."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        post = item.post
        assert post is not None
        round_.writer(item.source_id).post(post)
        report = round_.report(item.source_id)
        report.posts += 1
        report.excerpts += post.excerpt
        round_.progress(item.source_id, f"{report.posts} posts")
        return item
