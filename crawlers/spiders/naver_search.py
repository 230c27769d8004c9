"""Naver search (blog, cafearticle, news): API HUB, and the old Open API until 2027-06-30, behind one spider."""

from __future__ import annotations

from typing import ClassVar, Literal
from urllib.parse import urlencode

from crawlers.parsers import search_naver
from crawlers.spiders.search import SearchOptions, SearchSpider
from pungmun.errors import SourceError

#: The service's own limits: hits a page, and the highest `start`.
DISPLAY, MAX_START = 100, 1000


class NaverSearchOptions(SearchOptions):
    """Options of a Naver search source."""

    collection: Literal["blog", "cafearticle", "news"]
    sort: Literal["date", "sim"] = "date"


class NaverSearchSpider(SearchSpider):
    """One collection of Naver search."""

    kind = "naver_search"
    replies: ClassVar = search_naver
    hits = DISPLAY
    options_type = NaverSearchOptions
    quotas = {"naver-search": 25_000}  # noqa: RUF012 -- read only

    def query_url(self, query: str, page: int) -> str:
        """Address of one page of one query, in the configured generation of the API."""
        start = min((page - 1) * DISPLAY + 1, MAX_START)
        wanted = {"query": query, "display": DISPLAY, "start": start, "sort": self.options.sort}
        if self.round.settings.naver_api == "open":
            return f"https://openapi.naver.com/v1/search/{self.options.collection}.json?{urlencode(wanted)}"
        return f"https://naverapihub.apigw.ntruss.com/search/v1/{self.options.collection}?{urlencode(wanted | {'format': 'json'})}"

    def key_headers(self) -> dict[str, str]:
        """The key's headers. Raises SourceError `no_key`."""
        settings = self.round.settings
        client_id, secret = settings.naver_client_id, settings.naver_client_secret.get_secret_value()
        if self.round.replay:
            client_id, secret = "replay", "replay"  # the operator's key never goes to a replay site
        if not (client_id and secret):
            raise SourceError(
                "Naver search needs a key.",
                kind="no_key",
                todo="apply for NAVER API HUB and set PUNGMUN_NAVER_CLIENT_ID and PUNGMUN_NAVER_CLIENT_SECRET in .env",
            )
        if settings.naver_api == "open":
            return {"X-Naver-Client-Id": client_id, "X-Naver-Client-Secret": secret}
        return {"X-NCP-APIGW-API-KEY-ID": client_id, "X-NCP-APIGW-API-KEY": secret}
