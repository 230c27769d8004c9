"""What the spiders of one round share: counters, discovered articles, stopped hosts, quotas, the spool."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawlers.captures import CaptureWriter
from crawlers.quota import Quotas
from crawlers.report import SourceReport
from crawlers.spool import SpoolWriter
from pungmun.errors import QuarantineError
from pungmun.locks import folder_lock
from pungmun.records import Post, Quarantined, stable_id
from pungmun.settings import Settings

AuthorKey = Callable[[str, str], str]


def utc_now() -> datetime:
    """The clock of the crawlers."""
    return datetime.now(UTC)


@dataclass
class Round:
    """State of one round, in one process.

    Attributes:
        spool: folder of all rounds; this one's is named by `run_id`, as are its captures.
        agent: our user agent.
        since: searches go back to this day (Asia/Seoul), past what is known; None: they stop at the known.
        known: post ids whose articles earlier rounds handed on and steps settled; they are not fetched again.
        named: post ids that searches named then; a search stops where it finds nothing else.
        discovered: platform -> post id -> address of the article, in the order found.
        stopped: host -> why it is left alone.
        seen: (post id, whether it is an excerpt) -> post, of everything that was handed on.
        given: (source id, post id) of everything that sources found, doubles included.
        later: addresses that were not asked, or refused, because their host is left alone for a while.
        broken: why something that was read could not be kept; the round ends as one that failed.
        progress: called with (source id, words) while the round runs.
    """

    run_id: str
    settings: Settings
    spool: Path
    agent: str
    author_key: AuthorKey
    known: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    since: date | None = None
    now: Callable[[], datetime] = utc_now
    progress: Callable[[str, str], None] = lambda source_id, words: None
    reports: dict[str, SourceReport] = field(default_factory=dict)
    discovered: dict[str, dict[str, str]] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, bool], Post] = field(default_factory=dict)
    given: set[tuple[str, str]] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    broken: list[BaseException] = field(default_factory=list)
    _spools: dict[str, SpoolWriter] = field(default_factory=dict)
    _captures: dict[str, CaptureWriter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.quotas = Quotas(None if self.replay else self.state / "quota.json", self.now)
        self.walls = Walls(None if self.replay else self.state / "walls.json", self.now)
        self.look_at_walls()

    def look_at_walls(self) -> None:
        """Leave those hosts alone that showed a wall in any process."""
        self.stopped |= self.walls.standing()

    @property
    def replay(self) -> bool:
        """Whether every request goes to a replay site of our own."""
        return bool(self.settings.replay)

    @property
    def state(self) -> Path:
        """Where rounds leave what the next ones need."""
        return self.settings.var_dir / "crawl"

    def report(self, source_id: str) -> SourceReport:
        """The counters of a source."""
        return self.reports.setdefault(source_id, SourceReport(source_id))

    def writer(self, source_id: str) -> SpoolWriter:
        """The spool files of a source."""
        if source_id not in self._spools:
            self._spools[source_id] = SpoolWriter(self.spool / self.run_id, source_id)
        return self._spools[source_id]

    def captures(self, source_id: str) -> CaptureWriter:
        """The capture files of a source."""
        if source_id not in self._captures:
            self._captures[source_id] = CaptureWriter(self.settings.var_dir / "captures", f"{self.run_id}-{source_id}", self.agent)
        return self._captures[source_id]

    def discover(self, post_id: str, platform: str, article: str) -> None:
        """Remember an article for the page spiders, unless it is known."""
        if post_id not in self.known:
            self.discovered.setdefault(platform, {}).setdefault(post_id, article)

    def stop_host(self, host: str, why: str, pause: timedelta) -> None:
        """Leave a host alone, in this round and for a while after it."""
        self.stopped[host] = why
        self.walls.add(host, why, pause)

    def quarantine(self, source_id: str, url: str, error: QuarantineError, *, capture: str | None = None, payload: str = "") -> None:
        """Keep aside what could not be read, with its reason."""
        report = self.report(source_id)
        report.unparsed += 1
        report.refused[error.kind] += 1
        self.writer(source_id).quarantine(
            Quarantined(
                item_id=stable_id(source_id, url, error.kind),
                kind=error.kind,
                url=url,
                reason=str(error),
                at=self.now(),
                source_id=source_id,
                capture=capture,
                payload=payload,
            )
        )

    def close_source(self, source_id: str) -> None:
        """Finish the files of a source; every source that ran has its files, empty ones too."""
        self.writer(source_id).close()
        if captures := self._captures.get(source_id):
            captures.close()


class Walls:
    """Hosts that showed a wall or a 429, until when, across rounds.

    Args:
        path: the file; None remembers nothing, for replay.
    """

    def __init__(self, path: Path | None, now: Callable[[], datetime]) -> None:
        self.path, self.now = path, now

    def standing(self) -> dict[str, str]:
        """Hosts that are still to be left alone -> why."""
        return {host: row["why"] for host, row in self._rows().items() if self._holds(row)}

    def add(self, host: str, why: str, pause: timedelta) -> None:
        """Leave a host alone for a while."""
        if self.path is None:
            return
        with folder_lock(self.path.parent):  # two rounds may meet two walls at once
            rows = {name: row for name, row in self._rows().items() if self._holds(row)}
            now = self.now()
            rows[host] = {"why": why, "since": now.isoformat(), "until": (now + pause).isoformat()}
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
            part.replace(self.path)

    def _holds(self, row: Mapping[str, str]) -> bool:
        """A wall that begins later than now was noted by a clock that ran ahead: it would stand for as long as that clock was wrong."""
        now = self.now()
        return datetime.fromisoformat(row.get("since", now.isoformat())) <= now < datetime.fromisoformat(row["until"])

    def _rows(self) -> dict[str, Mapping[str, str]]:
        if self.path is None or not self.path.is_file():
            return {}
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except ValueError:
            return {}
