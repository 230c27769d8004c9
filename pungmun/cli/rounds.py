"""demo, run, crawl, ingest, rescan: commands that fill the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pungmun.cli.common import Day, desk, echo_json, echo_table

if TYPE_CHECKING:
    from pungmun.reports.summary import Summary

FORMAT = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="For people or for programs."
)


def show(summary: Summary, form: str) -> None:
    """A round's summary: JSON, or a table of posts per platform and label with the firsts beneath."""
    if form == "json":
        echo_json(summary.to_json())
        return
    labels = sorted({label for _, label in summary.by_platform})
    rows = [
        [platform, *(summary.by_platform[(platform, label)] for label in labels), total]
        for platform, total in sorted(summary.platforms.items())
    ]
    echo_table(f"{summary.posts} posts", ["platform", *labels, "posts"], rows)
    data = summary.to_json()
    for name, words in (("first_repeat", "First repeat"), ("first_debunk", "First debunk")):
        if first := data[name]:
            click.echo(f"{words}: {first['published']} {first['platform']} {first['url']} {first['title']}")
    if summary.quarantined:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(summary.quarantined.items()))
        click.echo(f"In quarantine: {kinds} (`pungmun quarantine list` says why)")
    for row in summary.sources:
        if row["errors"]:
            click.echo(f"{row['source_id']}: " + ", ".join(f"{kind} {n}" for kind, n in sorted(row["errors"].items())))
    if summary.digest:
        click.echo(f"Digest: {summary.digest}")


@click.command()
@click.option("--serve/--no-serve", default=True, help="Open the console afterwards, until Ctrl-C.")
@click.option("--port", type=int, default=8765, show_default=True, help="Port of the console; the next free one if it is taken.")
@FORMAT
def demo(serve: bool, port: int, form: str) -> None:
    """Replay the 2023 embassy rumour: real spiders against a site on loopback, then findings, digest, console.

    The posts are our own; nothing is fetched from the platforms. They go into the store of PUNGMUN_STORE.
    """
    from pungmun.demo import run_demo

    with desk() as opened:
        click.echo("Replaying two weeks of November 2023 on loopback …", err=True)
        summary = run_demo(opened)
        show(summary, form)
    if serve:
        from pungmun.cli.serve import open_console

        open_console("127.0.0.1", port)


@click.command()
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--due", is_flag=True, help="Only sources whose schedule asks for a round now: for cron.")
@click.option("--since", type=Day(), help="Searches go back to this day (Asia/Seoul) instead of stopping at what is known.")
@FORMAT
def run(sources: tuple[str, ...], due: bool, since: date | None, form: str) -> None:
    """One round over all sources that may run: crawl, parse, classify, store.

    What an earlier round could not store is stored first. Exit code 1 when a source failed, by a refusal or by
    leaving every request unanswered; single pages that failed are in the summary.
    """
    from pungmun.registry.due import due_now
    from pungmun.steps import choose_sources, run_round

    with desk() as opened:
        if due:
            sources = tuple(source.source_id for source in due_now(choose_sources(opened, sources), opened.settings))
            if not sources:
                click.echo("No source is due.", err=True)
                return
        summary = run_round(opened, sources, since=since)
        show(summary, form)
    if any(row["problem"] or (row["asked"] and not row["answered"]) for row in summary.sources):
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only this source; may be repeated.")
def crawl(sources: tuple[str, ...]) -> None:
    """Crawl into the spool and print the spool's folder; `pungmun run` stores it later."""
    from pungmun.steps import crawl_round

    with desk() as opened:
        click.echo(crawl_round(opened, sources))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@FORMAT
def ingest(paths: tuple[Path, ...], form: str) -> None:
    """Judge and store posts from elsewhere: posts as JSON lines or CSV, WARC files, folders of saved pages.

    Exit code 1 when anything had to be quarantined.
    """
    from pungmun.steps import ingest_paths

    with desk() as opened:
        summary = ingest_paths(opened, paths)
        show(summary, form)
    if summary.quarantined:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]…")
@click.option("--changed", is_flag=True, help="Those that are new or changed since the archive was last judged by them.")
@FORMAT
def rescan(claims: tuple[str, ...], changed: bool, form: str) -> None:
    """Judge the archive again for these claims, or for all: after a claim is new or changed."""
    from pungmun.steps import rescan as judge_again
    from pungmun.waiting import changed_claims

    with desk() as opened:
        if changed:
            claims = (*claims, *changed_claims(opened.store, opened.claims))
            if not claims:
                click.echo("No claim changed; nothing to judge again.", err=True)
                return
        show(judge_again(opened, claims), form)
