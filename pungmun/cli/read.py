"""search, timeline, counts, digest, export: commands that read the store."""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pungmun.cli.common import Day, csv_text, desk, echo_csv, echo_json, echo_table, make_query, query_options
from pungmun.records import NEEDS_REVIEW

if TYPE_CHECKING:
    from rich.text import Text

    from pungmun.store import Page


@click.command()
@click.argument("text", metavar="QUERY", default="")
@query_options
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Posts at most.")
@click.option("--order", type=click.Choice(["relevance", "newest", "oldest", "uncertain"]), default="relevance", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def search(
    text: str,
    claim: tuple[str, ...],
    label: tuple[str, ...],
    platform: tuple[str, ...],
    since: date | None,
    until: date | None,
    limit: int,
    order: str,
    form: str,
) -> None:
    """Search posts by words, "phrases" and conditions.

    Words are compared by their morphemes: 공관을 finds 공관이.
    """
    from pungmun.reports.posts import search_json

    query = make_query(text, claim, label, platform, since, until)
    with desk(progress=False) as opened:
        page = opened.store.search(query, limit=limit, order=order)  # type: ignore[arg-type]
        found = _found(text, page) if form == "table" and text else {}
        data = search_json(page)
    if form == "json":
        echo_json(data)
        return
    rows = []
    for post in data["posts"]:
        shown = [f for f in post["findings"] if _asked_for(f, claim, label)]
        rows.append(
            {
                "published": (post["published"] or "unknown")[:16].replace("T", " "),
                "platform": post["platform"],
                "label": ", ".join(f"{f['claim_id']}: {f['label']}" + (" (review)" if f["review"] else "") for f in shown),
                "title": post["title"],
                "evidence": " | ".join(dict.fromkeys(" ".join(f["evidence"].split()) for f in shown)),
                **({"found": found[post["post_id"]]} if found else {}),
                "url": post["url"],
            }
        )
    if form == "csv":
        echo_csv(rows)
        return
    if rows:
        echo_table("", list(rows[0]), [list(row.values()) for row in rows])
    click.echo(f"{data['total']} posts" + (f", {len(rows)} shown" if data["total"] > len(rows) else ""))


def _found(text: str, page: Page) -> dict[str, Text]:
    """An excerpt of each post with the words that were searched for: bold, or between «» where nothing can be bold."""
    from rich.text import Text

    from pungmun.reports.marks import Marker

    marker, bold = Marker(text), sys.stdout.isatty()
    excerpts: dict[str, Text] = {}
    for hit in page.hits:
        excerpts[hit.post.post_id] = line = Text()
        for piece in marker.excerpt(hit.post, 80) or marker.title(hit.post):
            words = " ".join(piece.text.split("\n"))
            line.append(words if bold or not piece.found else f"«{words}»", "bold" if piece.found else "")
    return excerpts


def _asked_for(finding: dict[str, Any], claims: tuple[str, ...], labels: tuple[str, ...]) -> bool:
    """Whether a table shows this finding: what the options name, and nothing else of the post."""
    counted = NEEDS_REVIEW if finding["review"] else finding["label"]
    return (not claims or finding["claim_id"] in claims) and (not labels or counted in labels)


@click.command()
@click.argument("claim")
@click.option("--by", type=click.Choice(["hour", "day"]), default="day", show_default=True, help="Width of a bucket (Asia/Seoul).")
@click.option("--format", "form", type=click.Choice(["json", "csv", "png"]), default="json", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write instead of standard output.")
def timeline(claim: str, by: str, form: str, output: Path | None) -> None:
    """How CLAIM spread over time: posts per bucket and label, first repeat, first debunk, lag."""
    from pungmun.records import COUNTED_LABELS
    from pungmun.reports.timeline import timeline as build
    from pungmun.steps import choose_claims

    with desk(progress=False) as opened:
        (found,) = choose_claims(opened.claims, [claim])
        data = build(opened.store, claim, by)  # type: ignore[arg-type]
    if form == "json":
        content = (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    elif form == "csv":
        table = [{"start": bucket["start"], **{label: bucket.get(label, 0) for label in COUNTED_LABELS}} for bucket in data["buckets"]]
        content = csv_text(table).encode()
    else:
        from pungmun.reports.chart import timeline_png

        if output is None and sys.stdout.isatty():
            raise click.UsageError("A picture can't be shown in a terminal; give --output FILE.")
        content = timeline_png(data, found.statement)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)


@click.command()
@click.option(
    "--by",
    default="platform,label",
    show_default=True,
    help="Keys, separated by commas: platform, label, day, hour, claim, source, cluster.",
)
@query_options
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def counts(
    by: str, claim: tuple[str, ...], label: tuple[str, ...], platform: tuple[str, ...], since: date | None, until: date | None, form: str
) -> None:
    """Count posts by platform, label, day and other keys."""
    from pungmun.store.base import KEYS

    keys = [key.strip() for key in by.split(",") if key.strip()]
    if not keys or (unknown := [key for key in keys if key not in KEYS]):
        raise click.UsageError(f"--by: no such key: {', '.join(unknown) if keys else '(none)'}. Keys are {', '.join(KEYS)}.")
    query = make_query("", claim, label, platform, since, until)
    with desk(progress=False) as opened:
        rows = opened.store.counts(keys, query)  # type: ignore[arg-type]
    if form == "json":
        echo_json(rows)
    elif form == "csv":
        echo_csv(rows)
    else:
        echo_table("", [*keys, "posts"], [list(row.values()) for row in rows])


@click.command()
@click.option("--date", "day", type=Day(), help="Day reported (Asia/Seoul); yesterday by default.")
@click.option("--format", "form", type=click.Choice(["md", "html", "json"]), default="md", show_default=True)
@click.option("--send", is_flag=True, help="Also send it to the addresses of PUNGMUN_SEND_TO, to each once.")
@click.option("--again", is_flag=True, help="With --send: to those too that have this day's digest already.")
def digest(day: date | None, form: str, send: bool, again: bool) -> None:
    """The digest of a day; written to var/digests and printed."""
    from pungmun.steps import today, write_digest

    with desk(progress=False) as opened:
        path = write_digest(opened, day or today() - timedelta(days=1))
        click.echo(path.with_suffix(f".{form}").read_text(encoding="utf-8"), nl=False)
        if send:
            from pungmun.reports.send import send_digest

            n = send_digest(path, opened.settings.send_to.get_secret_value().split(), opened.store, again=again)
            click.echo(f"Addresses sent to: {n}." if n else "All have it already; --again sends it once more.", err=True)
    click.echo(f"Written to {path}", err=True)


@click.command()
@query_options
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "jsonl", "gexf", "case"]), required=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@click.option("--full-text", is_flag=True, help="Whole posts instead of at most 300 characters; you answer for the authors' rights.")
def export(
    claim: tuple[str, ...],
    label: tuple[str, ...],
    platform: tuple[str, ...],
    since: date | None,
    until: date | None,
    form: str,
    output: Path,
    full_text: bool,
) -> None:
    """Export posts with their findings: one row a finding (CSV, Parquet), one line a post (JSONL), posts and links as a graph (GEXF).

    `case` is the case file of one --claim: a zip with a page to read, the data, and the hashes of the evidence.
    """
    from pungmun.reports.export import export as write

    if form == "case":
        _case(claim, output, full_text=full_text, alone=not (label or platform or since or until))
        return
    query = make_query("", claim, label, platform, since, until)
    with desk(progress=False) as opened:
        n = write(opened.store, query, form, output, full_text=full_text)  # type: ignore[arg-type]
    click.echo(f"{n} rows written to {output}", err=True)


def _case(claim: tuple[str, ...], output: Path, *, full_text: bool, alone: bool) -> None:
    """Write the case file of one claim."""
    from datetime import UTC, datetime
    from functools import partial

    from crawlers.evidence.checks import checks_of
    from pungmun.reports.casefile import write_case
    from pungmun.steps import choose_claims

    if len(claim) != 1 or not alone:
        raise click.UsageError("--format case takes exactly one --claim and no other condition: it holds all that is known about it.")
    with desk(progress=False) as opened:
        (found,) = choose_claims(opened.claims, claim)
        checks = partial(checks_of, opened.settings)
        n = write_case(opened.store, found, output, datetime.now(UTC), checks_of=checks, full_text=full_text)
    click.echo(f"{n} posts written to {output}", err=True)
