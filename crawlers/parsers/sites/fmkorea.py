"""FMKorea (XE). For pages that people save; its robots.txt closes all but the front lists, and it is not crawled."""

import re

from crawlers.parsers.site import Site, site_parser

PARSER = site_parser(
    Site(
        platform="fmkorea",
        host="fmkorea.com",
        marker=".np_18px_span",
        title=".np_18px_span",
        body="article .xe_content, .rd_body .xe_content",
        date=".top_area .date, .date.m_no",
        author=".btm_area .member_plate",
        number=re.compile(r"fmkorea\.com/(?:\w+/)?(\d+)|document_srl=(\d+)"),
        address="https://www.fmkorea.com/{number}",
    ),
    version="1",
)
