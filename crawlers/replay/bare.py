"""A bare Scrapy spider that only downloads: what the real spiders' speed is measured against. `python -m crawlers.replay.bare JOB`."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from crawlers.replay.handler import check_base


class BareSpider(scrapy.Spider):
    """Asks for a list of addresses, one after the other, and looks at nothing.

    Args:
        job: rows of address and headers; every address is on loopback.
    """

    name = "bare"

    def __init__(self, job: list[tuple[str, dict[str, str]]]) -> None:
        super().__init__()
        for url, _ in job:
            check_base(url)
        self.job = job

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """All requests, at once; Scrapy sends them in order."""
        for place, (url, headers) in enumerate(self.job):
            yield scrapy.Request(url, headers=headers, priority=-place, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Nothing: the download is all there is."""


def main(arguments: list[str]) -> int:
    """Download what the job file lists; 0."""
    job = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    # as in a replayed round: one request at a time, every status is an answer; the rest is Scrapy as it comes
    process = CrawlerProcess(
        {"CONCURRENT_REQUESTS": 1, "HTTPERROR_ALLOW_ALL": True, "RETRY_ENABLED": False, "REDIRECT_ENABLED": False, "LOG_LEVEL": "ERROR",
         "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "HTTPPROXY_ENABLED": False}
    )  # fmt: skip
    process.crawl(BareSpider, job=job)
    process.start()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
