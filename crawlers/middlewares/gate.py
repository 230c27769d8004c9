"""The last door before the network: hosts that showed a wall are left alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawlers.base import SourceSpider
from crawlers.failures import Refused


class GateMiddleware:
    """Refuses requests of stopped sources and to stopped hosts, also those that were queued before."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GateMiddleware:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused `stopped` for a host that is left alone."""
        spider = self.crawler.spider
        assert isinstance(spider, SourceSpider)
        if spider.is_stopped:
            raise Refused("stopped", spider.report.problem)
        host = (urlsplit(request.url).hostname or "").lower()
        if why := spider.round.stopped.get(host):
            raise Refused("stopped", f"{host} is left alone: {why}")
