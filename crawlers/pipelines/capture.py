"""Raw bytes -> WARC: kept before anything is understood, so that what is understood can be proved."""

from __future__ import annotations

from scrapy.crawler import Crawler

from crawlers.items import Catch
from crawlers.round import Round


class CapturePipeline:
    """Writes the answer, unless the source's terms forbid keeping it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CapturePipeline:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Catch) -> Catch:
        """Keep the bytes; the item goes on unchanged."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        if item.fetched and item.capture:
            round_.captures(item.source_id).write(item.fetched)
        return item
