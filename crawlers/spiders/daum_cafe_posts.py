"""Daum Cafe: articles and board lists. The public address is a shell; it only tells the cafe's id, once a cafe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import scrapy
from pydantic import BaseModel, ConfigDict, Field
from scrapy.http import Response

from crawlers.parsers import daum_list
from crawlers.parsers.page import Page
from crawlers.parsers.urls import Address, daum_cafe, read_address
from crawlers.parsers.walls import shell_target
from crawlers.spiders.pages import PageOptions, PagesSpider


class BoardOption(BaseModel):
    """One board to watch: the ids stand in the address of its list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grpid: str = Field(pattern=r"^\w+$")
    fldid: str = Field(pattern=r"^\w+$")
    pages: int = Field(1, ge=1, le=20)


class DaumCafeOptions(PageOptions):
    """Options of the Daum Cafe source."""

    boards: tuple[BoardOption, ...] = ()


class DaumCafePostsSpider(PagesSpider):
    """Fetches `bbs_read` pages, which robots.txt allows, and mobile pages where a search named those."""

    kind = "daum_cafe_posts"
    options_type = DaumCafeOptions
    default_hosts = ("cafe.daum.net", "m.cafe.daum.net")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cafes: dict[str, str] = {}  # grpid -> name as it is written
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        self._closed_boards: set[tuple[str, str]] = set()

    def first(self) -> Iterator[scrapy.Request]:
        """Articles that were discovered, then the watched boards."""
        for url in self.wanted():
            if self.is_stopped:
                return
            yield from self._article(url)
        for board in self.options.boards:
            query = urlencode({"grpid": board.grpid, "fldid": board.fldid, "page": 1})
            yield from self.ask(f"https://cafe.daum.net/_c21_/bbs_list?{query}", self._list, pages=board.pages)

    def unreadable(self, url: str, kind: str) -> None:
        """A permission notice closes its board for the rest of the round."""
        board = _board(url)
        if kind == "wall" and board:
            self._closed_boards.add(board)

    def article(self, response: Response, address: Address | None = None) -> Iterator[Any]:
        """One article for the pipeline; its page may know the cafe's id only, and searches its name only."""
        yield self.catch(response, address)

    def _article(self, url: str) -> Iterator[scrapy.Request]:
        if "/_c21_/" in url or "//m.cafe." in url:
            board = _board(url)
            if board not in self._closed_boards or board is None:
                name = self._cafes.get(board[0], "") if board else ""
                key = read_address(url).key
                yield from self.ask(url, self.article, address=daum_cafe(name, key[0], key[1], key[2]) if name else None)
            return
        name, board_id, number = read_address(url).canonical.split("/")[3:6]
        grpid = next((grpid for grpid, known in self._cafes.items() if known.lower() == name.lower()), "")
        if grpid:
            yield from self._article(daum_cafe(name, grpid, board_id, number).article)
        elif name.lower() in self._waiting:
            self._waiting[name.lower()].append((board_id, number))
        else:
            self._waiting[name.lower()] = [(board_id, number)]
            yield from self.ask(url, self._shell, name=name)

    def _shell(self, response: Response, name: str) -> Iterator[Any]:
        fetched = self.fetched(response)
        target = shell_target(Page(fetched.body, fetched.url, fetched.seen_at, fetched.headers))
        found = re.search(r"[?&]grpid=(\w+)", target)
        waiting = self._waiting.pop(name.lower(), [])
        if not found:
            yield self.catch(response)  # a notice, or markup of tomorrow: the pipeline says which
            return
        self._cafes[found[1]] = name
        for board, number in waiting:
            yield from self._article(daum_cafe(name, found[1], board, number).article)

    def _list(self, response: Response, pages: int) -> Iterator[Any]:
        fetched = self.fetched(response)
        page = Page(fetched.body, fetched.url, fetched.seen_at, fetched.headers)
        reply = daum_list.read(page)
        fresh = 0
        for link in reply.items:
            if read_address(link.url).post_id not in self.round.known:
                fresh += 1
                yield from self._article(link.url)
        following = daum_list.next_page(page)
        if following and fresh and pages > 1:
            yield from self.ask(following, self._list, pages=pages - 1)


def _board(url: str) -> tuple[str, str] | None:
    query = parse_qs(urlsplit(url).query)
    return (query["grpid"][0], query["fldid"][0]) if {"grpid", "fldid"} <= query.keys() else None
