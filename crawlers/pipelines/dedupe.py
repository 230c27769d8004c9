"""One post a round: the ids are functions of platform and native key, so a search hit and its article meet here."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawlers.items import Catch
from crawlers.round import Round


class DedupePipeline:
    """Drops what the round handed on already; an article still follows its own snippet."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> DedupePipeline:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_item(self, item: Catch) -> Catch:
        """The item, or DropItem for a double."""
        round_: Round = self.crawler.spider.round  # type: ignore[union-attr]
        post = item.post
        assert post is not None
        first_here = (item.source_id, post.post_id) not in round_.given
        round_.given.add((item.source_id, post.post_id))
        if (post.post_id, False) in round_.seen or (post.post_id, post.excerpt) in round_.seen:
            report = round_.report(item.source_id)
            report.duplicates += 1
            report.elsewhere += first_here
            raise DropItem("duplicate", log_level="DEBUG")
        round_.seen[(post.post_id, post.excerpt)] = post
        return item
