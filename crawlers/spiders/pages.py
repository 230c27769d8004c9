"""Article pages that a search or a feed found: Naver Blog's mobile page, Tistory, brunch, newspapers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from pydantic import BaseModel, ConfigDict, Field
from scrapy.http import Response

from crawlers.base import Options, SourceSpider
from crawlers.parsers.urls import read_address


class PictureOptions(BaseModel):
    """That the permission of a source covers the pictures of its posts, too.

    Attributes:
        hosts: where the platform keeps them, such as postfiles.pstatic.net; subdomains included.
        why: what the permission says of pictures.
        per_post: pictures of one post at most.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hosts: tuple[str, ...] = Field(min_length=1)
    why: str = Field(min_length=1)
    per_post: int = Field(10, ge=1, le=50)


class PageOptions(Options):
    """Options of a page source.

    Attributes:
        hosts: hosts whose pages are fetched; subdomains included. A permission is always one for hosts.
        urls: articles to fetch in every round, to see edits and deletions.
        pictures: what `pungmun evidence pictures` may fetch; off without it.
    """

    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    pictures: PictureOptions | None = None


class PagesSpider(SourceSpider):
    """Fetches what stage 1 discovered on its source's platform."""

    kind = "pages"
    options_type = PageOptions
    stage = 2
    default_hosts: ClassVar[tuple[str, ...]] = ()

    def hosts(self) -> Sequence[str]:
        """The configured hosts; in replay, the hosts of what was discovered."""
        hosts = self.options.hosts or self.default_hosts
        if hosts or not self.round.replay:
            return hosts or ("none.invalid",)
        return sorted({urlsplit(url).hostname or "" for url in self.wanted()}) or ("none.invalid",)

    def wanted(self) -> list[str]:
        """Addresses of articles to fetch, each once."""
        found = self.round.discovered.get(self.source.platform, {}).values()
        return list(dict.fromkeys([*(read_address(url).article for url in self.options.urls), *found]))

    def first(self) -> Iterator[scrapy.Request]:
        """Every wanted article on the allowed hosts."""
        for url in self.wanted():
            host = (urlsplit(url).hostname or "").lower()
            if self.is_stopped:
                return
            if any(host == allowed or host.endswith(f".{allowed}") for allowed in self.allowed_domains):
                yield from self.ask(url, self.article)

    def article(self, response: Response) -> Iterator[Any]:
        """One article for the pipeline."""
        yield self.catch(response)


class NaverBlogPostsSpider(PagesSpider):
    """Naver Blog's mobile pages, the same for all three editors."""

    kind = "naver_blog_posts"
    default_hosts = ("m.blog.naver.com", "blog.naver.com")
