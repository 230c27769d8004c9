"""Pictures of posts: fetched like any page, captured, and read afterwards by `crawlers.pictures`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawlers.parsers.urls import Address
from crawlers.spiders.pages import PagesSpider


class PicturesSpider(PagesSpider):
    """Fetches the addresses in its options; each answer is kept, none is parsed."""

    kind = "pictures"

    def wanted(self) -> list[str]:
        """The pictures, each once; a picture's address has no other form."""
        return list(dict.fromkeys(self.options.urls))

    def article(self, response: Response, address: Address | None = None) -> Iterator[Any]:
        """Keep one picture."""
        self.round.captures(self.source.source_id).write(self.fetched(response))
        yield from ()
