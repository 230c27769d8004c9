"""claims and sources: what the registry holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from pungmun.cli.common import Day, desk, echo_json, echo_table
from pungmun.errors import ConfigError

FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


def _config_dir() -> Path:
    from pungmun.settings import get_settings

    return get_settings().config_dir


def _report(kind: str, total: int, problems: list[str], advice: list[str]) -> None:
    for line in advice:
        click.echo(f"advice: {line}", err=True)
    if problems:
        raise ConfigError(f"{len(problems)} problem(s) in the {kind}.", problems=tuple(problems), todo="correct them and check again")
    click.echo(f"{total} {kind}, no problem.")


@click.group()
def claims() -> None:
    """The claims that posts are judged against: config/claims/*.yml."""


@claims.command("check")
def claims_check() -> None:
    """Validate every claim file: all errors at once, with file, line and key. Exit code 2 if there is one."""
    from pungmun.registry.claims import read_claim_files

    files, problems = read_claim_files(_config_dir())
    _report("claims", len(files), problems, [f"{entry.claim_id}: {line}" for entry in files for line in entry.advice()])


@claims.command("list")
@FORMAT
def claims_list(form: str) -> None:
    """List the claims."""
    from pungmun.registry import load_claims

    found = load_claims(_config_dir())
    if form == "json":
        echo_json(
            [
                {"claim_id": c.claim_id, "version": c.version, "topic": c.topic, "verdict": c.verdict, "statement": c.statement}
                for c in found
            ]
        )
    else:
        echo_table("", ["claim", "version", "verdict", "statement"], [[c.claim_id, c.version, c.verdict, c.statement] for c in found])


@claims.command("show")
@click.argument("claim")
@click.option("--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)
def claims_show(claim: str, form: str) -> None:
    """Show one claim whole."""
    from dataclasses import asdict

    import yaml

    from pungmun.registry import load_claims
    from pungmun.steps import choose_claims

    (found,) = choose_claims(load_claims(_config_dir()), [claim])
    data = json.loads(json.dumps(asdict(found), default=str))
    if form == "json":
        echo_json(data)
    else:
        click.echo(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120), nl=False)


@claims.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def claims_import(file: Path) -> None:
    """Write claim files from FILE: a corpus claims.jsonl, or ClaimReview JSON-LD.

    Existing files are kept. Exit code 1 when an entry was refused.
    """
    from pungmun.registry.exchange import import_claims

    written, refused = import_claims(file, _config_dir() / "claims")
    for path in written:
        click.echo(path)
    for line in refused:
        click.echo(f"refused: {line}", err=True)
    click.echo(f"{len(written)} written, {len(refused)} refused.", err=True)
    if refused:
        raise click.exceptions.Exit(1)


@claims.command("export")
@click.option("--format", "form", type=click.Choice(["claimreview", "jsonl"]), default="claimreview", show_default=True)
def claims_export(form: str) -> None:
    """Print the claims as ClaimReview JSON-LD (schema.org) or as claims.jsonl."""
    from pungmun.registry import load_claims
    from pungmun.registry.exchange import claim_reviews, corpus_lines

    found = load_claims(_config_dir())
    if form == "jsonl":
        for line in corpus_lines(found):
            click.echo(json.dumps(line, ensure_ascii=False))
    else:
        echo_json(claim_reviews(found))


@claims.command("changed")
def claims_changed() -> None:
    """Name the claims that are new or changed since the archive was last judged by them (`pungmun rescan --changed` does it).

    Exit code 99 when there is none: Airflow takes that as "skipped".
    """
    from pungmun.waiting import changed_claims

    with desk(progress=False) as opened:
        found = changed_claims(opened.store, opened.claims)
    for claim_id in found:
        click.echo(claim_id)
    if not found:
        raise click.exceptions.Exit(99)


@click.group()
def sources() -> None:
    """The configured ways in: config/sources/*.yml."""


@sources.command("check")
def sources_check() -> None:
    """Validate every source file: all errors at once, with file, line and key. Exit code 2 if there is one."""
    from pungmun.registry.sources import read_source_files

    files, problems = read_source_files(_config_dir())
    _report("sources", len(files), problems, [])


@sources.command("list")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--enabled", is_flag=True, help="Only those that may run: switched on, and permission recorded (or any, on a replay site).")
@click.option("--due", is_flag=True, help="Only those that may run and whose schedule asks for a round now.")
@FORMAT
def sources_list(ids: tuple[str, ...], enabled: bool, due: bool, form: str) -> None:
    """List the sources, or only those named, with their permission."""
    from pungmun.registry import load_sources
    from pungmun.settings import get_settings

    settings = get_settings()
    every = load_sources(settings.config_dir)
    if unknown := sorted({*ids} - {source.source_id for source in every}):
        raise click.UsageError(f"No such source: {', '.join(unknown)}. `pungmun sources list` shows them.")
    found = [source for source in every if source.source_id in ids or not ids]
    if enabled or due:
        found = [source for source in found if source.may_run or settings.replay]
    if due:
        from pungmun.registry.due import due_now

        found = due_now(found, settings)
    rows: list[dict[str, Any]] = [
        {
            "source_id": s.source_id,
            "platform": s.platform,
            "spider": s.spider,
            "enabled": s.enabled,
            "permission": s.permission.state,
            "may_run": s.may_run,
            "schedule": s.schedule,
            "title": s.title,
        }
        for s in found
    ]
    if form == "json":
        echo_json(rows)
    else:
        columns = ["source_id", "platform", "enabled", "permission", "schedule", "title"]
        echo_table("", columns, [[row[name] for name in columns] for row in rows])


@sources.command("health")
@click.option("--since", type=Day(), help="First day (Asia/Seoul); 28 days ago by default.")
@click.option("--check", is_flag=True, help="Exit code 1 when a source is ill: silent today, or silent or odd yesterday.")
@FORMAT
def sources_health(since: date | None, check: bool, form: str) -> None:
    """What each source gave on each day, and whether that is normal for it."""
    from pungmun.reports.health import health, ill
    from pungmun.steps import today

    with desk(progress=False) as opened:
        rows = health(opened.store.health(since or today() - timedelta(days=28)), opened.sources)
    if form == "json":
        echo_json(rows)
    else:
        _show_health(rows)
    if check and (sick := ill(rows, today())):
        click.echo(f"Ill: {', '.join(sick)}.", err=True)
        raise click.exceptions.Exit(1)


def _show_health(rows: list[dict[str, Any]]) -> None:
    columns = ["source_id", "day", "asked", "answered", "posts", "new", "unparsed", "state"]
    echo_table(
        "",
        [*columns, "errors"],
        [[*(row[name] for name in columns), ", ".join(f"{k} {n}" for k, n in row["errors"].items())] for row in rows],
    )
