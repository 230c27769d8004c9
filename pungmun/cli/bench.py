"""bench: how fast, how much memory, and does speed lose anything."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

NAMES = ("loss", "alarms", "classify", "claims", "memory", "text", "spiders", "sqlite", "elasticsearch", "retrieval", "start")
#: Korean texts about no claim, beside the project; not shipped.
BACKGROUND = Path("../shared/public")


@click.command()
@click.option("--short", is_flag=True, help="Small sizes, under a minute: whether a repeat is lost, and rough figures.")
@click.option(
    "--background",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=f"Folder with petitions/ and kote/. Default: {BACKGROUND} if it is there, otherwise the shipped corpus's own texts.",
)
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Only this part; may be repeated.")
@click.option("--elasticsearch", metavar="URL", default="", help="A node for the part elasticsearch, such as http://127.0.0.1:9200.")
@click.option("--posts", type=click.IntRange(min=1000), help="Posts in the stores, for the parts sqlite and elasticsearch.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="For people or for programs."
)
@click.option("--output", type=click.Path(path_type=Path), help="Also write both forms here: FILE as JSON, beside it FILE.md as a table.")
@click.pass_context
def bench(
    ctx: click.Context,
    short: bool,
    background: Path | None,
    only: tuple[str, ...],
    elasticsearch: str,
    posts: int | None,
    form: str,
    output: Path | None,
) -> None:
    """Measure speed and memory side by side, and whether the screen loses anything.

    Needs no network. Exit code 1 when a repeat is lost; never for a time.
    """
    from pungmun.bench.parts import PARTS, measure
    from pungmun.bench.result import table
    from pungmun.bench.setting import Setting

    if background is None and BACKGROUND.is_dir():
        background = BACKGROUND
    quiet = bool((ctx.obj or {}).get("quiet"))
    names = [name for name in PARTS if not only or name in only]
    with tempfile.TemporaryDirectory(prefix="pungmun-bench-") as folder:
        setting = Setting(background, short, Path(folder), elasticsearch.rstrip("/"), posts or 0)
        data = measure(setting, names, lambda words: None if quiet else click.echo(words, err=True))
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
        output.with_name(output.name + ".md").write_text(table(data), encoding="utf-8")
    click.echo(text if form == "json" else table(data), nl=False)
    if missed := [figure["name"] for figure in data["figures"] if figure["hard"] and not figure["reached"]]:
        click.echo(f"Not reached, and that is an error: {', '.join(missed)}.", err=True)
        raise SystemExit(1)
