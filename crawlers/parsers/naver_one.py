"""Naver Blog, SmartEditor ONE (since 2018), mobile and desktop: `div.se-component` inside `.se-main-container`."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import is_naver, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    return first(page.root, ".se-main-container", ".se-viewer")


def _matches(page: Page) -> bool:
    return not page.class_names.isdisjoint({"se-main-container", "se-viewer"}) and _body(page) is not None and is_naver(page)


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        raise page.unparsed("No .se-main-container")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se-one", "1", _matches, _read)
