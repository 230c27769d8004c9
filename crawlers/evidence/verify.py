"""Is what was kept still what it was? Every byte is read again; every damage is named by file and offset.

Three witnesses must agree: the record with itself (CRC, digests, id), the index line with the record, and the post in the
store (`Post.capture`) with the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawlers.captures import record_id
from crawlers.evidence.files import held
from crawlers.evidence.index import Entry, captures_folder, captures_of, entries_of, rebuild_index, warc_files
from crawlers.evidence.members import BrokenError, Member, opened, read_member, walk
from crawlers.evidence.record import Record, parse_record
from crawlers.evidence.removed import removed_captures
from pungmun.settings import Settings

#: What a post in the store rests on: (post id, address, SHA-256).
Proof = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was.

    Attributes:
        place: `file:offset`, or `post <id>` when a post's capture is nowhere.
        what: in words.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Verdict:
    """What a check found.

    Attributes:
        files, records, captures, posts: how many were looked at.
        removed: posts whose capture was removed on purpose (a takedown), which is no damage.
        damages: what is wrong.
        notes: what is odd but lost nothing: the unfinished record of a killed round, a file that is being written.
    """

    files: int = 0
    records: int = 0
    captures: int = 0
    posts: int = 0
    removed: int = 0
    damages: list[Damage] = field(default_factory=list)
    notes: list[Damage] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing is damaged."""
        return not self.damages


def verify_all(settings: Settings, proofs: Iterable[Proof] = ()) -> Verdict:
    """Read every capture file whole.

    Args:
        settings: names the folder.
        proofs: the posts in the store that have a capture; each must be there.
    """
    verdict, seen = Verdict(), set[str]()
    for path in warc_files(settings):
        _verify_file(path, verdict, seen)
    _verify_proofs(settings, proofs, seen, verdict)
    return verdict


def verify_url(settings: Settings, url: str, proofs: Iterable[Proof] = ()) -> Verdict:
    """Read the captures of one address.

    Args:
        settings: names the folder.
        url: any form of the address.
        proofs: its post in the store, if there is one.
    """
    wanted = list(proofs)
    found = captures_of(settings, url, also=[sha256 for _, _, sha256 in wanted])
    verdict, seen = Verdict(files=len({entry.file for entry in found})), set[str]()
    for entry in found:
        check = _Check(entry.file, {entry.offset: entry}, verdict, seen)
        try:
            with opened(captures_folder(settings) / entry.file) as view:
                member = read_member(view, entry.offset)
                check.record(member)
                if request := next(walk(view, entry.offset + member.length), None):
                    check.record(request)
            check.end()
        except (BrokenError, OSError) as error:
            verdict.damages.append(Damage(f"{entry.file}:{entry.offset}", str(error)))
    _verify_proofs(settings, wanted, seen, verdict)
    return verdict


def _verify_file(path: Path, verdict: Verdict, seen: set[str]) -> None:
    verdict.files += 1
    with held(path, shared=True) as ours:
        known = {entry.offset: entry for entry in entries_of(path)}
        last = max((entry.offset + entry.length for entry in known.values()), default=0)
        check = _Check(path.name, known, verdict, seen)
        with opened(path) as view:
            for member in walk(view):
                if member.damage and member.offset > last and member.offset + member.length == len(view):
                    why = "an unfinished record that nothing refers to" if ours else "a record that is being written"
                    verdict.notes.append(Damage(f"{path.name}:{member.offset}", f"{why} ({member.length} bytes)"))
                else:
                    check.record(member)
        check.end()
        for offset in sorted(known.keys() - check.places):
            verdict.damages.append(Damage(f"{path.name}:{offset}", f"the index names a capture of {known[offset].url} here"))
        if ours and check.responses - known.keys():
            rebuild_index(path)


@dataclass
class _Check:
    """Checks the records of one file, one after the other; `places` are the offsets seen."""

    file: str
    known: Mapping[int, Entry]
    verdict: Verdict
    seen: set[str]
    places: set[int] = field(default_factory=set)
    responses: set[int] = field(default_factory=set)
    _before: Record | None = None
    _before_at: int = 0

    def record(self, member: Member) -> None:
        """One record and its index line."""
        self.verdict.records += 1
        self.places.add(member.offset)
        problems = [member.damage] if member.damage else []
        record = None
        if member.data:
            try:
                record = parse_record(member.data)
                problems += record.problems() + self._in_its_place(record, self.known.get(member.offset))
            except BrokenError as error:
                problems.append(str(error))
        if record and record.kind == "response":
            self.verdict.captures += 1
            self.responses.add(member.offset)
            if not problems:
                self.seen.add(record.sha256)
        if record and record.kind != "request":
            self.end()  # a damaged record in its place is damage enough
        self._before, self._before_at = record, member.offset
        self.verdict.damages += [Damage(f"{self.file}:{member.offset}", what) for what in problems]

    def end(self) -> None:
        """No request follows: what was indexed was written with one."""
        if self._before and self._before.kind == "response" and self._before_at in self.known:
            self.verdict.damages.append(Damage(f"{self.file}:{self._before_at}", "the request that belongs to this answer is gone"))
        self._before = None

    def _in_its_place(self, record: Record, entry: Entry | None) -> list[str]:
        if record.kind == "request" and self._before:
            answer = self._before
            expected = record_id(answer.url, answer.at, answer.sha256, "request")
            if (record.url, record.at, record.concurrent_to, record.record_id) != (answer.url, answer.at, answer.record_id, expected):
                return ["the request does not belong to the answer before it"]
        if entry and (entry.sha256, entry.url, entry.at) != (record.sha256, record.url, record.at):
            return [f"the index says {entry.sha256} of {entry.url} at {entry.at}, the record differs"]
        return []


def _verify_proofs(settings: Settings, proofs: Iterable[Proof], seen: set[str], verdict: Verdict) -> None:
    removed = removed_captures(settings)
    for post_id, url, sha256 in proofs:
        verdict.posts += 1
        if sha256 in seen:
            continue
        if sha256 in removed:
            verdict.removed += 1
        else:
            verdict.damages.append(Damage(f"post {post_id}", f"no undamaged capture {sha256} of {url} is there"))
