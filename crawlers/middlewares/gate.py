"""The last door before the network: hosts that showed a wall are left alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawlers.failures import Refused
from crawlers.round import Round


class GateMiddleware:
    """Refuses requests to stopped hosts, also those that were queued before the wall came up."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GateMiddleware:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused `stopped` for a host that is left alone."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        host = (urlsplit(request.url).hostname or "").lower()
        if why := round_.stopped.get(host):
            raise Refused("stopped", f"{host} is left alone: {why}")
