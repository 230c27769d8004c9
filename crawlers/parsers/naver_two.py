"""Naver Blog, SmartEditor 2 (until about 2018), mobile and desktop: free HTML in one container."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import editor, mobile_container, own_post, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    for found in (mobile_container(page), own_post(page)):
        if found is not None:
            return found
    return first(page.root, "#postViewArea [id^=post-view]", "[id^=post-view]", "#postViewArea", ".post-view")


def _matches(page: Page) -> bool:
    return editor(page) == 2 and _body(page) is not None


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        raise page.unparsed("No SmartEditor 2 body")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se2", "2", _matches, _read)
