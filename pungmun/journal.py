"""How long each step took and how often it failed: a line in the log, and sums that Prometheus reads.

The sums lie in `var/metrics/steps.json`, for a step's process ends with it; the console serves them on `/metrics`, and
`steps.prom` beside it is for node_exporter's textfile collector. Processes that share `var` share the sums.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pungmun.errors import ConfigError
from pungmun.locks import folder_lock
from pungmun.logs import about
from pungmun.settings import Settings

_log = logging.getLogger("pungmun.steps")
_log.setLevel(logging.CRITICAL)  # until `logs.configure` opens it
#: Upper bounds of the histogram, in seconds: a step takes from a tenth of a second to hours.
BOUNDS = (0.1, 1.0, 10.0, 60.0, 600.0, 3600.0)


@contextmanager
def step(settings: Settings, name: str, **ids: Any) -> Iterator[dict[str, Any]]:
    """Time one step; the block may add numbers to the dictionary that it gets, which the log line then carries.

    Args:
        settings: names the folder of the sums.
        name: of the step: `crawl`, `store`, …
        ids: what it is about, such as run_id: on every log line of the block.
    """
    numbers: dict[str, Any] = {}
    start, failed = time.perf_counter(), ""
    with about(step=name, **ids):
        try:
            yield numbers
        except BaseException as error:
            failed = type(error).__name__
            raise
        finally:
            seconds = time.perf_counter() - start
            fields = {"seconds": round(seconds, 3), **numbers, **({"error": failed} if failed else {})}
            words = ", ".join(f"{key} {value}" for key, value in fields.items())
            _log.log(logging.ERROR if failed else logging.INFO, "%s: %s", name, words, extra={"fields": fields})
            _add(settings, name, seconds, failed=bool(failed))


def tell_source(report: dict[str, Any]) -> None:
    """A log line about one source of a crawl, with the numbers of its report."""
    bad = bool(report["problem"] or report["errors"])
    numbers = {key: report[key] for key in ("asked", "answered", "posts", "unparsed", "errors", "problem") if report[key]}
    words = ", ".join(f"{key} {value}" for key, value in numbers.items())
    fields = {"source_id": report["source_id"], **numbers}
    _log.log(logging.WARNING if bad else logging.INFO, "source %s: %s", report["source_id"], words, extra={"fields": fields})


def lines(settings: Settings) -> list[str]:
    """The sums in Prometheus' text format; empty while no step was run."""
    return _render(_read(_folder(settings) / "steps.json"))


def _folder(settings: Settings) -> Path:
    return settings.var_dir / "metrics"


def _add(settings: Settings, name: str, seconds: float, *, failed: bool) -> None:
    folder = _folder(settings)
    try:
        with folder_lock(folder):
            sums = _read(folder / "steps.json")
            row = sums.setdefault(name, {"count": 0, "seconds": 0.0, "failed": 0, "under": [0] * len(BOUNDS)})
            row["count"] += 1
            row["failed"] += failed
            row["seconds"] = round(row["seconds"] + seconds, 6)
            row["under"] = [n + (seconds <= bound) for n, bound in zip(row["under"], BOUNDS, strict=True)]
            row["ended"] = round(time.time(), 3)
            _replace(folder / "steps.json", json.dumps(sums))
            _replace(folder / "steps.prom", "\n".join([*_render(sums), ""]))
    except (OSError, ConfigError) as error:  # a full disk must not undo a step that is done
        _log.warning("The sums of steps can't be written: %s", error)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _render(sums: dict[str, dict[str, Any]]) -> list[str]:
    if not sums:
        return []
    result = ["# TYPE pungmun_step_seconds histogram"]
    for name, row in sorted(sums.items()):
        result += [f'pungmun_step_seconds_bucket{{step="{name}",le="{bound}"}} {n}' for bound, n in zip(BOUNDS, row["under"], strict=True)]
        result.append(f'pungmun_step_seconds_bucket{{step="{name}",le="+Inf"}} {row["count"]}')
        result += [
            f'pungmun_step_seconds_sum{{step="{name}"}} {row["seconds"]}',
            f'pungmun_step_seconds_count{{step="{name}"}} {row["count"]}',
        ]
    for metric, kind, key in (("failures_total", "counter", "failed"), ("ended_timestamp_seconds", "gauge", "ended")):
        result.append(f"# TYPE pungmun_step_{metric} {kind}")
        result += [f'pungmun_step_{metric}{{step="{name}"}} {row[key]}' for name, row in sorted(sums.items())]
    return result
