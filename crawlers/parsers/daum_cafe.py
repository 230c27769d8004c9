"""Daum Cafe, desktop article, the markup of 2011 and today's: `xmp#template_xmp`, `#user_contents`, `CAFEAPP.ui`."""

from __future__ import annotations

import html
import re

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_digits, from_printed
from crawlers.parsers.jsobject import assigned, pairs
from crawlers.parsers.markup import Element, parse_html
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import Address, daum_cafe, read_address
from crawlers.parsers.walk import Content, first, read_body, text_of
from pungmun.records import Published

_XMP = re.compile(r"""<xmp\b[^>]*\bid\s*=\s*["']?template_xmp\b[^>]*>(.*?)(?:</xmp\s*>|$)""", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:p|div|br|span|img|table|a|font|b|strong|blockquote|ul|ol|h\d)\b", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;(?:p|div|br|span|img|table|a|font|b|strong|blockquote|ul|ol|h\d)\b", re.IGNORECASE)
_WRITER_DATE = re.compile(r"(?:\d{4}|\d{2})\.\d{1,2}\.\d{1,2}\.?(?:\s*\d{1,2}:\d{2})?")


def _matches(page: Page) -> bool:
    return bool(_XMP.search(page.text)) or (
        first(page.root, "#user_contents", "#bbs_contents") is not None
        and (_app(page) != {} or "daum.net" in page.url or first(page.root, ".article_writer", "strong.tit_info") is not None)
    )


def _read(page: Page) -> Draft:
    content = _content(page)
    if content is None:
        raise page.unparsed("A Daum Cafe page without #user_contents")
    app = _app(page)
    author = clean_line(app.get("BBSNICKNAME", "")) or _writer(page)
    address = _address(page, app)
    return Draft(
        address=address,
        title=_title(page),
        content=content,
        published=_published(page, app),
        author=author,
        author_id=f"{address.key[0]}/{author}" if author else "",
    )


def body_source(page: Page) -> str:
    """What the page's script would copy into the visible container; empty without an `xmp`.

    A browser shows the text of `xmp` raw, so markup in it is markup and `&amp;` is `&amp;`. Some pages escape the markup
    itself: then it is unescaped once.
    """
    found = _XMP.search(page.text)
    if not found:
        return ""
    source = found.group(1)
    return html.unescape(source) if _ESCAPED_TAG.search(source) and not _TAG.search(source) else source


def _content(page: Page) -> Content | None:
    source = body_source(page)
    if source.strip():
        return read_body(parse_html(f"<div>{source}</div>"), page.url)
    body = first(page.root, "#user_contents", "#bbs_contents .tx-content-container", "#bbs_contents", ".tx-content-container")
    return None if body is None else read_body(body, page.url)


def _app(page: Page) -> dict[str, str]:
    return pairs(assigned(page.text, "CAFEAPP")) | pairs(assigned(page.text, "CAFEAPP.ui"))


def _address(page: Page, app: dict[str, str]) -> Address:
    try:
        asked = read_address(page.url)
    except ValueError:
        asked = None
    name, grpid = app.get("GRPCODE", ""), app.get("GRPID", "")
    fldid, datanum = app.get("FLDID", ""), app.get("DATAID", "")
    for link in page.root.cssselect("a.copyurl[href], link[rel=canonical][href], meta[property='og:url'][content]"):
        try:
            outer = read_address(link.get("href") or link.get("content") or "")
        except ValueError:
            continue
        if outer.platform == "daum_cafe" and len(outer.key) == 3 and "/_c21_/" not in outer.canonical:
            return daum_cafe(outer.canonical.split("/")[3], grpid, outer.key[1], outer.key[2])
    if fldid and datanum and (name or grpid):
        return daum_cafe(name, grpid, fldid, datanum)
    if asked is not None and asked.platform == "daum_cafe":
        return daum_cafe(name, grpid or asked.key[0], asked.key[1], asked.key[2]) if name and "/_c21_/" in asked.canonical else asked
    raise page.unparsed("A Daum Cafe page without cafe, board and number")


def _title(page: Page) -> str:
    for selector in ("strong.tit_info", ".article_subject .subject span.b", ".article_subject .subject", ".tit_subject", "h3.tit_subject"):
        for element in page.root.cssselect(selector):
            if text := clean_line(text_of(element)):
                return text
    og = page.metas.get("og:title", "")
    cut = re.sub(r"\s*\|\s*(?:Daum|다음)\s*카페$", "", og or page.title_tag())
    return cut if og else cut.split(" - ", 1)[-1]


def _published(page: Page, app: dict[str, str]) -> Published:
    exact = from_digits(app.get("PLAIN_REGDT", ""), page.seen_at)
    if exact.day:
        return exact
    for element in page.root.cssselect(".article_writer, .info_desc, .cover_info, .txt_subject, .article_info"):
        # Each value in an element of its own, often without a blank between: "조회 1,024" and "25.03.02".
        text = " ".join(element.itertext())
        found = _WRITER_DATE.search(text)
        printed = from_printed(found.group() if found else text, page.seen_at)
        if printed.day:
            return printed
    return Published()


def _writer(page: Page) -> str:
    element: Element | None = first(
        page.root,
        ".article_writer a.txt_point",
        ".article_writer a",
        ".cover_info a",
        ".cover_info .txt_item",
        ".info_desc .txt_item",
        ".link_item",
    )
    return clean_line(element.text_content()) if element is not None else ""


PARSER = Parser("daum-cafe-desktop", "2", _matches, _read)
