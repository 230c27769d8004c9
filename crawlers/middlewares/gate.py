"""The last door before the network: only the source's own hosts, and not those that showed a wall."""

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
        """Raise Refused: `stopped` for a source or host that is left alone, `offsite` where a redirect leads elsewhere."""
        spider = self.crawler.spider
        assert isinstance(spider, SourceSpider)
        if spider.is_stopped:
            raise Refused("stopped", spider.report.problem)
        host = (urlsplit(request.url).hostname or "").lower()
        if not any(host == allowed or host.endswith(f".{allowed}") for allowed in spider.allowed_domains or ()):
            raise Refused("offsite", f"{host} is no host of {spider.name}")
        if why := spider.round.stopped.get(host):
            raise Refused("stopped", f"{host} is left alone: {why}")
