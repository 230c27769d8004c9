"""When a source is due: its `schedule`, read in Korean time, against the time of its last round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cronsim import CronSim

from pungmun.locks import last_held
from pungmun.records import SEOUL
from pungmun.registry.sources import Source
from pungmun.settings import Settings


def due(source: Source, last: datetime | None, now: datetime) -> bool:
    """Whether the schedule named a time after the last round's start, up to now; times that were missed together count once.

    A last round that lies more than a day ahead was written while the clock was wrong: it counts as none, for the source would
    otherwise be silent until that day.

    Args:
        source: with its cron expression, in Asia/Seoul.
        last: start of its last round, with a zone; None when there was none.
        now: with a zone.
    """
    named = next(CronSim(source.schedule, now.astimezone(SEOUL) + timedelta(seconds=1), reverse=True))  # `now` itself included
    return last is None or named > last or last > now + timedelta(days=1)


def due_now(sources: Iterable[Source], settings: Settings) -> list[Source]:
    """Those that are due, by when each was last worked on in this `var`."""
    now = datetime.now(UTC)
    return [source for source in sources if due(source, last_held(settings, source.source_id), now)]
