"""Naver Blog, SmartEditor 2 (until about 2018), mobile and desktop: free HTML in one container."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import is_naver, mobile_container, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import read_address
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    mobile = mobile_container(page)
    if mobile is not None:
        return mobile
    try:
        log_no = read_address(page.url).key[-1]
    except ValueError:
        log_no = ""
    own = [f"#post-view{log_no}"] if log_no.isdigit() else []
    return first(page.root, *own, "#postViewArea [id^=post-view]", "[id^=post-view]", "#postViewArea", ".post-view")


def _matches(page: Page) -> bool:
    if not page.class_names.isdisjoint({"se-component", "se_component"}):
        return False
    return _body(page) is not None and is_naver(page)


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        raise page.unparsed("No SmartEditor 2 body")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se2", "1", _matches, _read)
