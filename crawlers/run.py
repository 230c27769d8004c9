"""One round: the sources' spiders in a process of their own.

Twisted's reactor runs once in a process, and a spider that dies must not take the caller along. So `crawl` starts
`python -m crawlers.child JOB`, reads its progress line by line, and takes over its report.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.known import Known
from crawlers.replay.handler import check_base
from crawlers.report import CrawlReport, SourceReport
from crawlers.spiders import spider_of
from crawlers.spool import REPORT
from pungmun.errors import ConfigError, PungmunError
from pungmun.records import Claim
from pungmun.registry import Source
from pungmun.settings import Settings

Progress = Callable[[str, str], None]
#: Bytes; with less than this a disk is full.
ROOM = 2**20
_EVENT = "\x1e"  # marks a progress line among whatever else a library prints


def crawl(
    sources: Sequence[Source],
    claims: Sequence[Claim],
    settings: Settings,
    *,
    spool: Path,
    run_id: str,
    since: date | None = None,
    progress: Progress | None = None,
) -> CrawlReport:
    """Crawl the sources that may run; posts and quarantine land in `spool/run_id`.

    On a replay site every source runs: the site is ours, so is its permission. Otherwise a source needs `enabled` and a
    recorded permission, and the settings need a contact.

    Args:
        sources: in any order; those that only find run before those that fetch what was found.
        claims: search sources take their queries from them.
        settings: contact, keys, replay site, folders.
        spool: folder of all rounds.
        run_id: names the round; repeating one overwrites its files.
        since: searches go back to this day (Asia/Seoul) instead of stopping at what is known.
        progress: called with (source id, words).

    Raises:
        ConfigError: no contact, a replay site that is not on loopback, an unknown spider, wrong options.
        PungmunError: the crawl broke as a whole; what it spooled until then is good.
    """
    if settings.replay:
        check_base(settings.replay)
    elif not settings.contact.strip():
        raise ConfigError(
            "PUNGMUN_CONTACT is not set.",
            cause="the crawler names itself to every host, with a way to reach you",
            todo="set PUNGMUN_CONTACT to a mail or web address in .env, or use a replay site",
        )
    running = [source for source in sources if settings.replay or source.may_run]
    for source in running:
        spider_of(source)
    off = [SourceReport(source.source_id, problem=_why_not(source), ran=False) for source in sources if source not in running]
    if not running:
        return CrawlReport(run_id, tuple(sorted(off, key=lambda report: report.source_id)))
    folder = spool / run_id
    folder.mkdir(parents=True, exist_ok=True)
    job = folder / "job.json"
    job.write_text(json.dumps(_job(running, claims, spool, run_id, since), ensure_ascii=False), encoding="utf-8")
    (folder / REPORT).unlink(missing_ok=True)
    _run_child(job, settings, progress or (lambda source_id, words: None))
    done = read_report(spool, run_id)
    return CrawlReport(run_id, tuple(sorted([*done.sources, *off], key=lambda report: report.source_id)), done.complete)


def read_report(spool: Path, run_id: str) -> CrawlReport:
    """The report of a round that was run. Raises PungmunError when there is none."""
    path = spool / run_id / REPORT
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PungmunError(f"The crawl left no report at {path}.", cause="it was killed", todo="run the round again") from error
    return CrawlReport(run_id, tuple(SourceReport.from_json(row) for row in rows["sources"]), rows["complete"])


def settle(spool: Path, run_id: str, settings: Settings) -> int:
    """Tell the crawlers that a round's posts are stored, so that later rounds stop at them; how many articles are new.

    Called by the step that stored them: a round that was killed before is simply asked for again.
    """
    if settings.replay:
        return 0
    cut_off = None
    with suppress(PungmunError):  # a round that was killed has no report
        report = read_report(spool, run_id)
        cut_off = {row.source_id for row in report.sources if row.problem} if report.complete else None
    return Known(settings.var_dir / "crawl").add_round(spool, run_id, cut_off)


def _why_not(source: Source) -> str:
    if not source.enabled:
        return "it is switched off (enabled: false)"
    return f"its permission is {source.permission.state!r}, and that means no"


def _job(sources: Sequence[Source], claims: Sequence[Claim], spool: Path, run_id: str, since: date | None) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "since": since.isoformat() if since else None,
        "spool": str(spool.resolve()),
        "sources": [source.model_dump(mode="json") for source in sources],
        "claims": [
            {"claim_id": c.claim_id, "statement": c.statement, "aliases": {k: list(v) for k, v in c.aliases.items()}} for c in claims
        ],
    }


def _run_child(job: Path, settings: Settings, progress: Progress) -> None:
    # Secrets travel by environment, never by file or argument.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PUNGMUN_")}
    environment |= _as_environment(settings) | {"PYTHONUNBUFFERED": "1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), environment.get("PYTHONPATH", "")]).strip(os.pathsep)
    command = [sys.executable, "-m", "crawlers.child", str(job)]
    with (
        (job.parent / "crawl.log").open("w", encoding="utf-8") as log,
        # standard input is never written to: its end tells the child that we were killed
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8", env=environment
        ) as child,
    ):
        assert child.stdout is not None
        try:
            for line in child.stdout:
                if line.startswith(_EVENT):
                    source_id, words = json.loads(line[1:])
                    progress(source_id, words)
        except BaseException:
            child.terminate()
            raise
    if child.returncode:
        log_path = job.parent / "crawl.log"
        last = log_path.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        full = shutil.disk_usage(job.parent).free < ROOM  # then its log could not be written either
        raise PungmunError(
            f"The crawl ended with code {child.returncode}: {' '.join(last)[:500] or 'it left no word'}",
            cause="the disk is full" if full else "",
            todo=f"{'free some space' if full else f'read {log_path}'}; run the round again",
        )


def _as_environment(settings: Settings) -> dict[str, str]:
    values = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        values[f"PUNGMUN_{name.upper()}"] = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
    values["PUNGMUN_VAR_DIR"] = str(settings.var_dir.resolve())
    return values


def event(source_id: str, words: str) -> str:
    """A progress line of the child."""
    return _EVENT + json.dumps([source_id, words], ensure_ascii=False)


def claims_of(rows: Sequence[dict[str, Any]]) -> tuple[Claim, ...]:
    """Claims of a job file: only what queries are made of."""
    return tuple(Claim(row["claim_id"], row["statement"], aliases={k: tuple(v) for k, v in row["aliases"].items()}) for row in rows)
