"""new-source: the files of a new source."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new-source")
@click.argument("name")
@click.option("--host", default="", help="Host of the site, such as board.example.kr; NAME.example when left out.")
@click.option("--title", default="", help="Title for people; the host when left out.")
def new_source(name: str, host: str, title: str) -> None:
    """Write YAML, parser, page and expected result of a new source NAME, in the project's folder.

    The test of the page fails until the parser's selectors are filled in: docs/adding-a-source.md.
    """
    from crawlers.new_source import write_source

    for path in write_source(Path.cwd(), name, host=host or f"{name}.example", title=title):
        click.echo(path.relative_to(Path.cwd()))
    if not host:
        click.echo(f"Put the site's host in place of {name}.example in all of them.", err=True)
    click.echo(f"Now run `.venv/bin/pytest tests/crawlers/test_pages.py -k {name}`: it fails until the parser reads the page.", err=True)
