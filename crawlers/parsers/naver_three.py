"""Naver Blog, SmartEditor 3 (2015 to 2018), mobile and desktop: `div.se_component`."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import is_naver, mobile_container, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    mobile = mobile_container(page)
    if mobile is not None:
        return mobile
    return first(page.root, ".se_component_wrap.sect_dsc", ".sect_dsc", ".__se_component_area", ".se_doc_viewer", ".se_component_wrap")


def _matches(page: Page) -> bool:
    return "se_component" in page.class_names and "se-component" not in page.class_names and _body(page) is not None and is_naver(page)


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        raise page.unparsed("No SmartEditor 3 body")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se3", "1", _matches, _read)
