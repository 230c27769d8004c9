"""Naver Blog, SmartEditor 3 (2015 to 2018), mobile and desktop: `div.se_component`."""

from __future__ import annotations

from crawlers.parsers.markup import Element
from crawlers.parsers.naver_fields import editor, mobile_container, own_post, read_naver
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.walk import first


def _body(page: Page) -> Element | None:
    # The header stands in a `.se_component_wrap` of its own; only the area of the components is the text.
    own = own_post(page)
    areas = (page.root if own is None else own).cssselect(".__se_component_area, .se_component_wrap.sect_dsc")
    if areas:
        return max(areas, key=lambda area: len(area.text_content()))
    mobile = mobile_container(page)
    return mobile if mobile is not None else first(page.root, ".se_doc_viewer", ".se_component_wrap")


def _matches(page: Page) -> bool:
    return editor(page) == 3 and _body(page) is not None


def _read(page: Page) -> Draft:
    body = _body(page)
    if body is None:
        raise page.unparsed("No SmartEditor 3 body")
    return read_naver(page, body)


PARSER = Parser("naver-blog-se3", "2", _matches, _read)
