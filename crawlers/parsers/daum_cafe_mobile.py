"""Daum Cafe, mobile article: `div#article.tx-content-container`, `h3.tit_subject`, `span.txt_subject`."""

from __future__ import annotations

import re

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_digits, from_printed
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import read_address
from crawlers.parsers.walk import first, read_body, text_of
from pungmun.records import Published

#: Words that screen readers hear and that stand glued to the values: 작성자…|작성시간26.05.08|조회수2,482
_LABELLED_AUTHOR = re.compile(r"(?:작성자|글쓴이)\s*[:：]?\s*(.+?)\s*(?=\||·|작성시간|조회수?|$)")
_LABELLED_DATE = re.compile(r"작성\s*시간\s*[:：]?\s*(.+?)\s*(?=\||·|조회|$)")


#: The machine's own time, where the page's script has it.
_REGISTERED = re.compile(r"""\bPLAIN_REGDT["']?\s*:\s*["'](\d{14})["']""")


def _matches(page: Page) -> bool:
    body = first(page.root, "div#article.tx-content-container", "#article.tx-content-container")
    return body is not None or (first(page.root, "#article") is not None and first(page.root, ".tit_subject", ".txt_subject") is not None)


def _read(page: Page) -> Draft:
    body = first(page.root, "#article.tx-content-container", "#article")
    if body is None:
        raise page.unparsed("No #article")
    address = read_address(page.url)
    if address.platform != "daum_cafe":
        canonical = page.metas.get("og:url", "")
        address = read_address(canonical) if canonical else address
    if address.platform != "daum_cafe":
        raise page.unparsed("A Daum Cafe page whose address names no cafe")
    heading = first(page.root, "h3.tit_subject span.article_title", ".tit_subject .article_title", ".article_title", ".tit_subject")
    info = first(page.root, "span.txt_subject", ".txt_subject")
    words = clean_line(info.text_content()) if info is not None else ""
    author_found = _LABELLED_AUTHOR.search(words)
    author = clean_line(author_found[1]) if author_found else ""
    return Draft(
        address=address,
        title=clean_line(text_of(heading)) if heading is not None else page.metas.get("og:title", ""),
        content=read_body(body, page.url),
        published=_published(words, page),
        author=author,
        author_id=f"{address.key[0]}/{author}" if author else "",
    )


def _published(words: str, page: Page) -> Published:
    if (told := _REGISTERED.search(page.text)) and (exact := from_digits(told[1], page.seen_at)).day:
        return exact
    labelled = _LABELLED_DATE.search(words)
    if labelled:
        return from_printed(labelled[1], page.seen_at)
    for number in page.root.cssselect(".txt_subject .num_subject, .view_subject .num_subject, .num_subject"):
        printed = from_printed(number.text_content(), page.seen_at)
        if printed.day:
            return printed
    return Published()


PARSER = Parser("daum-cafe-mobile", "2", _matches, _read)
