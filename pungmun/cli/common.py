"""What several commands share: the desk with progress, options for queries, tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.text import Text

    from pungmun.desk import Desk
    from pungmun.store import Query

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day in Asia/Seoul, such as 2023-11-16."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A date, or a usage error that shows the form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2023-11-16.", param, ctx)


@contextmanager
def desk(*, progress: bool = True) -> Iterator[Desk]:
    """The desk of this command; shows progress on standard error when that is a terminal, closes the store at the end."""
    from pungmun import logs
    from pungmun.desk import Desk
    from pungmun.settings import get_settings

    logs.configure(get_settings())
    ctx = click.get_current_context(silent=True)
    if not progress or (ctx and ctx.obj and ctx.obj["quiet"]):
        with Desk(get_settings()) as opened:
            yield opened
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(what: str, n: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=None)
            bar.advance(tasks[what], n)

        with Desk(get_settings(), advance) as opened:
            yield opened


def query_options(command: Decorated) -> Decorated:
    """--claim --label --platform --since --until, all repeatable but the days."""
    for option in (
        click.option("--until", type=Day(), help="Last day (Asia/Seoul)."),
        click.option("--since", type=Day(), help="First day (Asia/Seoul)."),
        click.option("--platform", multiple=True, help="Only this platform; may be repeated."),
        click.option("--label", multiple=True, help="Only this label: repeats, needs_review, debunks, asks, weaker_true, related."),
        click.option("--claim", multiple=True, help="Only this claim; may be repeated."),
    ):
        command = option(command)
    return command


def make_query(
    text: str, claim: Sequence[str], label: Sequence[str], platform: Sequence[str], since: date | None, until: date | None
) -> Query:
    """A store's query from the options. Raises UsageError for an unknown label."""
    from pungmun.records import COUNTED_LABELS
    from pungmun.store import Query

    if unknown := [name for name in label if name not in COUNTED_LABELS]:
        raise click.UsageError(f"No such label: {', '.join(unknown)}. Labels are {', '.join(COUNTED_LABELS)}.")
    return Query(text=text, claims=tuple(claim), labels=tuple(label), platforms=tuple(platform), since=since, until=until)


def echo_json(data: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def echo_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as CSV on standard output."""
    click.echo(csv_text(rows), nl=False)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV; cells that a spreadsheet would run as a formula are defused. Empty without rows."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _defuse(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _defuse(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else value


def _cell(value: Any) -> Text:
    from rich.text import Text

    return Text("" if value is None else str(value), justify="right" if isinstance(value, int | float) else "left")


def echo_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, err: bool = False) -> None:
    """A table for people; as wide as the terminal, or 120 columns in a pipe."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold", show_edge=False)
    for name in columns:
        table.add_column(name)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else _cell(cell) for cell in row))
    console = Console(stderr=err)
    if not console.is_terminal:
        console = Console(stderr=err, width=120)
    console.print(table)
