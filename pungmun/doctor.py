"""Checks of everything a round needs; each says what was found and what to do."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import SecretStr

from pungmun.desk import Desk, load_judge
from pungmun.errors import PungmunError
from pungmun.settings import Settings, get_settings
from pungmun.steps import today

#: Before it the clock is certainly wrong: this version was written then.
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
#: Free disk below it is worth a word, in bytes.
LOW_DISK = 2 * 1024**3


@dataclass(frozen=True)
class Check:
    """One thing looked at: `good`, `note` (something optional is missing) or `bad` (a round would fail)."""

    name: str
    state: Literal["good", "note", "bad"]
    found: str
    todo: str = ""


def examine() -> list[Check]:
    """All checks, in the order in which a round would need them."""
    try:
        settings = get_settings()
    except PungmunError as error:
        return [Check("settings", "bad", str(error))]
    checks = [
        Check("python", "good", sys.version.split()[0]),
        _clock(),
        _disk(settings),
        _unknown_variables(),
        _keys(settings),
        _contact(settings),
    ]
    with Desk(settings) as desk:
        checks += [
            _try("claims", lambda: f"{len(desk.claims)} claims"),
            _try("sources", lambda: f"{len(desk.sources)} sources, {sum(s.may_run for s in desk.sources)} may run"),
            _try("store", lambda: f"{desk.store.url} answers"),
            _rounds(desk),
            _spool(settings),
            _try("model", lambda: f"version {load_judge(settings).version}"),
        ]
    return checks


def settings_table() -> list[tuple[str, str]]:
    """(variable, value) of every setting; secrets are shown only as set or not."""
    settings = get_settings()
    rows = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        shown = ("(set)" if value.get_secret_value() else "(not set)") if isinstance(value, SecretStr) else str(value)
        rows.append((f"PUNGMUN_{name.upper()}", shown))
    return rows


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "good", look())
    except PungmunError as error:
        return Check(name, "bad", str(error), error.todo)


def _rounds(desk: Desk) -> Check:
    """When a round was last stored: a schedule that stands still is seen by nothing else."""
    try:
        rows = desk.store.health(today() - timedelta(days=28))
    except PungmunError as error:
        return Check("rounds", "bad", str(error), error.todo)
    if not rows:
        return Check("rounds", "note", "none in 28 days", "`pungmun run`, or start the schedule: docs/operations.md")
    last = max(row.round_id for row in rows)  # named by when it began, in UTC
    days = (today() - max(row.day for row in rows)).days
    found = f"the last one stored began {last}, {days} days ago" if days else f"the last one stored began {last}"
    return Check("rounds", "note" if days > 1 else "good", found, "is the schedule running? docs/operations.md" if days > 1 else "")


def _spool(settings: Settings) -> Check:
    folder = settings.var_dir / "spool"
    waiting = sorted(path.name for path in folder.glob("*/")) if folder.is_dir() else []
    if not waiting:
        return Check("spool", "good", "nothing waits to be stored")
    return Check(
        "spool", "note", f"{len(waiting)} crawls wait to be stored, the oldest began {waiting[0]}", "the next `pungmun run` stores them"
    )


def _clock() -> Check:
    now = datetime.now(UTC)
    if now < WRITTEN:
        return Check("clock", "bad", now.isoformat(timespec="seconds"), "set the machine's clock; times of captures would be worthless")
    return Check("clock", "good", f"{now.isoformat(timespec='seconds')}, zone of the machine {time.tzname[0]}")


def _disk(settings: Settings) -> Check:
    folder = settings.var_dir.resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{free / 1024**3:.1f} GiB free in {settings.var_dir}"
    if not os.access(folder, os.W_OK):
        return Check("disk", "bad", f"{folder} can't be written", "give this user the right to write it, or set PUNGMUN_VAR_DIR")
    return Check("disk", "note" if free < LOW_DISK else "good", found, "make room: captures and the store grow" if free < LOW_DISK else "")


def _unknown_variables() -> Check:
    known = {f"PUNGMUN_{name.upper()}" for name in Settings.model_fields}
    tests = {"PUNGMUN_REQUIRE_ELASTICSEARCH", "PUNGMUN_TEST_ELASTICSEARCH", "PUNGMUN_CHROMIUM", "PUNGMUN_BIN", "PUNGMUN_PROJECT"}
    unknown = sorted(name for name in os.environ if name.startswith("PUNGMUN_") and name not in known | tests)
    if unknown:
        return Check("variables", "note", f"not known: {', '.join(unknown)}", "a typo? docs/settings.md lists all")
    return Check("variables", "good", "no unknown PUNGMUN_ variable")


def _keys(settings: Settings) -> Check:
    have = [
        name for name, there in (("Naver", settings.naver_client_id), ("Kakao", settings.kakao_rest_api_key.get_secret_value())) if there
    ]
    if have:
        return Check("keys", "good", f"{' and '.join(have)} search")
    return Check(
        "keys", "note", "no key of a search service", "get keys of NAVER API HUB and Kakao, and put them into .env; the demo needs none"
    )


def _contact(settings: Settings) -> Check:
    if settings.contact:
        return Check("contact", "good", settings.contact)
    return Check("contact", "note", "none", "set PUNGMUN_CONTACT: the real services are not crawled without it")
