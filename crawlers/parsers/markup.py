"""Text -> trees: HTML with libxml2's tolerance, XML with the mistakes that feeds and search replies make."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, cast

from lxml import etree
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector

#: An element of lxml.html. lxml-stubs knows only half of its methods, so it stays untyped.
Element: TypeAlias = Any

_XML_OWN = {"amp", "lt", "gt", "quot", "apos"}
_ENTITY = re.compile(r"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def parse_html(text: str) -> Element:
    """Markup -> document. Encoded first, because lxml refuses text that declares an encoding.

    Raises:
        ValueError: there is no markup at all, or it is nested too deeply to be read whole.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError(str(error)) from error
    # By its type: other messages quote the page, whose words may be any.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ValueError("its elements stand deeper in each other than any page needs")  # libxml2 drops what is below
    return root


@lru_cache(maxsize=512)
def compiled(selector: str) -> Callable[[Element], list[Element]]:
    """A CSS selector, translated once: translating costs more than looking."""
    return cast("Callable[[Element], list[Element]]", CSSSelector(selector, translator="html"))


def parse_xml(text: str) -> Any:
    """XML -> root; bare `&` and HTML's entities are repaired, other mistakes passed over. No entity is ever fetched.

    Raises:
        ValueError: there is no element.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).strip()
    repaired = "".join(part if part.startswith("<![CDATA[") else _ENTITY.sub(_known_entity, part) for part in _CDATA.split(text))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, strip_cdata=True)
    try:
        root = etree.fromstring(repaired.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root is None:
        raise ValueError("no element")
    return root


def _known_entity(match: re.Match[str]) -> str:
    name = match.group(1)
    if not name:
        return "&amp;"
    if name.startswith("#") or name[:-1] in _XML_OWN:
        return match.group()
    character = html.unescape(match.group())
    return f"&amp;{name}" if character.startswith("&") else character
