"""The way from real addresses to the replay site: spiders see the real ones, and nothing can reach the network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

from pungmun.errors import ConfigError


def check_base(address: str) -> str:
    """A replay site's base address without a slash at its end.

    Raises:
        ConfigError: it is not on loopback; a "replay" elsewhere would be a proxy past all permissions.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if parts.scheme != "http" or not loopback:
        raise ConfigError(
            f"PUNGMUN_REPLAY is {address!r}, which is no address on this machine.",
            cause="a replay site runs on loopback only",
            todo="take the address that the replay site prints, such as http://127.0.0.1:8765, or leave it empty",
        )
    return f"http://{parts.netloc}"


def replayed(base: str, url: str) -> str:
    """Where the replay site answers for `url`: its host becomes the first part of the path."""
    parts = urlsplit(url)
    return f"{base}/{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


class ReplayHandler(HTTP11DownloadHandler):
    """Downloads from the replay site and answers under the address that was asked."""

    async def download_request(self, request: Request) -> Response:
        """One request, sent to loopback."""
        base = self._crawler.spider.round.settings.replay  # type: ignore[union-attr]
        response = await super().download_request(request.replace(url=replayed(check_base(base), request.url)))
        return response.replace(url=request.url)
