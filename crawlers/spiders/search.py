"""What search services have in common: queries from claims, quotas, paging up to the cap, stopping at the known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

import scrapy
from pydantic import Field
from scrapy.http import Response

from crawlers.base import Options, SourceSpider, Then
from crawlers.items import Catch
from crawlers.parsers.many import Reply
from crawlers.parsers.page import AuthorKey, Page
from crawlers.parsers.urls import read_address
from crawlers.queries import MAX_QUERIES, narrower, queries
from pungmun.errors import SourceError
from pungmun.records import Claim, Post

#: A per-second limit is answered by slowing down; more than this often it is something else.
_SLOW_DOWNS = 3
#: Words that a sweep adds to a query at most: two more than a pair leave hardly a thousand posts.
_SWEEPS = 2
#: Pages of one query when a round goes back to a day; the services end earlier.
_DEEPEST = 50


class SearchOptions(Options):
    """Options of a search source.

    Attributes:
        collection: what is searched.
        pages: pages of one query a round at most; the service's own cap holds too.
        queries_per_claim: queries a claim at most.
        queries: more queries, of the operator's own.
    """

    collection: str
    pages: int = Field(2, ge=1, le=50)
    queries_per_claim: int = Field(MAX_QUERIES, ge=1, le=50)
    queries: tuple[str, ...] = ()


class Replies(Protocol):
    """A parser module of one search service."""

    def read(self, page: Page, *, source_id: str, author_key: AuthorKey | None) -> Reply:
        """A reply -> excerpts. Raises ParseError or SourceError."""

    def error_body(self, data: dict[str, Any], url: str, status: int) -> None:
        """Raise SourceError if a reply is an error."""


class SearchSpider(SourceSpider):
    """Asks a search service every claim's queries, newest first.

    Attributes:
        replies: the parser module of the service.
        hits: hits a page.
        quotas: counter -> calls a day that one key has, shared by all sources of that key.
    """

    options_type = SearchOptions
    obey_robots = False  # an API under contract; its terms rule, not robots.txt
    is_api = True
    capture = False
    replies: ClassVar[Replies]
    hits: ClassVar[int]
    quotas: ClassVar[dict[str, int]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._claims_of: dict[str, list[Claim]] = {}  # query -> claims that want it
        self._levels: dict[str, int] = {}  # query of a sweep -> words that were added

    def query_url(self, query: str, page: int) -> str:
        """Address of one page (from 1) of one query."""
        raise NotImplementedError

    def key_headers(self) -> dict[str, str]:
        """Headers with the operator's key. Raises SourceError `no_key`."""
        raise NotImplementedError

    def read(self, page: Page) -> Reply:
        """One reply. Raises ParseError or SourceError."""
        return self.replies.read(page, source_id=self.source.source_id, author_key=self.round.author_key)

    def hosts(self) -> Sequence[str]:
        """The service's host."""
        return (urlsplit(self.query_url("x", 1)).hostname or "",)

    def first(self) -> Iterator[scrapy.Request]:
        """Page 1 of every query."""
        try:
            self.key_headers()
        except SourceError as error:
            self.stop(str(error))
            return
        of_claims = queries(self.claims, self.options.queries_per_claim)
        self._claims_of = {query: [claim for claim in self.claims if claim.claim_id in ids] for query, ids in of_claims.items()}
        for query in dict.fromkeys([*of_claims, *self.options.queries]):
            if self.is_stopped:
                return
            yield from self._search(query, 1)

    def _search(self, query: str, page: int, slow_downs: int = 0) -> Iterator[scrapy.Request]:
        for name, limit in self.quotas.items():
            if not self.round.quotas.take(name, limit):
                self.stop(f"the day's {limit} calls of {name} are used up")
                return
        url = self.query_url(query, page)
        yield from self.ask(url, self._reply, headers=self.key_headers(), query=query, page=page, slow_downs=slow_downs)

    def _reply(self, response: Response, query: str, page: int, slow_downs: int) -> Iterator[Any]:
        fetched = self.fetched(response)
        reply = self.read(Page(fetched.body, fetched.url, fetched.seen_at, fetched.headers))
        self.left_out(fetched.url, reply.skipped)
        new = 0
        for post in reply.items:
            if isinstance(post, Post):
                new += post.post_id not in self.round.named
                self._discover(post)
                yield Catch(self.source.source_id, post=post, capture=False)
        if self.is_stopped:
            return
        if reply.more and self._deeper(reply, new, page):
            yield from self._search(query, page + 1)
        elif self._is_capped(reply, page):
            yield from self._sweep(query)

    def _deeper(self, reply: Reply, new: int, page: int) -> bool:
        """Whether the next page is wanted: while there is something new, or back to the day that the round asks for."""
        if self.round.since is None:
            return bool(new) and page < self.options.pages
        days = [post.published.day for post in reply.items if isinstance(post, Post) and post.published.day]
        return page < _DEEPEST and (not days or min(days) >= self.round.since)

    def _is_capped(self, reply: Reply, page: int) -> bool:
        """Whether the service has more hits, of days that the round asks for, than it shows."""
        if self.round.since is None or not reply.items or (reply.total or 0) <= page * self.hits:
            return False
        days = [post.published.day for post in reply.items if isinstance(post, Post) and post.published.day]
        return (not reply.more or page >= _DEEPEST) and (not days or min(days) >= self.round.since)

    def _sweep(self, query: str) -> Iterator[scrapy.Request]:
        """Ask for what lies beyond the service's cap, by narrower queries; told in the report where these are too wide as well."""
        claims = self._claims_of.get(query, [])
        level = self._levels.get(query, 0)
        wanted = narrower(query, claims, self.options.queries_per_claim) if level < _SWEEPS else []
        self.report.capped += not wanted
        for more in wanted:
            if more not in self._claims_of and not self.is_stopped:
                self._claims_of[more], self._levels[more] = claims, level + 1
                yield from self._search(more, 1)

    def _discover(self, post: Post) -> None:
        address = read_address(post.url)
        self.round.discover(post.post_id, post.platform, address.article)

    def again(self, response: Response, then: Then, more: dict[str, Any]) -> Iterator[scrapy.Request]:
        """After a per-second refusal: the same call, more slowly."""
        if not self._was_rate or more["slow_downs"] >= _SLOW_DOWNS:
            return
        self._was_rate = False
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(urlsplit(response.url).hostname or "") if engine else None
        if slot and not self.round.replay:
            slot.delay = min(60.0, max(1.0, slot.delay * 2))
        yield from self._search(more["query"], more["page"], more["slow_downs"] + 1)

    _was_rate = False

    def refused(self, response: Response) -> str:
        """Read the error body. Raises SourceError unless slowing down is enough."""
        fetched = self.fetched(response)
        try:
            self.read_error(fetched.body.decode("utf-8", "replace"), response)
        except SourceError as error:
            if error.kind == "rate":
                self._was_rate = True
                return "rate"
            if error.kind == "quota_day":
                for name, limit in self.quotas.items():
                    self.round.quotas.exhaust(name, limit)
            raise
        if response.status in {401, 403}:
            raise SourceError(
                f"{urlsplit(response.url).hostname} refused with {response.status}.", kind="auth", todo="check the key in .env"
            )
        return ""

    def read_error(self, text: str, response: Response) -> None:
        """Raise SourceError if the text is an error body of this service."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return
        if isinstance(data, dict):
            self.replies.error_body(data, response.url, response.status)
