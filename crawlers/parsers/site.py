"""A site whose articles can be told by selectors alone: most boards and many newspapers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_iso, from_printed
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import Address, web_address
from crawlers.parsers.walk import first, read_body, text_of
from pungmun.records import Published


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site keeps its fields.

    Attributes:
        platform: name in the store and in counts.
        host: its host without `www.`.
        marker: CSS selector of an element that only its article pages have.
        title, body, date, author: CSS selectors; `author` may be empty.
        number: finds a post's number in an address, so that every form of the address is one post; None: the address is.
        address: canonical form, with {board} and {number}.
    """

    platform: str
    host: str
    marker: str
    title: str
    body: str
    date: str
    author: str = ""
    number: re.Pattern[str] | None = None
    address: str = ""


def site_parser(site: Site, version: str) -> Parser:
    """The parser of a site; its name is the platform's, with hyphens."""

    def matches(page: Page) -> bool:
        return bool(site.marker) and first(page.root, site.marker) is not None and _is_here(site, page)

    def read(page: Page) -> Draft:
        body = first(page.root, site.body)
        if body is None:
            raise page.unparsed(f"A {site.platform} page without a body")
        title = first(page.root, site.title)
        author = first(page.root, site.author) if site.author else None
        return Draft(
            address=_address(site, page),
            title=clean_line(text_of(title)) if title is not None else page.metas.get("og:title", "") or page.title_tag(),
            content=read_body(body, page.url),
            published=_published(site, page),
            author=clean_line(author.text_content()) if author is not None else "",
        )

    return Parser(site.platform.replace("_", "-"), version, matches, read)


def _is_here(site: Site, page: Page) -> bool:
    """By address, or for a saved page without one by a body where the site has it."""
    return site.host in page.url or first(page.root, site.body) is not None


def _published(site: Site, page: Page) -> Published:
    element = first(page.root, site.date) if site.date else None
    if element is None:
        return Published()
    machine = element.get("datetime") or element.get("content")
    return from_iso(machine, page.seen_at) if machine else from_printed(element.text_content(), page.seen_at)


def _address(site: Site, page: Page) -> Address:
    candidates = [page.url, page.metas.get("og:url", "")]
    candidates += [link.get("href") or "" for link in page.root.cssselect("link[rel=canonical], .document_address a, .side a.link")]
    if site.number is None:
        return web_address(next((url for url in candidates if site.host in url), page.url), site.platform)
    for url in candidates:
        found = site.number.search(url)
        if site.host in url and found:
            number = next(group for group in found.groups() if group)
            board = re.search(r"/(?:board/)?(\w+)/\d+", url)
            canonical = site.address.format(board=board[1] if board else "board", number=number)
            return Address(site.platform, (number,), canonical, canonical)
    return web_address(page.url, site.platform)
