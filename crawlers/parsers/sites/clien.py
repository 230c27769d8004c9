"""Clien. For pages that people save; it forbids crawling and answers bots with 404."""

import re

from crawlers.parsers.site import Site, site_parser

PARSER = site_parser(
    Site(
        platform="clien",
        host="clien.net",
        marker=".post_subject",
        title=".post_subject > span:not(.post_category), .post_subject",
        body=".post_article",
        date=".post_author .view_count.date, .view_count.date",
        author=".post_info .nickname, .post_author .nickname",
        number=re.compile(r"clien\.net/service/board/\w+/(\d+)"),
        address="https://www.clien.net/service/board/{board}/{number}",
    ),
    version="1",
)
