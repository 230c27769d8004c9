"""The spider that every source's spider extends: it asks, counts every answer and every failure, and never dies of one page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from pydantic import BaseModel, ConfigDict, ValidationError
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.failures import kind_of
from crawlers.items import Catch, Fetched
from crawlers.parsers.urls import Address
from crawlers.parsers.walls import is_bot_wall
from crawlers.round import Round
from pungmun.errors import ConfigError, ParseError, PungmunError, QuarantineError, SourceError
from pungmun.records import Claim, nfc
from pungmun.registry import Source

Then = Callable[..., Iterator[Any]]
#: How long a host is left alone after a bot wall, and after a 429 that doesn't say.
WALL_PAUSE, RATE_PAUSE = timedelta(hours=24), timedelta(hours=1)
#: So many refusals in a row mean the host doesn't want us, whatever words it uses.
_REFUSALS_IN_A_ROW = 5


class Options(BaseModel):
    """Base of what a spider takes from its source's `options`: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSpider(scrapy.Spider):
    """One source in one round.

    Attributes:
        kind: name in the YAML's `spider`.
        options_type: model of the YAML's `options`.
        stage: 1 finds, 2 fetches what stage 1 found; stages run one after the other.
        obey_robots: False only for APIs under contract.
        is_api: a service under contract tells by its error codes what to do about a 429.
        capture: whether raw answers may be kept; search services' terms forbid it.
    """

    kind: ClassVar[str]
    options_type: ClassVar[type[Options]] = Options
    stage: ClassVar[int] = 1
    obey_robots: ClassVar[bool] = True
    is_api: ClassVar[bool] = False
    capture: ClassVar[bool] = True

    def __init__(self, source: Source, round_: Round, claims: Sequence[Claim] = (), **kwargs: Any) -> None:
        super().__init__(name=source.source_id, **kwargs)
        self.source, self.round, self.claims = source, round_, claims
        self.report = round_.report(source.source_id)
        self.options: Any = self.read_options(source)
        self.allowed_domains = list(self.hosts())
        self._refusals: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make one; what its pipeline can't keep is ours to tell."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._not_kept, signal=signals.item_error)
        crawler.signals.connect(spider._not_kept, signal=signals.spider_error)
        return spider

    @classmethod
    def read_options(cls, source: Source) -> Options:
        """The validated options. Raises ConfigError with every mistake."""
        try:
            return cls.options_type.model_validate(source.options)
        except ValidationError as error:
            problems = tuple(
                f"config/sources/{source.source_id}.yml: options.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()
            )
            raise ConfigError(f"The options of {source.source_id} are wrong.", problems=problems, todo="correct them") from error

    def hosts(self) -> Sequence[str]:
        """Hosts this spider may be led to; redirects elsewhere are refused."""
        raise NotImplementedError

    def first(self) -> Iterator[scrapy.Request]:
        """The first requests."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's entry."""
        for request in self.first():
            yield request

    def ask(self, url: str, then: Then, *, headers: dict[str, str] | None = None, **more: Any) -> Iterator[scrapy.Request]:
        """One counted request, or none when the day's quota is used up; yield from it.

        Args:
            url: address; a broken one is counted, not raised.
            then: method that reads a good answer.
            headers: more headers, such as a service's key.
            **more: given to `then`.
        """
        limit = self.source.politeness.daily_requests
        if not self.round.quotas.take(f"source:{self.source.source_id}", limit):
            self.stop(f"the day's {limit} requests are used up")
            return
        self.report.asked += 1
        try:
            yield scrapy.Request(
                url, self._answered, headers=headers, errback=self._failed, cb_kwargs={"then": then, "more": more}, meta={"asked": url}
            )
        except ValueError as error:
            self.report.errors["bad_address"] += 1
            self.logger.warning("%s: %s", url, error)

    def stop(self, why: str) -> None:
        """Ask no more in this round; the first reason stands in the report."""
        self.report.problem = self.report.problem or why

    @property
    def is_stopped(self) -> bool:
        """Whether this source asks no more."""
        return bool(self.report.problem)

    def fetched(self, response: Response) -> Fetched:
        """The answer as an item's part."""
        request = response.request
        return Fetched(
            url=response.url,
            status=response.status,
            body=response.body,
            headers=_headers(response.headers),
            request_headers=_headers(request.headers) if request else {},
            seen_at=self.round.now(),
        )

    def catch(self, response: Response, address: Address | None = None) -> Catch:
        """An article for the pipeline, with what the finder knew of its address."""
        return Catch(self.source.source_id, self.fetched(response), capture=self.capture, address=address)

    def left_out(self, url: str, entries: int) -> None:
        """Entries of a list that are none, or have no address: told once a list, never passed over in silence."""
        if entries:
            error = ParseError(
                f"{entries} entries of {url} can't be read.",
                kind="broken_entry",
                cause="an entry without an address, or of another shape",
                todo="ask for that address and look at what comes",
            )
            self.round.quarantine(self.source.source_id, url, error)

    def again(self, response: Response, then: Then, more: dict[str, Any]) -> Iterator[scrapy.Request]:
        """Requests to repeat after a refusal; none by default."""
        return iter(())

    def unreadable(self, url: str, kind: str) -> None:
        """Told by the pipeline that an article could not be read."""

    def refused(self, response: Response) -> str:
        """A status that is no answer: its kind, empty for the plain status. APIs read their error bodies here.

        Raises:
            SourceError: the source asks no more in this round.
        """
        return ""

    def _answered(self, response: Response, then: Then, more: dict[str, Any]) -> Iterator[Any]:
        host = (urlsplit(response.url).hostname or "").lower()
        walled = self._is_wall(response)
        if response.status != 200 or walled:
            self._not_ok(response, host, walled=walled)
            yield from self.again(response, then, more)
            return
        self._refusals[host] = 0
        self.report.answered += 1
        try:
            yield from then(response, **more)
        except QuarantineError as error:
            self.round.quarantine(self.source.source_id, response.url, error)
        except SourceError as error:
            self.report.answered -= 1
            self.report.errors[error.kind] += 1
            self.stop(str(error))
        except Exception as error:  # one bad page never ends a round; it is quarantined and logged whole
            self.logger.exception("%s could not be read", response.url)
            broken = ParseError(f"{response.url} could not be read ({type(error).__name__}: {error}).", kind="internal", todo="report it")
            self.round.quarantine(self.source.source_id, response.url, broken)

    def _not_ok(self, response: Response, host: str, *, walled: bool) -> None:
        self._refusals[host] = self._refusals.get(host, 0) + 1
        kind = "wall" if walled else f"http_{response.status}"
        try:
            kind = self.refused(response) or kind
        except SourceError as error:
            kind = error.kind
            self.stop(str(error))
        self.report.errors[kind] += 1
        if walled or response.status == 429:
            self._ask_later(response.request)
        if response.status in {404, 410}:
            # That it is gone is evidence, too: the server's own words are kept.
            capture = self.round.captures(self.source.source_id).write(self.fetched(response)) if self.capture else None
            gone = QuarantineError(f"{response.url} answered {response.status}.", kind="deleted", cause="it was deleted or never existed")
            self.round.quarantine(self.source.source_id, response.url, gone, capture=capture)
        if walled and not self.is_api:
            self.round.stop_host(host, "a bot wall", WALL_PAUSE)
        elif response.status == 429 and not self.is_api:
            self.round.stop_host(host, "too many requests (429)", _retry_after(response) or RATE_PAUSE)
        elif self._refusals[host] >= _REFUSALS_IN_A_ROW and response.status in {401, 403, 503} and not self.is_api:
            self.round.stop_host(host, f"{_REFUSALS_IN_A_ROW} refusals in a row ({response.status})", WALL_PAUSE)

    def _failed(self, failure: Failure) -> None:
        kind = kind_of(failure)
        self.report.errors[kind] += 1
        if kind == "stopped":
            self._ask_later(failure.request)  # type: ignore[attr-defined]
        if kind == "internal":
            self.logger.error("%s", failure.getTraceback())

    def _ask_later(self, request: scrapy.Request | None) -> None:
        if request and not self.round.replay:  # a replayed round is the same every time
            self.round.later.add(request.meta["asked"])

    def _not_kept(self, failure: Failure, response: Response | None = None) -> None:
        """Something was read and nobody has it: a full disk, a folder without rights. Scrapy would only log it and go on.

        What is no fault of the machine is one of ours; it is quarantined, and one bad page never ends a round.
        """
        error = failure.value
        if isinstance(error, PungmunError | OSError) or response is None:
            self.round.broken.append(error or PungmunError(str(failure)))
            self.stop(str(error))
            return
        broken = ParseError(f"{response.url} could not be read ({type(error).__name__}: {error}).", kind="internal", todo="report it")
        self.round.quarantine(self.source.source_id, response.url, broken)

    def _is_wall(self, response: Response) -> bool:
        if response.status not in {200, 401, 403, 429, 503} or len(response.body) > 200_000:
            return False
        text = response.body.decode("utf-8", "replace")
        return "<" in text[:200] and is_bot_wall(text, refused=response.status != 200)


def _headers(headers: Any) -> dict[str, str]:
    return {nfc(name.decode("latin-1")): b", ".join(values).decode("utf-8", "replace") for name, values in headers.items()}


def _retry_after(response: Response) -> timedelta | None:
    value = (response.headers.get("Retry-After") or b"").decode("latin-1")
    return timedelta(seconds=min(int(value), 86_400)) if value.isdigit() else None
