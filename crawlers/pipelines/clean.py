"""Posts fit for keeping: no names unless the operator wants them, no text that only a machine could have written."""

from __future__ import annotations

from dataclasses import replace

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.items import Catch
from crawlers.round import Round
from pungmun.errors import QuarantineError

#: Longer posts are dumps, not posts; the longest real articles we saw have 60,000 characters.
MAX_CHARACTERS = 300_000
#: No language writes words like this; a run without a blank this long is data. Long addresses stay below it.
MAX_WORD = 20_000


class CleanPipeline:
    """Text was made NFC and free of control characters by the parsers; here is what depends on the operator."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Catch) -> Catch:
        """The item with a post that may be kept, or DropItem after quarantining."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        post = item.post
        if post is None:
            raise DropItem("nothing to keep")
        if len(post.text) > MAX_CHARACTERS or max((len(word) for word in post.text.split()), default=0) > MAX_WORD:
            error = QuarantineError(
                f"The post {post.canonical_url} has {len(post.text)} characters, or a single word longer than {MAX_WORD}.",
                kind="too_long",
                cause="a data dump or an attack, not a post",
                todo="look at the capture; raise the limits in crawlers/pipelines/clean.py if it is real",
            )
            round_.quarantine(item.source_id, post.url, error, capture=post.capture)
            raise DropItem("too_long", log_level="DEBUG")
        item.post = post if round_.settings.author_names else replace(post, author="")
        return item
