"""Kakao's search of Daum (cafe, blog, web)."""

from __future__ import annotations

from typing import ClassVar, Literal
from urllib.parse import urlencode

from crawlers.parsers import search_kakao
from crawlers.spiders.search import SearchOptions, SearchSpider
from pungmun.errors import SourceError

#: Hits a page at most; pages end at 50.
SIZE = 50


class KakaoSearchOptions(SearchOptions):
    """Options of a Kakao search source."""

    collection: Literal["cafe", "blog", "web"]
    sort: Literal["recency", "accuracy"] = "recency"


class KakaoSearchSpider(SearchSpider):
    """One collection of Kakao search."""

    kind = "kakao_search"
    replies: ClassVar = search_kakao
    hits = SIZE
    options_type = KakaoSearchOptions
    quotas = {"kakao-search": 50_000}  # noqa: RUF012 -- read only

    def query_url(self, query: str, page: int) -> str:
        """Address of one page of one query."""
        wanted = {"query": query, "sort": self.options.sort, "page": page, "size": SIZE}
        return f"https://dapi.kakao.com/v2/search/{self.options.collection}?{urlencode(wanted)}"

    def key_headers(self) -> dict[str, str]:
        """The key's header. Raises SourceError `no_key`."""
        key = "replay" if self.round.replay else self.round.settings.kakao_rest_api_key.get_secret_value()
        if not key:
            raise SourceError("Kakao search needs a key.", kind="no_key", todo="set PUNGMUN_KAKAO_REST_API_KEY in .env")
        return {"Authorization": f"KakaoAK {key}"}
