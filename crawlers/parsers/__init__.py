"""Saved bytes -> posts. `parse_page` reads one article, `parse_many` a search reply, a feed or a list.

A page is read by the first parser of `PARSERS` whose markup it has; a page that no parser knows is `unparsed`, never an
empty post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Required, TypedDict, Unpack

from crawlers.parsers import (
    article,
    brunch,
    daum_cafe,
    daum_cafe_mobile,
    daum_list,
    feed,
    naver_lists,
    naver_one,
    naver_three,
    naver_two,
    search_kakao,
    search_naver,
    tistory,
    walls,
)
from crawlers.parsers.many import Link, Reply
from crawlers.parsers.output import post_json
from crawlers.parsers.page import AuthorKey, Draft, Page, Parser, finish
from crawlers.parsers.sites import site_parsers
from crawlers.parsers.urls import NoAddressError, read_address
from pungmun.errors import ParseError
from pungmun.records import Post

__all__ = [
    "MANY_PARSERS",
    "PARSERS",
    "Link",
    "Page",
    "Parser",
    "Reply",
    "parse_many",
    "parse_page",
    "parse_reply",
    "pictures_of",
    "post_json",
]

#: Most particular markup first; `article` reads whatever says it is an article.
PARSERS: tuple[Parser, ...] = (
    naver_one.PARSER,
    naver_three.PARSER,
    naver_two.PARSER,
    daum_cafe_mobile.PARSER,
    daum_cafe.PARSER,
    brunch.PARSER,
    tistory.PARSER,
    *site_parsers(),
)
GENERIC = article.PARSER
#: name -> version of what reads bodies with many posts.
MANY_PARSERS = {module.NAME: module.VERSION for module in (search_naver, search_kakao, feed, naver_lists, daum_list)}


#: What markup nobody expected may raise inside a parser; it costs one page, with its reason.
_SURPRISES = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


def _unexpected(page: Page, error: Exception) -> ParseError:
    if isinstance(error, NoAddressError):
        return ParseError(
            f"Nothing tells where the page {page.url or '(without an address)'} was.",
            kind="unparsed",
            cause="it names no address itself",
            todo="give its address, with --url or in a NAME.meta.json beside it",
        )
    return ParseError(
        f"The page {page.url} could not be read ({type(error).__name__}: {error}).",
        kind="unparsed",
        cause="markup that no parser expects",
        todo="look at the capture and adapt the parser",
    )


class Known(TypedDict, total=False):
    """What is known of a body beside its address.

    Attributes:
        headers: response headers; the charset is read from them.
        seen_at: aware; relative dates count from it.
        source_id: configured source that found it.
        author_key: (platform, id or name of the author) -> keyed hash.
    """

    headers: Mapping[str, str] | None
    seen_at: Required[datetime]
    source_id: str
    author_key: AuthorKey | None


def parse_page(body: bytes, url: str, **known: Unpack[Known]) -> Post:
    """One page -> one post.

    Args:
        body: raw bytes.
        url: the page's address; it tells ids that the page itself may lack.
        **known: see `Known`.

    Raises:
        ParseError: its `kind` is wall, shell, deleted, private, empty, encoding or unparsed.
    """
    page = Page(body, url, known["seen_at"], known.get("headers") or {})
    try:
        return _parse(page, known.get("source_id", ""), known.get("author_key"))
    except _SURPRISES as error:
        raise _unexpected(page, error) from error


def pictures_of(body: bytes, url: str, **known: Unpack[Known]) -> list[str]:
    """Addresses of the pictures that a post's writer put into it, in page order.

    Raises:
        ParseError: as `parse_page`.
    """
    page = Page(body, url, known["seen_at"], known.get("headers") or {})
    try:
        return _draft(page)[1].content.images
    except _SURPRISES as error:
        raise _unexpected(page, error) from error


def _draft(page: Page) -> tuple[Parser, Draft]:
    if re.match(r"\s*(?:[\[{]|\)\]\}'|<\?xml[^>]*\?>\s*<(?:rss|feed|result)|<(?:rss|feed)\b)", page.text[:500]):
        raise ParseError(f"{page.url} is data with many posts, not a page.", kind="unparsed", todo="give it to `pungmun ingest`")
    parser = next((item for item in PARSERS if item.matches(page)), None)
    if parser is None:
        problem = walls.check(page)
        if problem and not (problem.kind in {"deleted", "private", "wall"} and article.says_article(page) and not walls.is_sure(page)):
            raise problem
        if _has_parsers_of_its_own(page) or not GENERIC.matches(page):
            raise page.unparsed("No known body of an article")
        parser = GENERIC
    return parser, parser.read(page)


def _parse(page: Page, source_id: str, author_key: AuthorKey | None) -> Post:
    parser, draft = _draft(page)
    post = finish(draft, page, parser=parser.name, version=parser.version, source_id=source_id, author_key=author_key)
    if not post.segments and not draft.content.pictures and not draft.content.links and not post.title:
        raise ParseError(
            f"The post at {page.url} is empty.", kind="empty", cause="its body and title hold nothing", todo="look at the capture"
        )
    return post


def _has_parsers_of_its_own(page: Page) -> bool:
    """On these platforms an unknown body means that the markup changed, and somebody has to know."""
    try:
        return read_address(page.url).platform in {"naver_blog", "daum_cafe", "naver_cafe"}
    except ValueError:
        return False


def parse_reply(body: bytes, url: str, **known: Unpack[Known]) -> Reply:
    """A search reply, feed or list -> its posts and links, with total and whether there is more.

    Raises:
        ParseError: it is none of these, or broken.
        SourceError: it is an error body of a search service.
    """
    page = Page(body, url, known["seen_at"], known.get("headers") or {})
    try:
        return _reply(page, known.get("source_id", ""), known.get("author_key"))
    except _SURPRISES as error:
        raise _unexpected(page, error) from error


def _reply(page: Page, source_id: str, author_key: AuthorKey | None) -> Reply:
    for module in (search_naver, search_kakao, feed, naver_lists):
        if module.matches(page):
            reply: Reply = module.read(page, source_id=source_id, author_key=author_key)
            return reply
    if page.text.lstrip().startswith(("{", "[")):
        raise page.unparsed("JSON that no parser knows")
    if daum_list.matches(page):
        return daum_list.read(page)
    raise walls.check(page) or page.unparsed("No list, feed or search reply")


def parse_many(body: bytes, url: str, **known: Unpack[Known]) -> list[Post | Link]:
    """`parse_reply`, only the items."""
    return list(parse_reply(body, url, **known).items)
