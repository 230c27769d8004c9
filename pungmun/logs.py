"""Logs on standard error, as words or as JSON lines, each with the ids of what is being worked on."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from pungmun.settings import Settings

#: What the current work is about: run_id, source_id, step, …
_about: ContextVar[dict[str, Any]] = ContextVar("about")
#: Airflow tells its tasks in the environment what they are part of.
AIRFLOW = {"dag_id": "AIRFLOW_CTX_DAG_ID", "dag_run_id": "AIRFLOW_CTX_DAG_RUN_ID", "task_id": "AIRFLOW_CTX_TASK_ID"}


@contextmanager
def about(**ids: Any) -> Iterator[None]:
    """Everything logged while the block runs carries these ids, beside those of blocks around it."""
    token = _about.set({**_about.get({}), **ids})
    try:
        yield
    finally:
        _about.reset(token)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, process, the ids of the work, `fields` of the record, and a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        row: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
            **{name: os.environ[variable] for name, variable in AIRFLOW.items() if variable in os.environ},
            **_about.get({}),
            **getattr(record, "fields", {}),
        }
        source = getattr(getattr(record, "spider", None), "source", None)  # Scrapy says which spider it speaks of
        if source is not None:
            row["source_id"] = source.source_id
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


def configure(settings: Settings) -> None:
    """Level and form of this process's logs; called again, it changes them."""
    logger = logging.getLogger("pungmun")
    logger.setLevel(settings.log_level)
    # In words, the command itself tells on standard error what became of its steps; the logger of the steps would say it twice.
    told = settings.log_format == "text" and settings.log_level in ("WARNING", "ERROR")
    logging.getLogger("pungmun.steps").setLevel(logging.CRITICAL if told else logging.NOTSET)
    for handler in [handler for handler in logger.handlers if getattr(handler, "ours", False)]:
        logger.removeHandler(handler)
    if settings.log_format == "json":
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        handler.ours = True  # type: ignore[attr-defined]
        logger.addHandler(handler)
        logger.propagate = False
    else:
        logger.propagate = True
