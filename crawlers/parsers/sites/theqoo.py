"""theqoo (Rhymix). For pages that people save; not crawled by default."""

import re

from crawlers.parsers.site import Site, site_parser

PARSER = site_parser(
    Site(
        platform="theqoo",
        host="theqoo.net",
        marker=".theqoo_document_header",
        title=".theqoo_document_header .title",
        body="article .rhymix_content, .rhymix_content",
        date=".btm_area .side.fr span",
        number=re.compile(r"theqoo\.net/\w+/(\d+)|document_srl=(\d+)"),
        address="https://theqoo.net/{board}/{number}",
    ),
    version="1",
)
