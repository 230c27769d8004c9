"""Scrapy's settings. `ITEM_PIPELINES` is the flow of a crawl on one screen.

`scrapy.cfg` points here for Scrapy's own tools; rounds are started by `crawlers.run`, which adds what depends on the
source and on PUNGMUN_ variables (`for_source`).
"""

from __future__ import annotations

from typing import Any

from pungmun.registry import Source
from pungmun.settings import Settings

BOT_NAME = "pungmun"
SPIDER_MODULES = ["crawlers.spiders"]

#: raw bytes -> WARC -> parse -> clean -> drop what the round has already -> spool. What can't be read leaves to quarantine.
ITEM_PIPELINES = {
    "crawlers.pipelines.capture.CapturePipeline": 100,
    "crawlers.pipelines.parse.ParsePipeline": 200,
    "crawlers.pipelines.clean.CleanPipeline": 300,
    "crawlers.pipelines.dedupe.DedupePipeline": 400,
    "crawlers.pipelines.spool.SpoolPipeline": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes "no robots.txt" for consent
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # drops redirects to other hosts without telling anybody
    "crawlers.middlewares.gate.GateMiddleware": 90,
    "crawlers.middlewares.robots.RobotsMiddleware": 100,
}

# Manners: no cookies, no referrer, no login, one agent, one request at a time to a host unless its YAML says otherwise.
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
CONCURRENT_REQUESTS = 8
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8", "Accept-Language": "ko"}

# Every status and every failure reaches the spider, which counts it; a 4xx is never retried, a 429 stops the host.
HTTPERROR_ALLOW_ALL = True
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524]
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True
#: Spiders never ask twice by themselves; a filter that drops silently would break the sums.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

#: Scrapy would read and parse the source of every callback, once an answer: a sixth of a round. mypy sees what it looks for.
WARN_ON_GENERATOR_RETURN_VALUE = False

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOGSTATS_INTERVAL = 0
FEED_EXPORT_ENCODING = "utf-8"

#: AutoThrottle never waits longer than this between two requests, in seconds.
AUTOTHROTTLE_MAX_DELAY = 60.0


def user_agent(settings: Settings) -> str:
    """The one honest name, with a way to reach the operator."""
    return f"Pungmun/1 (+{settings.contact or 'replay, loopback only'})"


def base_settings() -> dict[str, Any]:
    """The upper-case names of this module."""
    return {name: value for name, value in globals().items() if name.isupper()}


def for_source(source: Source, settings: Settings) -> dict[str, Any]:
    """Scrapy settings of one source: its politeness, our agent and limits, the replay site when there is one."""
    values = base_settings() | {
        "USER_AGENT": user_agent(settings),
        "DOWNLOAD_DELAY": source.politeness.delay_seconds,
        "AUTOTHROTTLE_START_DELAY": source.politeness.delay_seconds,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.politeness.per_host,
        "DOWNLOAD_MAXSIZE": settings.max_body_mb * 1024 * 1024,
        "DOWNLOAD_WARNSIZE": 0,
        "LOG_LEVEL": settings.log_level,
    }
    if settings.replay:
        handler = "crawlers.replay.handler.ReplayHandler"
        values |= {
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "HTTPPROXY_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS": 1,  # the order of answers is the order of questions: two rounds give the same bytes
            "DOWNLOAD_TIMEOUT": 10,
        }
    return values
