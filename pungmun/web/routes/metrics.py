"""/metrics for Prometheus: what the store holds, what sources gave today, how long steps took, how the console answers."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from pungmun.web.access import viewer
from pungmun.web.console import Console, console_of
from pungmun.web.health import last_round, source_states
from pungmun.web.times import today

router = APIRouter(dependencies=[Depends(viewer)])
#: Upper bounds of the histogram of answer times, in seconds; 0.3 is what a page may take.
BOUNDS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)


class Measured(BaseHTTPMiddleware):
    """Counts requests by status and sums up how long they took."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        super().__init__(app)
        self.meter = meter

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """One request."""
        start = time.perf_counter()
        response = await call_next(request)
        self.meter.add(response.status_code, time.perf_counter() - start)
        return response


class Meter:
    """Sums since the process started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._status: Counter[int] = Counter()
        self._under: Counter[float] = Counter()
        self._seconds = 0.0

    def add(self, status: int, seconds: float) -> None:
        """One answered request."""
        with self._lock:
            self._status[status] += 1
            self._seconds += seconds
            self._under.update(bound for bound in BOUNDS if seconds <= bound)

    def lines(self) -> list[str]:
        """In Prometheus' text format."""
        with self._lock:
            n = sum(self._status.values())
            lines = ["# TYPE pungmun_console_requests_total counter"]
            lines += [f'pungmun_console_requests_total{{status="{status}"}} {count}' for status, count in sorted(self._status.items())]
            lines.append("# TYPE pungmun_console_request_seconds histogram")
            lines += [f'pungmun_console_request_seconds_bucket{{le="{bound}"}} {self._under[bound]}' for bound in BOUNDS]
            lines.append(f'pungmun_console_request_seconds_bucket{{le="+Inf"}} {n}')
            return [*lines, f"pungmun_console_request_seconds_sum {self._seconds:.6f}", f"pungmun_console_request_seconds_count {n}"]


@router.get("/metrics", name="metrics")
def metrics(request: Request, console: Annotated[Console, Depends(console_of)]) -> Response:
    """All gauges and counters."""
    store = console.store
    lines = _gauge("pungmun_posts", "platform", {row["platform"]: row["posts"] for row in store.counts(("platform",))})
    lines += _gauge("pungmun_findings_posts", "label", {row["label"]: row["posts"] for row in store.counts(("label",))})
    lines += _gauge("pungmun_quarantine", "kind", Counter(item.kind for item in store.quarantined()))
    states = {state.source_id: state.state for state in source_states(store, console.sources(), last_round(store))}
    lines += _gauge("pungmun_source_healthy", "source", {name: int(state == "ok") for name, state in states.items() if state != "off"})
    lines += _gauge("pungmun_registry_problems", "folder", {"config": len(console.problems())})
    rows = [row for row in store.health(today()) if row.day == today()]
    for name in ("asked", "answered", "posts", "new", "unparsed"):
        sums: Counter[str] = Counter()
        for row in rows:
            sums[row.source_id] += getattr(row, name)
        lines += _gauge(f"pungmun_source_{name}_today", "source", sums)
    lines += request.app.state.steps()
    return PlainTextResponse("\n".join([*lines, *request.app.state.meter.lines(), ""]), media_type="text/plain; version=0.0.4")


def _gauge(name: str, key: str, values: dict[str, int] | Counter[str]) -> list[str]:
    return [f"# TYPE {name} gauge", *(f'{name}{{{key}="{_escape(value)}"}} {n}' for value, n in sorted(values.items()))]


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
