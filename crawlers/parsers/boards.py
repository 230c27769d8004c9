"""Public boards whose pages people save by hand: theqoo (Rhymix), FMKorea (XE), Clien. Read, never crawled by default."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_printed
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import Address, web_address
from crawlers.parsers.walk import first, read_body, text_of


@dataclass(frozen=True, slots=True)
class Board:
    """Where a board keeps its fields.

    Attributes:
        marker: element that only this board's article pages have.
        number: finds the post's number in an address; comments and "best" lists show the same post.
    """

    platform: str
    host: str
    marker: str
    title: str
    body: str
    date: str
    number: re.Pattern[str]
    address: str
    author: str = ""


_BOARDS = (
    Board(
        "theqoo", "theqoo.net", ".theqoo_document_header", ".theqoo_document_header .title", "article .rhymix_content, .rhymix_content",
        ".btm_area .side.fr span", re.compile(r"theqoo\.net/\w+/(\d+)|document_srl=(\d+)"), "https://theqoo.net/{board}/{number}",
    ),
    Board(
        "fmkorea", "fmkorea.com", ".np_18px_span", ".np_18px_span", "article .xe_content, .rd_body .xe_content",
        ".top_area .date, .date.m_no", re.compile(r"fmkorea\.com/(?:\w+/)?(\d+)|document_srl=(\d+)"), "https://www.fmkorea.com/{number}",
        author=".btm_area .member_plate",
    ),
    Board(
        "clien", "clien.net", ".post_subject", ".post_subject > span:not(.post_category), .post_subject", ".post_article",
        ".post_author .view_count.date, .view_count.date", re.compile(r"clien\.net/service/board/\w+/(\d+)"),
        "https://www.clien.net/service/board/{board}/{number}", author=".post_info .nickname, .post_author .nickname",
    ),
)  # fmt: skip


def _address(board: Board, page: Page) -> Address:
    candidates = [page.url, page.metas.get("og:url", "")]
    candidates += [link.get("href") or "" for link in page.root.cssselect("link[rel=canonical], .document_address a, .side a.link")]
    for url in candidates:
        found = board.number.search(url)
        if board.host in url and found:
            number = next(group for group in found.groups() if group)
            name = re.search(r"/(?:board/)?(\w+)/\d+", url)
            canonical = board.address.format(board=name[1] if name else "board", number=number)
            return Address(board.platform, (number,), canonical, canonical)
    return web_address(page.url, board.platform)


def _reader(board: Board) -> Callable[[Page], Draft]:
    def read(page: Page) -> Draft:
        body = first(page.root, board.body)
        if body is None:
            raise page.unparsed(f"A {board.platform} page without a body")
        title, date = first(page.root, board.title), first(page.root, board.date)
        author = first(page.root, board.author) if board.author else None
        return Draft(
            address=_address(board, page),
            title=clean_line(text_of(title)) if title is not None else page.title_tag(),
            content=read_body(body, page.url),
            published=from_printed(date.text_content() if date is not None else "", page.seen_at),
            author=clean_line(author.text_content()) if author is not None else "",
        )

    return read


def _matcher(board: Board) -> Callable[[Page], bool]:
    def matches(page: Page) -> bool:
        return first(page.root, board.marker) is not None and (board.host in page.url or first(page.root, board.body) is not None)

    return matches


PARSERS = tuple(Parser(board.platform, "1", _matcher(board), _reader(board)) for board in _BOARDS)
