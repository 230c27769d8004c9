"""Bytes -> post. What can't be read goes to quarantine with its reason, and its capture proves what it was."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.items import Catch
from crawlers.parsers import parse_page
from crawlers.round import Round
from pungmun.errors import QuarantineError


class ParsePipeline:
    """Reads articles; posts out of search replies arrive read."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ParsePipeline:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Catch) -> Catch:
        """Fill in `post`, or raise DropItem after quarantining."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        fetched = item.fetched
        if fetched is None:
            if item.post and not item.capture:  # its reply's bytes were not kept: nothing proves it
                item.post = replace(item.post, capture=None)
            return item
        try:
            post = parse_page(
                fetched.body,
                fetched.url,
                headers=fetched.headers,
                seen_at=fetched.seen_at,
                source_id=item.source_id,
                author_key=round_.author_key,
            )
        except QuarantineError as error:
            capture = hashlib.sha256(fetched.body).hexdigest() if item.capture else None
            round_.quarantine(item.source_id, fetched.url, error, capture=capture)
            self.crawler.spider.unreadable(fetched.url, error.kind)  # type: ignore[union-attr]
            raise DropItem(error.kind, log_level="DEBUG") from error
        if item.address and item.address.platform == post.platform:
            post = replace(post, post_id=item.address.post_id, canonical_url=item.address.canonical)
        item.post = post if item.capture else replace(post, capture=None)
        return item
