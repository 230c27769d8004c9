"""The steps of the data's way, each one function; the only place where crawlers, language, models and store meet.

crawl → (capture, parse) → spool → judge → store → clusters → digest. Ids are functions of the input, so a step that is killed
and run again leaves the store as if it had run once; what was crawled and not yet stored waits in the spool.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from nlp import tokens
from pungmun.desk import Desk, judge_posts
from pungmun.errors import ConfigError, QuarantineError
from pungmun.journal import step, tell_source
from pungmun.locks import folder_lock, source_lock
from pungmun.records import SEOUL, Claim, Post, Quarantined, stable_id
from pungmun.records_json import post_from_json, quarantined_from_json
from pungmun.registry import Source
from pungmun.registry.alerts import load_alert_rules
from pungmun.reports.alerts import Alert, find_alerts
from pungmun.reports.digest import digest
from pungmun.reports.health import health
from pungmun.reports.render import render
from pungmun.reports.summary import Summary
from pungmun.settings import Settings
from pungmun.store import HealthRow, Judged, Query
from pungmun.store.merge import merge_posts
from pungmun.waiting import RescanProgress, mark_judged

T = TypeVar("T")
#: Posts judged and written together: large enough for the store's transactions, small enough to keep memory flat.
BATCH = 256
#: More posts than any archive has: a rescan leaves none out.
WHOLE_ARCHIVE = 10**9


def store_posts(desk: Desk, posts: Iterable[Post], summary: Summary) -> None:
    """Judge and store posts in batches; people's takedowns are honoured.

    A post that is known already is merged with what is stored before it is judged, so that a search reply's snippet never
    replaces what the whole article said.
    """
    for batch in _batches(posts, BATCH):
        gone = desk.store.is_forgotten([post.canonical_url for post in batch])
        stored = desk.store.get_many([post.post_id for post in batch])
        merged: dict[str, Post] = {}
        for post in batch:
            if post.canonical_url in gone:
                summary.forgotten += 1
                continue
            known = merged.get(post.post_id) or (stored[post.post_id].post if post.post_id in stored else None)
            merged[post.post_id] = merge_posts(known, post) if known else post
        with step(desk.settings, "judge", posts=len(merged)):
            judged = judge_posts(desk, list(merged.values()))
        with step(desk.settings, "write", posts=len(judged)):
            summary.written += desk.store.write(judged)
        summary.seen.update(merged)
        desk.progress("stored", len(batch))


def store_spool(desk: Desk, folder: Path, summary: Summary) -> None:
    """Store what one crawl left in its spool folder, then remove the folder.

    A broken line (a crawl that was killed while writing) goes to quarantine.
    """
    from crawlers.run import read_report, settle
    from crawlers.spool import REPORT

    aside: list[Quarantined] = []
    new: dict[str, int] = {}
    for path in sorted(folder.glob("*.posts.jsonl")):
        new[path.name.removesuffix(".posts.jsonl")] = _count_new(desk, path)
        store_posts(desk, _read(path, post_from_json, aside), summary)
    for path in sorted(folder.glob("*.quarantine.jsonl")):
        aside += list(_read(path, quarantined_from_json, aside))
    keep_aside(desk, aside, summary)
    day = datetime.now(SEOUL).date()
    for row in read_report(folder.parent, folder.name).sources if (folder / REPORT).exists() else ():
        if row.ran:
            numbers = {"asked": row.asked, "answered": row.answered, "posts": row.posts + row.elsewhere, "unparsed": row.unparsed}
            desk.store.add_health(
                HealthRow(row.source_id, day, folder.name, new=new.get(row.source_id, 0), errors=dict(row.errors), **numbers)
            )
        summary.sources.append({**row.to_json(), "new": new.get(row.source_id, 0)})
    settle(folder.parent, folder.name, desk.settings)
    (folder / REPORT).unlink(missing_ok=True)  # first: a folder that a kill leaves half removed has nothing to tell any more
    shutil.rmtree(folder)


def _count_new(desk: Desk, path: Path) -> int:
    """How many posts of a spool file the store does not have yet; noted beside it, so that a second try after a kill tells the same."""
    note = path.with_suffix(".new")
    if note.exists():
        return int(note.read_text(encoding="ascii"))
    seen: set[str] = set()
    for batch in _batches(_read(path, post_from_json, []), BATCH):
        gone = desk.store.is_forgotten([post.canonical_url for post in batch])
        known = desk.store.get_many([post.post_id for post in batch])
        seen.update(post.post_id for post in batch if post.canonical_url not in gone and post.post_id not in known)
    part = note.with_suffix(".part")
    part.write_text(str(len(seen)), encoding="ascii")
    part.replace(note)
    return len(seen)


def keep_aside(desk: Desk, items: Sequence[Quarantined], summary: Summary) -> None:
    """Put items into quarantine and count them by kind."""
    desk.store.quarantine(items)
    summary.quarantined.update(item.kind for item in items)


def _read(path: Path, read: Callable[[dict[str, Any]], Any], broken: list[Quarantined]) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield read(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                reason = f"{path.name}:{number} can't be read ({error}); the crawl was probably killed while writing"
                broken.append(Quarantined(stable_id("spool", line), "broken_line", "", reason, datetime.now(UTC), payload=line[:2000]))


def _finish(desk: Desk, summary: Summary) -> Summary:
    """Find copies, then add up the posts of this round as they now stand in the store."""
    with step(desk.settings, "clusters") as numbers:
        numbers["copies"] = recluster(desk)
    for batch in _batches(sorted(summary.seen), BATCH):
        summary.add(desk.store.get_many(batch).values())
    return summary


def recluster(desk: Desk) -> int:
    """Find copy clusters among all posts with a finding; how many posts are in one."""
    from nlp import copies

    before: dict[str, str | None] = {}
    texts: list[tuple[str, str]] = []
    for stored in desk.store.scan(Query(judged=True)):
        before[stored.post.post_id] = stored.post.cluster_id
        texts.append((stored.post.post_id, stored.post.own_text))
    prints = copies.remembered(desk.settings.var_dir / "copies.npz")
    found = copies.clusters(texts, prints)
    with suppress(OSError):  # a full disk: the next round takes longer, and that is all
        prints.save()
    if (desk.settings.var_dir / "pictures").is_dir():  # else no picture was ever read
        from crawlers.pictures.copies import join_pictures

        found = join_pictures(desk.settings, found, set(before))
    desk.store.set_clusters({post_id: found.get(post_id) for post_id, was in before.items() if found.get(post_id) != was})
    return len(found)


def run_round(desk: Desk, source_ids: Sequence[str] = (), *, since: date | None = None, claim_id: str | None = None) -> Summary:
    """One round: crawl the sources, judge, store, find copies.

    What an earlier round crawled and could not store is stored first.

    Args:
        desk: what to work with.
        source_ids: only these; empty for all that may run.
        since: searches go back to this day (Asia/Seoul) instead of stopping at what is known.
        claim_id: the claim whose first repeat and debunk the summary names; None for any.

    Raises:
        ConfigError: an unknown source, or one that may not run.
        StoreError: the store is down; the spool keeps what was crawled.
    """
    summary = Summary(claim_id=claim_id)
    store_left_over(desk, summary)
    crawl_round(desk, source_ids, since)
    store_left_over(desk, summary)
    return _finish(desk, summary)


def crawl_round(desk: Desk, source_ids: Sequence[str] = (), since: date | None = None) -> Path:
    """Crawl into a new folder of the spool, and give its path; nothing is judged or stored.

    Raises:
        ConfigError: an unknown source, or one that may not run.
        SourceError: another process is crawling one of the sources.
    """
    from crawlers.run import crawl  # Scrapy is heavy, and only crawling needs it

    sources = choose_sources(desk, source_ids)
    spool = spool_of(desk.settings)
    run_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    with ExitStack() as locks:
        for source in sorted(sources, key=lambda source: source.source_id):
            locks.enter_context(source_lock(desk.settings, source.source_id))
        locks.enter_context(folder_lock(spool / run_id))
        numbers = locks.enter_context(step(desk.settings, "crawl", run_id=run_id, sources=[source.source_id for source in sources]))
        report = crawl(
            sources,
            desk.claims,
            desk.settings,
            spool=spool,
            run_id=run_id,
            since=since,
            progress=lambda source_id, _: desk.progress(source_id, 1),
        )
        numbers.update(posts=report.posts, unparsed=report.quarantined)
        for row in report.sources:
            tell_source(row.to_json())
    return spool / run_id


def choose_sources(desk: Desk, source_ids: Sequence[str]) -> list[Source]:
    """The named sources, or all that may run; on a replay site, which is ours, all may.

    Raises:
        ConfigError: an unknown source, or a named one that may not run.
    """
    known = {source.source_id: source for source in desk.sources}
    if unknown := [source_id for source_id in source_ids if source_id not in known]:
        raise ConfigError(f"No such source: {', '.join(unknown)}.", todo="`pungmun sources list` shows them")
    chosen = [known[source_id] for source_id in source_ids] or list(desk.sources)
    if desk.settings.replay:
        return chosen
    if source_ids and (off := [source.source_id for source in chosen if not source.may_run]):
        raise ConfigError(
            f"May not run: {', '.join(off)}.",
            cause="it is switched off, or nobody recorded a permission; unknown means no",
            todo="record who permitted it, when and why in its YAML, and set enabled: true",
        )
    running = [source for source in chosen if source.may_run]
    if not running:
        raise ConfigError("No source may run.", todo="`pungmun sources list` shows their state")
    return running


def spool_of(settings: Settings) -> Path:
    """Where crawls leave what is not yet stored."""
    return settings.var_dir / "spool"


def store_left_over(desk: Desk, summary: Summary) -> None:
    """Store every crawl that stands in the spool, oldest first, but those that another process is still writing or storing."""
    for folder in sorted(spool_of(desk.settings).glob("*/")):
        with folder_lock(folder, wait=False) as free:
            if free:
                before = summary.written
                with step(desk.settings, "store", run_id=folder.name) as numbers:
                    store_spool(desk, folder, summary)
                    numbers.update(new=summary.written.new - before.new, changed=summary.written.changed - before.changed)


def rescan(desk: Desk, claim_ids: Sequence[str] = ()) -> Summary:
    """Judge the archive again: candidates by each claim's own words, the same classifier judges them.

    A rescan that was killed goes on where it was, as long as it is asked for the same claims in the same versions.

    Args:
        desk: what to work with.
        claim_ids: only these claims; empty for all.

    Raises:
        ConfigError: an unknown claim.
    """
    wanted = choose_claims(desk.claims, claim_ids)
    ids = frozenset(claim.claim_id for claim in wanted)
    words = sorted({word for found in tokens.search_tokens_many(_claim_texts(wanted)) for word in found})
    summary = Summary()
    progress = RescanProgress(desk.store, wanted)
    for batch in _batches(progress.left(desk.store.candidates(words, limit=WHOLE_ARCHIVE)), BATCH):
        # with all claims, as in a round: what a post says about one claim is weighed against the others
        found = [tuple(f for f in of_post if f.claim_id in ids) for of_post in desk.judge.judge(batch)]
        summary.written += desk.store.write([Judged(post, f, ids) for post, f in zip(batch, found, strict=True)])
        summary.seen.update(post.post_id for post in batch)
        progress.reached(batch[-1])
        desk.progress("judged", len(batch))
    mark_judged(desk.store, wanted)
    progress.end()
    return _finish(desk, summary)


def ingest_paths(desk: Desk, paths: Sequence[Path]) -> Summary:
    """Judge and store posts from files: JSON lines, CSV, WARC, saved pages, or folders of them."""
    from crawlers.authors import author_key
    from crawlers.ingest import read_anything

    summary = Summary()
    aside: list[Quarantined] = []
    key = author_key(desk.settings)

    def posts() -> Iterator[Post]:
        for path in paths:
            for item in read_anything(path, author_key=key):
                if isinstance(item, Post):
                    yield item
                else:
                    aside.append(item)

    store_posts(desk, posts(), summary)
    keep_aside(desk, aside, summary)
    return _finish(desk, summary)


def replay_quarantine(desk: Desk, kind: str | None = None) -> tuple[int, int]:
    """Read what stands in quarantine again with today's parsers: (read and stored, still unreadable).

    Only items whose raw bytes were kept can be read again.
    """
    from crawlers.authors import author_key
    from crawlers.evidence import read_capture
    from crawlers.parsers import parse_page

    key = author_key(desk.settings)
    items, summary = desk.store.quarantined(kind), Summary()
    released: list[str] = []
    for item in items:
        capture = read_capture(desk.settings, item.capture) if item.capture else None
        if capture is None:
            continue
        try:
            post = parse_page(
                capture.body, capture.url, headers=capture.headers, seen_at=capture.at, source_id=item.source_id, author_key=key
            )
        except QuarantineError:
            continue
        store_posts(desk, [replace(post, capture=item.capture)], summary)
        released.append(item.item_id)
    desk.store.release(released)
    return len(released), len(items) - len(released)


def forget(desk: Desk, url: str) -> tuple[int, int]:
    """A takedown: remove a post with findings, reviews, opinions and captures, and keep it from being collected again.

    Returns:
        (posts removed, captures removed).
    """
    from crawlers.evidence import remove_captures

    known = desk.store.find_url(url)
    # captures first: a call that is killed in between finds them again as long as the store knows the post
    captures = remove_captures(desk.settings, url, [known.post] if known else [])
    posts = desk.store.forget(url)
    for name in [name for name in desk.store.metas() if any(post.post_id in name for post in posts)]:
        desk.store.set_meta(name, "")  # opinions quote the post
    return len(posts), captures


def choose_claims(claims: Sequence[Claim], claim_ids: Sequence[str]) -> list[Claim]:
    """The named claims, or all. Raises ConfigError for an unknown name."""
    known = {claim.claim_id: claim for claim in claims}
    if unknown := [claim_id for claim_id in claim_ids if claim_id not in known]:
        raise ConfigError(f"No such claim: {', '.join(unknown)}.", todo="`pungmun claims list` shows the registry")
    return [known[claim_id] for claim_id in claim_ids] if claim_ids else list(claims)


def _claim_texts(claims: Iterable[Claim]) -> list[str]:
    texts: list[str] = []
    for claim in claims:
        texts += [claim.statement, *claim.variants, *(word for key, words in claim.aliases.items() for word in (key, *words))]
    return texts


def write_digest(desk: Desk, day: date) -> Path:
    """The digest of a day as Markdown, HTML and JSON under var/digests; the path of the Markdown file."""
    rows = health(desk.store.health(day - timedelta(days=28)), desk.sources)
    with step(desk.settings, "digest", day=day.isoformat()):
        data = digest(desk.store, desk.claims, day, rows)
    folder = desk.settings.var_dir / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    for form in ("md", "html", "json"):
        (folder / f"{day.isoformat()}.{form}").write_text(render(data, form), encoding="utf-8")
    return folder / f"{day.isoformat()}.md"


def check_alerts(desk: Desk, day: date) -> list[Alert]:
    """Alerts that began on a day (Asia/Seoul); days on which a platform's sources were silent or odd are not taken as normal."""
    platforms = {source.source_id: source.platform for source in desk.sources}
    rows = health(desk.store.health(day - timedelta(days=56)), desk.sources)
    unhealthy = {
        (platforms[row["source_id"]], date.fromisoformat(row["day"]))
        for row in rows
        if row["state"] in ("silent", "odd") and row["day"] and row["source_id"] in platforms
    }
    with step(desk.settings, "alerts", day=day.isoformat()) as numbers:
        found = find_alerts(desk.store, desk.claims, load_alert_rules(desk.settings.config_dir), day, unhealthy)
        numbers["alerts"] = len(found)
    return found


def today() -> date:
    """The day in Asia/Seoul."""
    return datetime.now(SEOUL).date()


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
