"""parse: one saved page, or a WARC file, into posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from pungmun.cli.common import echo_json


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", help="Address the page was saved from; needed for a page, taken from the record in a WARC file.")
@click.option("--seen-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]), help="When it was saved: relative dates need it.")
def parse(file: Path, url: str | None, seen_at: datetime | None) -> None:
    """Parse a saved page into one post as JSON, or a WARC file into one JSON line a post.

    Exit code 1 when the page, or any record, can't be read; the reason is on standard error.
    """
    from crawlers.authors import author_key
    from crawlers.ingest import read_anything
    from crawlers.parsers import parse_page, post_json
    from pungmun.records import SEOUL, Quarantined
    from pungmun.settings import get_settings

    key = author_key(get_settings())
    if file.name.endswith((".warc", ".warc.gz")):
        failed = 0
        for item in read_anything(file, author_key=key):
            if isinstance(item, Quarantined):
                failed += 1
                click.echo(f"{item.url}: {item.kind}: {item.reason}", err=True)
            else:
                click.echo(json.dumps(post_json(item), ensure_ascii=False))
        if failed:
            raise click.exceptions.Exit(1)
        return
    if not url:
        raise click.UsageError("--url is missing: the parser is chosen by the address that the page was saved from.")
    if seen_at and seen_at.tzinfo is None:
        seen_at = seen_at.replace(tzinfo=SEOUL)
    saved = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    echo_json(post_json(parse_page(file.read_bytes(), url, seen_at=seen_at or saved, author_key=key)))
