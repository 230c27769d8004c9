"""Daily quotas, shared by all sources of one key and by all processes, kept across restarts."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pungmun.records import SEOUL


class Quotas:
    """Counters of the day (Asia/Seoul), in one small file under a lock.

    Args:
        path: the file; None counts nothing, for replay.
        now: the clock.
    """

    def __init__(self, path: Path | None, now: Callable[[], datetime]) -> None:
        self.path, self.now = path, now

    def take(self, name: str, limit: int) -> bool:
        """Use one of today's `limit`; False when they are used up."""
        return self._change(name, lambda used: used + 1 if used < limit else None)

    def exhaust(self, name: str, limit: int) -> None:
        """The service says the day's quota is gone, whatever we counted."""
        self._change(name, lambda used: max(used, limit))

    def used(self, name: str) -> int:
        """How many of today's were used."""
        if self.path is None or not self.path.is_file():
            return 0
        return self._read(self.path.read_text(encoding="utf-8")).get(name, 0)

    def _change(self, name: str, step: Callable[[int], int | None]) -> bool:
        if self.path is None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            counts = self._read(file.read())
            after = step(counts.get(name, 0))
            if after is None:
                return False
            counts[name] = after
            file.seek(0)
            file.truncate()
            json.dump({"day": self._day(), "used": counts}, file)
            return True

    def _read(self, text: str) -> dict[str, int]:
        try:
            data = json.loads(text)
            return dict(data["used"]) if data["day"] == self._day() else {}
        except (ValueError, KeyError, TypeError):
            return {}  # empty, cut off by a kill, or of another day

    def _day(self) -> str:
        return self.now().astimezone(SEOUL).date().isoformat()
