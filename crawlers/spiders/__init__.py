"""The spiders, by the name that a source's YAML gives in `spider`."""

from __future__ import annotations

from crawlers.base import SourceSpider
from crawlers.spiders.daum_cafe_posts import DaumCafePostsSpider
from crawlers.spiders.feeds import FeedsSpider
from crawlers.spiders.kakao_search import KakaoSearchSpider
from crawlers.spiders.naver_search import NaverSearchSpider
from crawlers.spiders.pages import NaverBlogPostsSpider, PagesSpider
from crawlers.spiders.pictures import PicturesSpider
from pungmun.errors import ConfigError
from pungmun.registry import Source

SPIDERS: dict[str, type[SourceSpider]] = {
    spider.kind: spider
    for spider in (
        NaverSearchSpider,
        KakaoSearchSpider,
        NaverBlogPostsSpider,
        DaumCafePostsSpider,
        PagesSpider,
        FeedsSpider,
        PicturesSpider,
    )
}


def spider_of(source: Source) -> type[SourceSpider]:
    """The spider of a source, its options checked.

    Raises:
        ConfigError: there is no such spider, or the options are wrong.
    """
    spider = SPIDERS.get(source.spider)
    if spider is None:
        raise ConfigError(
            f"config/sources/{source.source_id}.yml names the spider {source.spider!r}, which does not exist.",
            todo=f"take one of {', '.join(sorted(SPIDERS))}",
        )
    spider.read_options(source)
    return spider
