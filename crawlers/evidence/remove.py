"""Takedown: captures of one address are cut out of their files; every other record stays byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from crawlers.captures import record_id
from crawlers.evidence.checks import forget_checks
from crawlers.evidence.files import held, sync_folder
from crawlers.evidence.index import Entry, any_post, captures_folder, entries, rebuild_index
from crawlers.evidence.members import BrokenError, Member, opened, walk
from crawlers.evidence.pictures import PICTURES
from crawlers.evidence.record import parse_record
from crawlers.evidence.removed import note_removed
from pungmun.errors import PungmunError
from pungmun.records import Post
from pungmun.settings import Settings


def remove_captures(settings: Settings, url: str, posts: Iterable[Post] = ()) -> int:
    """Remove every capture of an address, and the rows of later checks; how many captures were removed.

    Safe to call again: a call that was killed is finished by the next one.

    Args:
        settings: names the folder.
        url: any form of the address.
        posts: what the store knows of it (ask before `Store.forget`): all captures at the address of its capture go, too.

    Raises:
        PungmunError: a crawl is writing one of the files (it was not changed), or the disk can't be written.
    """
    known = list(posts)
    addresses = {url, *(post.url for post in known), *(post.canonical_url for post in known)} - {""}
    digests = {post.capture for post in known if post.capture}
    digests |= {row.capture for post in known for row in PICTURES.of(settings, post.post_id)}
    matches = any_post(addresses, settings, digests)
    doomed: dict[str, list[Entry]] = {}
    for entry in entries(settings, strict=True):
        if matches(entry.url):
            doomed.setdefault(entry.file, []).append(entry)
    try:
        if doomed:
            note_removed(settings, (entry.sha256 for found in doomed.values() for entry in found))
        # the file with the capture that the store knows comes last: by it a killed call finds the others again
        for file in sorted(doomed, key=lambda file: (any(entry.sha256 in digests for entry in doomed[file]), file)):
            _rewrite(captures_folder(settings) / file, doomed[file], matches)
        forget_checks(settings, addresses, [post.post_id for post in known])
        PICTURES.forget(settings, [post.post_id for post in known])
    except OSError as error:
        raise PungmunError(
            f"Captures of {url} can't be removed: {error}.", cause="a full or read-only disk", todo="run it again"
        ) from error
    return sum(map(len, doomed.values()))


def _rewrite(path: Path, doomed: Collection[Entry], matches: Callable[[str], bool]) -> None:
    ids = {record_id(entry.url, entry.at, entry.sha256) for entry in doomed}
    offsets = {entry.offset for entry in doomed}

    def goes(member: Member) -> bool:
        if member.offset in offsets:
            return True  # damaged ones too: the index knows whose they were
        try:
            record = parse_record(member.data) if member.data else None
        except BrokenError:
            return False
        return bool(record and (record.concurrent_to in ids or (record.url and matches(record.url))))

    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with held(path) as ours:
        if not ours:
            raise PungmunError(f"{path.name} is being written by a crawl, or read by a check.", todo="wait for its end, then run it again")
        try:
            with opened(path) as view, part.open("wb") as new:
                for member in walk(view):
                    if not goes(member):
                        new.write(view[member.offset : member.offset + member.length])
                new.flush()
                os.fsync(new.fileno())
            # without its index the file is read anew; with an old one, places would be wrong after a kill in between
            path.with_name(path.name.removesuffix(".warc.gz") + ".index.jsonl").unlink(missing_ok=True)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(path.parent)
    rebuild_index(path)
