"""Who is logged in, and how often a login may fail; both live with the process, a restart logs everybody out."""

from __future__ import annotations

import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

HOURS = 12
MAX_FAILURES, FAILURE_SECONDS = 5, 300.0


@dataclass
class Sessions:
    """Random ids of browsers that logged in; `clock` counts seconds and never runs backwards."""

    clock: Callable[[], float] = time.monotonic
    _open: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, name: str) -> str:
        """A new session's id."""
        key = secrets.token_urlsafe(32)
        now = self.clock()
        with self._lock:
            self._open = {k: v for k, v in self._open.items() if v[1] > now}
            self._open[key] = (name, now + HOURS * 3600)
        return key

    def name_of(self, key: str) -> str | None:
        """Who opened this session; None when it is over."""
        with self._lock:
            name, until = self._open.get(key, ("", 0.0))
        return name if until > self.clock() else None

    def end(self, key: str) -> None:
        """Log out."""
        with self._lock:
            self._open.pop(key, None)


@dataclass
class Throttle:
    """Refuses further logins for an address or a name after five failures in five minutes."""

    clock: Callable[[], float] = time.monotonic
    _failures: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, *keys: str) -> int:
        """Seconds until the next try is allowed; 0 now."""
        now = self.clock()
        with self._lock:
            return max((self._wait(key, now) for key in keys), default=0)

    def failed(self, *keys: str) -> None:
        """Count a failure."""
        now = self.clock()
        with self._lock:
            for key in [k for k, times in self._failures.items() if not times or times[-1] < now - FAILURE_SECONDS]:
                del self._failures[key]
            for key in keys:
                self._failures[key].append(now)

    def succeeded(self, *keys: str) -> None:
        """Take back the failure that was counted before the check."""
        with self._lock:
            for key in keys:
                if times := self._failures.get(key):
                    times.pop()

    def _wait(self, key: str, now: float) -> int:
        times = self._failures.get(key)
        if not times:
            return 0
        while times and times[0] < now - FAILURE_SECONDS:
            times.popleft()
        return int(times[-MAX_FAILURES] + FAILURE_SECONDS - now) + 1 if len(times) >= MAX_FAILURES else 0
