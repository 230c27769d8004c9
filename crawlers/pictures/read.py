"""The optional step: fetch the pictures of posts through the crawler's own machinery, read them, and add what they say.

Every picture is captured, so that its text and hash can be proved. What was read once is never asked for again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawlers.evidence.index import Entry, entries
from crawlers.evidence.pictures import PICTURES, PictureRow
from crawlers.evidence.read import load, read_capture
from crawlers.parsers import pictures_of
from crawlers.pictures.decode import decode_picture
from crawlers.pictures.ocr import read_text, why_not
from crawlers.run import Progress, crawl
from crawlers.spiders import spider_of
from crawlers.spiders.pages import PageOptions, PagesSpider, PictureOptions
from pungmun.errors import ConfigError, PungmunError, QuarantineError
from pungmun.locks import source_lock
from pungmun.records import Post, Segment
from pungmun.registry import Source
from pungmun.settings import Settings


@dataclass
class PicturesRead:
    """What one run gave.

    Attributes:
        posts: those that say more than before, with segments of kind `image_text`; to be judged and stored.
        fetched: pictures that arrived.
        read: pictures whose text counts.
        missed: pictures that did not arrive; they are asked for again next time.
        problems: source id -> why it stopped early.
    """

    posts: list[Post] = field(default_factory=list)
    fetched: int = 0
    read: int = 0
    missed: int = 0
    problems: dict[str, str] = field(default_factory=dict)


def covered_sources(sources: Iterable[Source], settings: Settings) -> dict[str, tuple[Source, PictureOptions]]:
    """Platform -> the source whose permission covers its posts' pictures; on a replay site permissions are ours."""
    found: dict[str, tuple[Source, PictureOptions]] = {}
    for source in sources:
        spider = spider_of(source)
        if not issubclass(spider, PagesSpider) or not (settings.replay or source.may_run):
            continue
        options = spider.read_options(source)
        if isinstance(options, PageOptions) and options.pictures:
            found.setdefault(source.platform, (source, options.pictures))
    return found


def read_pictures(posts: Sequence[Post], sources: Sequence[Source], settings: Settings, progress: Progress | None = None) -> PicturesRead:
    """Fetch and read the pictures of posts.

    Args:
        posts: as the store has them; those without a captured page, or on a platform without a covered source, are passed over.
        sources: all configured ones.
        settings: contact, replay site, folders.
        progress: called with (source id, words).

    Raises:
        ConfigError: no source covers pictures, or tesseract is not installed.
        SourceError: kind `locked`, a round works on one of the sources.
        PungmunError: the crawl broke as a whole.
    """
    covered = covered_sources(sources, settings)
    if not covered:
        raise ConfigError(
            "No source's permission covers pictures.",
            cause="they are off until somebody has recorded it",
            todo="set options.pictures (hosts, why) in the YAML of a page source that may run; docs/pictures.md",
        )
    if why := why_not():
        raise ConfigError(f"Pictures can't be read: {why}.", todo="install it, or leave pictures off")
    done = PicturesRead()
    plan = {post.post_id: _wanted(post, covered, settings) for post in posts if post.platform in covered}
    asked: dict[str, dict[str, None]] = {}
    for post in posts:
        known = {row.url for row in PICTURES.of(settings, post.post_id)}
        for address in plan.get(post.post_id, ()):
            if address not in known:
                asked.setdefault(post.platform, {})[address] = None
    arrived = _fetch({platform: list(urls) for platform, urls in asked.items()}, covered, settings, done, progress)
    for post in posts:
        if wanted := plan.get(post.post_id):
            _read_post(post, wanted, arrived, settings, done)
    return done


def _wanted(post: Post, covered: dict[str, tuple[Source, PictureOptions]], settings: Settings) -> list[str]:
    """Addresses of a post's pictures, on the hosts that the permission is for."""
    options = covered[post.platform][1]
    capture = read_capture(settings, post.capture, post.url) if post.capture and not post.excerpt else None
    if capture is None:
        return []
    try:
        found = pictures_of(capture.body, capture.url, headers=capture.headers, seen_at=capture.at)
    except QuarantineError:
        return []
    return [url for url in found if _on(url, options.hosts)][: options.per_post]


def _on(url: str, hosts: Sequence[str]) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)


def _fetch(
    asked: dict[str, list[str]],
    covered: dict[str, tuple[Source, PictureOptions]],
    settings: Settings,
    done: PicturesRead,
    progress: Progress | None,
) -> dict[str, Entry]:
    """Address -> its capture. The sources keep their pace, limits, robots.txt and stops."""
    if not asked:
        return {}
    jobs = []
    for platform, urls in sorted(asked.items()):
        source, options = covered[platform]
        changes = {"spider": "pictures", "platform": "pictures", "options": {"hosts": list(options.hosts), "urls": urls}}
        jobs.append(source.model_copy(update=changes))
    spool, run_id = settings.var_dir / "pictures-run", f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z"
    with ExitStack() as locks:
        for source in sorted(jobs, key=lambda source: source.source_id):
            locks.enter_context(source_lock(settings, source.source_id))
        report = crawl(jobs, (), settings, spool=spool, run_id=run_id, progress=progress)
    done.problems = {row.source_id: row.problem for row in report.sources if row.problem}
    shutil.rmtree(spool / run_id)
    wanted = {url for urls in asked.values() for url in urls}
    arrived = {
        entry.url: entry for entry in entries(settings) if entry.url in wanted and entry.file.startswith(run_id) and entry.status == 200
    }
    done.fetched, done.missed = len(arrived), len(wanted) - len(arrived)
    return arrived


def _read_post(post: Post, wanted: Sequence[str], arrived: dict[str, Entry], settings: Settings, done: PicturesRead) -> None:
    known = {row.url: row for row in PICTURES.of(settings, post.post_id)}
    for address in wanted:
        if address not in known and (entry := arrived.get(address)):
            row = _row(entry, post, settings)
            PICTURES.add(settings, post.post_id, row)
            known[address] = row
            done.read += row.counts
    told = [Segment("image_text", known[address].text) for address in wanted if address in known and known[address].counts]
    segments = (*(segment for segment in post.segments if segment.kind != "image_text"), *told)
    if segments != post.segments:
        # Seen now: the store keeps the text that was seen last, and this one says more.
        done.posts.append(replace(post, segments=segments, seen_at=datetime.now(UTC)))


def _row(entry: Entry, post: Post, settings: Settings) -> PictureRow:
    row = PictureRow(entry.url, entry.at, entry.sha256, author_key=post.author_key)
    try:
        picture = decode_picture(load(settings, entry).body)
        row = replace(row, width=picture.width, height=picture.height, phash=picture.phash)
        reading = read_text(picture.image)
    except ConfigError:
        raise
    except PungmunError as error:
        return replace(row, why=error.what)
    return replace(row, text=reading.text, confidence=reading.confidence)
