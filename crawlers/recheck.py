"""Look at posts again, through the crawler's own machinery: same permission, robots.txt, pace, limits and captures as any round.

Each look gives a row: still there, edited (with the difference of the author's own text), gone, or not seen this time. A wall, a
refusal or a time-out is never "gone": it says nothing about the post.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawlers.evidence.checks import Check, add_check, checks_of
from crawlers.evidence.read import read_capture
from crawlers.parsers import parse_page
from crawlers.parsers.urls import read_address
from crawlers.run import Progress, crawl
from crawlers.spiders import spider_of
from crawlers.spiders.pages import PagesSpider
from crawlers.spool import read_posts, read_quarantined
from pungmun.errors import QuarantineError
from pungmun.locks import source_lock
from pungmun.records import Post, Quarantined
from pungmun.registry import Source
from pungmun.settings import Settings

#: What a page or server says of a post that its author or the platform has taken away.
_GONE = frozenset({"deleted", "private"})


@dataclass
class Recheck:
    """What one run of looks found.

    Attributes:
        checks: one row a post that was asked for, all of them kept under `var/checks`.
        uncovered: posts that no source with a permission may fetch; nothing was asked and nothing is recorded.
        problems: source id -> why it stopped early.
    """

    checks: list[Check] = field(default_factory=list)
    uncovered: list[Post] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def recheck(posts: Sequence[Post], sources: Sequence[Source], settings: Settings, progress: Progress | None = None) -> Recheck:
    """Fetch posts again and record what is different.

    Args:
        posts: as the store has them.
        sources: all configured ones; those that fetch pages, are switched on and allowed are used (on a replay site, all).
        settings: contact, replay site, folders.
        progress: called with (source id, words).

    Raises:
        ConfigError: no contact, or wrong options of a source.
        SourceError: kind `locked`, a round works on one of the sources.
        PungmunError: the crawl broke as a whole.
    """
    done, started = Recheck(), datetime.now(UTC)
    jobs: dict[str, tuple[Source, dict[str, Post]]] = {}
    pages = [source for source in sources if (settings.replay or source.may_run) and issubclass(spider_of(source), PagesSpider)]
    for post in posts:
        if source := _covering(post, pages, settings):
            jobs.setdefault(source.source_id, (source, {}))[1][article_of(post)] = post
        else:
            done.uncovered.append(post)
    if not jobs:
        return done
    spool, run_id = settings.var_dir / "recheck", f"{started:%Y%m%dT%H%M%S%f}Z"
    asked = [_watching(source, list(wanted)) for source, wanted in jobs.values()]
    with ExitStack() as locks:
        for source_id in sorted(jobs):
            locks.enter_context(source_lock(settings, source_id))
        report = crawl(asked, (), settings, spool=spool, run_id=run_id, progress=progress)
    done.problems = {row.source_id: row.problem for row in report.sources if row.problem}
    found = {key: post for post in read_posts(spool, run_id) for key in {post.post_id, _id_of(post.url)}}
    aside = {_id_of(item.url): item for item in read_quarantined(spool, run_id)}
    reasons = {row.source_id: row.problem or ", ".join(sorted(row.errors)) for row in report.sources}
    for source_id, (_, wanted) in jobs.items():
        for address, post in wanted.items():
            keys = (post.post_id, _id_of(address))
            now = next((found[key] for key in keys if key in found), None)
            item = next((aside[key] for key in keys if key in aside), None)
            check = _edited(settings, post, now) if now else _unread(post, item, reasons.get(source_id, ""), started)
            add_check(settings, check)
            done.checks.append(check)
    shutil.rmtree(spool / run_id)
    return done


def article_of(post: Post) -> str:
    """Where the text of a post is fetched."""
    try:
        return read_address(post.url).article
    except ValueError:
        return post.url


def _id_of(url: str) -> str:
    try:
        return read_address(url).post_id
    except ValueError:
        return url


def _covering(post: Post, pages: Sequence[Source], settings: Settings) -> Source | None:
    """The source that may fetch a post: of its platform, with its host among those that the permission is for."""
    host = (urlsplit(article_of(post)).hostname or "").lower()
    for source in pages:
        spider = spider_of(source)
        assert issubclass(spider, PagesSpider)
        hosts = getattr(spider.read_options(source), "hosts", ()) or spider.default_hosts
        of_host = any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)
        if source.platform == post.platform and (of_host or (settings.replay and not hosts)):
            return source
    return None


def _watching(source: Source, addresses: list[str]) -> Source:
    """The source with only these addresses to fetch: no boards, no lists, and nothing that waits for its platform's next round."""
    hosts = source.options.get("hosts")
    return source.model_copy(update={"platform": "recheck", "options": {"urls": addresses} | ({"hosts": hosts} if hosts else {})})


def _edited(settings: Settings, post: Post, now: Post) -> Check:
    before, text = _before(settings, post)
    diff = "" if text is None else _difference(text, now.own_text)
    return Check(
        post_id=post.post_id,
        url=post.canonical_url or post.url,
        at=now.seen_at.astimezone(UTC).isoformat(timespec="seconds"),
        state="edited" if diff else "there",
        status=200,
        why="" if text is not None else "only a search reply's snippet was known; from now on there is a text to compare with",
        capture=now.capture or "",
        before=before,
        diff=diff,
    )


def _before(settings: Settings, post: Post) -> tuple[str, str | None]:
    """(SHA-256, own text) of the last time the whole text was seen, read with today's parser; text None when it never was."""
    digests = [check.capture for check in reversed(checks_of(settings, post.post_id)) if check.capture]
    for digest in [*digests, *([post.capture] if post.capture and not post.excerpt else [])]:
        capture = read_capture(settings, digest, post.url)
        if capture is None:
            continue
        try:
            return digest, parse_page(capture.body, capture.url, headers=capture.headers, seen_at=capture.at).own_text
        except QuarantineError:
            continue
    return "", None if post.excerpt else post.own_text


def _difference(before: str, now: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "before", "now", lineterm="", n=1)
    return "\n".join(lines)


def _unread(post: Post, item: Quarantined | None, reason: str, at: datetime) -> Check:
    gone = item is not None and item.kind in _GONE
    why = item.reason if item else reason or "no answer"
    told = re.search(r"answered (\d{3})", why)
    status = int(told[1]) if told else 200 if item else 0
    url = post.canonical_url or post.url
    when = (item.at if item else at).astimezone(UTC).isoformat(timespec="seconds")
    return Check(post.post_id, url, when, "gone" if gone else "unseen", status, why, capture=(item and item.capture) or "")
