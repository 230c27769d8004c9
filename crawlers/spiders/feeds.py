"""RSS and Atom feeds: whole posts are taken as they are, cut ones lead to their article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response

from crawlers.base import Options, SourceSpider
from crawlers.items import Catch
from crawlers.parsers import feed
from crawlers.parsers.page import Page
from crawlers.parsers.urls import read_address
from pungmun.records import Post


class FeedOptions(Options):
    """Options of a feed source."""

    feeds: tuple[str, ...] = ()


class FeedsSpider(SourceSpider):
    """Reads the configured feeds."""

    kind = "feeds"
    options_type = FeedOptions

    def hosts(self) -> Sequence[str]:
        """The feeds' hosts."""
        return sorted({urlsplit(url).hostname or "" for url in self.options.feeds})

    def first(self) -> Iterator[scrapy.Request]:
        """Every feed."""
        for url in self.options.feeds:
            yield from self.ask(url, self.read)

    def read(self, response: Response) -> Iterator[Any]:
        """Posts of one feed."""
        fetched = self.fetched(response)
        page = Page(fetched.body, fetched.url, fetched.seen_at, fetched.headers)
        self.round.captures(self.source.source_id).write(fetched)
        reply = feed.read(page, source_id=self.source.source_id, author_key=self.round.author_key)
        self.left_out(fetched.url, reply.skipped)
        for post in reply.items:
            if isinstance(post, Post):
                if post.excerpt:
                    self.round.discover(post.post_id, post.platform, read_address(post.url).article)
                yield Catch(self.source.source_id, post=post)
