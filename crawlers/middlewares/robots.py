"""robots.txt before every page: Protego decides, "unknown" means no, and its Crawl-delay is kept."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawlers.failures import Refused
from crawlers.robots import Robots, read_robots

#: robots.txt is asked before anything else of its host.
_PRIORITY = 1000


class RobotsMiddleware:
    """Asks each host once a round. APIs under contract have spiders with `obey_robots = False`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Task[Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Refused `robots` or `robots_unknown` for what the host doesn't allow."""
        if request.meta.get("is_robots") or not getattr(self.crawler.spider, "obey_robots", True):
            return
        rules = await self._of_host(request.url)
        state = rules.state(request.url, self.agent)
        if state == "unknown":
            raise Refused("robots_unknown", f"{urlsplit(request.url).hostname}: {rules.why}")
        if state == "disallowed":
            raise Refused("robots", f"robots.txt closes {request.url}")

    async def _of_host(self, url: str) -> Robots:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetch(site))
        return await asyncio.shield(self._rules[site])

    async def _fetch(self, site: str) -> Robots:
        request = Request(f"{site}/robots.txt", meta={"is_robots": True}, priority=_PRIORITY, callback=NO_CALLBACK)
        engine = self.crawler.engine
        if engine is None:
            raise Refused("internal", "the crawl is over")
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 -- whatever went wrong, there are no rules, and that means no
            return Robots(None, f"robots.txt could not be fetched ({type(error).__name__})")
        rules = read_robots(response.status, response.body, (response.headers.get("Content-Type") or b"").decode("latin-1"))
        if delay := rules.delay(self.agent):
            self._slow_down(site, delay)
        return rules

    def _slow_down(self, site: str, delay: float) -> None:
        if self.crawler.spider and self.crawler.spider.round.replay:  # type: ignore[attr-defined]
            return
        host = urlsplit(site).hostname or ""
        engine = self.crawler.engine
        if engine and (slot := engine.downloader.slots.get(host)):
            slot.delay = max(slot.delay, delay)
