"""The process of one round: `python -m crawlers.child JOB`. Not for people; `pungmun crawl` starts it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from crawlers.authors import author_key
from crawlers.found import Found
from crawlers.hosts import hosts_held
from crawlers.known import Known
from crawlers.parsers.urls import read_address
from crawlers.round import Round
from crawlers.run import claims_of, event
from crawlers.settings import for_source, user_agent
from crawlers.spiders import spider_of
from crawlers.spool import REPORT
from pungmun.errors import PungmunError, SourceError
from pungmun.logs import JsonLines, about
from pungmun.records import Claim
from pungmun.registry import Source
from pungmun.settings import Settings, get_settings


def main(arguments: list[str]) -> int:
    """Run the job file named in the arguments; 0, or 1 when the round broke."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    job = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    settings = get_settings()
    configure_logging({"LOG_LEVEL": settings.log_level})
    if settings.log_format == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonLines())
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    round_ = _round(job, settings)
    sources = [Source.model_validate(row) for row in job["sources"]]
    outcome: list[BaseException] = []

    async def whole() -> None:
        try:
            await _stages(round_, sources, claims_of(job["claims"]))
        except BaseException as error:  # noqa: BLE001 -- told below, after the reactor has stopped
            outcome.append(error)

    with about(run_id=job["run_id"]), _handing_on(round_, sources):
        _until_done(whole)
    _write_report(round_, complete=not outcome)
    for error in outcome:
        logging.getLogger("pungmun").error("%s", error, exc_info=not isinstance(error, PungmunError) and error)
    return 1 if outcome else 0


def _until_done(whole: Callable[[], Coroutine[Any, Any, None]]) -> None:
    from twisted.internet import reactor as installed  # only after install_reactor

    reactor: Any = installed
    reactor.callWhenRunning(lambda: asyncio.ensure_future(whole()).add_done_callback(lambda _: reactor.stop()))
    reactor.run()


def _end_with_parent() -> None:
    """The parent holds the locks of our sources: when it is killed, standard input ends, and so must this crawl."""
    os.read(0, 1)  # not sys.stdin: its lock, held by this thread, would break the interpreter's own end
    os._exit(3)


@contextmanager
def _handing_on(round_: Round, sources: list[Source]) -> Iterator[None]:
    """Take what earlier rounds found for the page sources of this one, and leave what it finds for those that are not in it."""
    found = Found(round_.state / ("found-replay.tsv" if round_.replay else "found.tsv"))
    pages = [source for source in sources if spider_of(source).stage > 1]
    taken = found.waiting(source.platform for source in pages)
    for platform, articles in taken.items():
        for post_id, article in articles.items():
            round_.discover(post_id, platform, article)
    yield
    pages_of = {platform: [round_.report(s.source_id) for s in pages if s.platform == platform] for platform in {s.platform for s in pages}}
    for platform, articles in round_.discovered.items():
        reports = pages_of.get(platform)
        if reports is None or any(report.problem for report in reports):
            found.add({platform: articles})  # nobody of this round fetches it, or not to its end
            continue
        later = {post_id: article for post_id, article in articles.items() if read_address(article).article in round_.later}
        found.add({platform: later})
        found.remove(platform, taken.get(platform, {}).keys() - later.keys())


async def _stages(round_: Round, sources: list[Source], claims: tuple[Claim, ...]) -> None:
    for stage in sorted({spider_of(source).stage for source in sources}):
        now = [source for source in sources if spider_of(source).stage == stage]
        if round_.replay:
            for source in now:  # one after the other: a replayed round is the same byte for byte, except for times
                await _one(round_, source, claims)
        else:
            await asyncio.gather(*(_one(round_, source, claims) for source in now))
        if round_.broken:
            raise round_.broken[0]


async def _one(round_: Round, source: Source, claims: tuple[Claim, ...]) -> None:
    spider = spider_of(source)
    runner = AsyncCrawlerRunner(for_source(source, round_.settings))
    crawler = Crawler(spider, runner.settings)
    # On a replay site every host is ours, and sources run one after the other anyway.
    hosts = () if round_.replay else spider(source, round_, claims).hosts()
    try:
        async with hosts_held(round_.settings, hosts):
            round_.look_at_walls()  # the crawl that we waited for may have met one
            await runner.crawl(crawler, source=source, round_=round_, claims=claims)
    except SourceError as error:
        round_.report(source.source_id).problem = str(error)
    finally:
        round_.close_source(source.source_id)


def _round(job: dict[str, Any], settings: Settings) -> Round:
    # A replay site is whole every time: the demo finds in its second run what it found in the first.
    before = None if settings.replay else Known(settings.var_dir / "crawl")
    return Round(
        run_id=job["run_id"],
        settings=settings,
        spool=Path(job["spool"]),
        agent=user_agent(settings),
        author_key=author_key(settings),
        known=before.articles() if before else frozenset(),
        named=before.named() if before else frozenset(),
        since=date.fromisoformat(job["since"]) if job["since"] else None,
        progress=lambda source_id, words: print(event(source_id, words), flush=True),  # noqa: T201 -- the parent reads it
    )


def _write_report(round_: Round, *, complete: bool) -> None:
    path = round_.spool / round_.run_id / REPORT
    rows = {"run_id": round_.run_id, "complete": complete, "sources": [report.to_json() for report in round_.reports.values()]}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
