"""Naver Blog, SmartEditor ONE (since 2018), mobile and desktop: `div.se-component` inside `.se-main-container`."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import editor, mobile_container, own_post, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    own = own_post(page)
    found = first(own, ".se-main-container", ".se-viewer") if own is not None else None
    return found if found is not None else first(page.root, ".se-main-container", ".se-viewer")


def _matches(page: Page) -> bool:
    return editor(page) == 4 and (_body(page) is not None or mobile_container(page) is not None)


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        body = mobile_container(page)
    if body is None:
        raise page.unparsed("No .se-main-container")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se-one", "2", _matches, _read)
