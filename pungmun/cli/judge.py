"""classify, match, evaluate, train: the judgement without a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from pungmun.errors import ConfigError

if TYPE_CHECKING:
    from models.corpus import LabelledPost, Problems
    from models.stream import Work
    from pungmun.records import Claim

CLAIMS = click.option("--claims", required=True, type=click.Path(path_type=Path), help="Registry folder (config/claims) or claims.jsonl.")
INPUT = click.option("--input", "source", required=True, type=click.Path(path_type=Path), help="Posts, one JSON object a line.")
OUTPUT = click.option(
    "--output", required=True, type=click.Path(path_type=Path, allow_dash=True), help="Where the lines go; - is standard output."
)
WORKERS = click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that judge.")
MODEL = click.option("--model", type=click.Path(path_type=Path), help="Model file instead of the shipped one.")


def load_claims(path: Path, problems: Problems) -> tuple[Claim, ...]:
    """Claims of a registry folder or of a JSON-lines file."""
    if path.is_dir():
        from pungmun.registry import load_claims as load_folder

        return load_folder(path)
    from models.corpus import read_claims

    return read_claims(path, problems)


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    """A file that appears whole or not at all; `-` is standard output."""
    if str(path) == "-":
        yield sys.stdout
        return
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise ConfigError(f"{path} can't be written.", cause=str(error), todo="Check folder, permissions and free space.") from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)


def _report(problems: Problems) -> None:
    for line in problems.lines:
        click.echo(line, err=True)
    if problems.lines:
        click.echo(f"{len(problems.lines)} line(s) could not be read and were left out.", err=True)
        raise SystemExit(1)


def _stream(claims: Path, source: Path, output: Path, work: Work, *, reviews: Path | None, model: Path | None, workers: int) -> None:
    from models.corpus import Problems
    from models.stream import posts_of, read_reviews, run

    problems = Problems()
    known = load_claims(claims, problems)
    judged = read_reviews(reviews, problems) if reviews else []
    quiet = bool((click.get_current_context().obj or {}).get("quiet"))
    posts = lines = 0
    with _writing(output) as file:
        for outcome in run(posts_of(source, problems), known, work, reviews=judged, model=model, workers=workers):
            file.writelines(f"{line}\n" for line in outcome.lines)
            posts, lines = posts + outcome.posts, lines + len(outcome.lines)
            if not quiet:
                click.echo(f"\r{posts:,} posts, {lines:,} lines", err=True, nl=False)
    if not quiet:
        click.echo("", err=True)
    _report(problems)


@click.command()
@CLAIMS
@INPUT
@OUTPUT
@click.option(
    "--reviews",
    type=click.Path(path_type=Path),
    help="Posts that people have judged (with claim_id and label): copies of them get that label proposed.",
)
@MODEL
@WORKERS
def classify(claims: Path, source: Path, output: Path, reviews: Path | None, model: Path | None, workers: int) -> None:
    """Find in posts what they say about claims; no store needed.

    One line for each post and claim that is not unrelated: label, probabilities, deciding sentence with code point offsets in
    title + newline + body, and whether a person has to look (review).
    """
    from models.stream import findings

    _stream(claims, source, output, findings, reviews=reviews, model=model, workers=workers)


@click.command()
@CLAIMS
@INPUT
@OUTPUT
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Claims a post at most.")
@MODEL
@WORKERS
def match(claims: Path, source: Path, output: Path, top: int, model: Path | None, workers: int) -> None:
    """Name the claims that posts may be about, best first, without any label."""
    from functools import partial

    from models.stream import matches

    _stream(claims, source, output, partial(matches, top=top), reviews=None, model=model, workers=workers)


def _labelled(claims: Sequence[Path], posts: Sequence[Path]) -> tuple[tuple[Claim, ...], tuple[LabelledPost, ...], Problems]:
    from models.corpus import Problems, read_posts, shipped

    problems = Problems()
    if not claims and not posts:
        known, labelled = shipped()
    elif claims and posts:
        known = tuple(claim for path in claims for claim in load_claims(path, problems))
        labelled = tuple(post for path in posts for post in read_posts(path, problems))
    else:
        raise click.UsageError("Give --claims and --posts together, or neither for the shipped corpus.")
    ids = {claim.claim_id for claim in known}
    strange = sorted({p.claim_id for p in labelled} - ids)
    if strange:
        raise ConfigError(
            f"{len(strange)} claim(s) of the posts are not among the claims: {', '.join(strange[:5])}.",
            todo="Add them or remove their posts.",
        )
    if not labelled:
        raise ConfigError("There is no labelled post.", todo="Name a file whose lines have post_id, claim_id, label and body.")
    return known, labelled, problems


@click.command()
@click.option(
    "--claims",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Registry folder or claims.jsonl; may be repeated. Default: the shipped corpus.",
)
@click.option(
    "--posts", multiple=True, type=click.Path(path_type=Path), help="Labelled posts.jsonl; may be repeated. Default: the shipped corpus."
)
@click.option(
    "--by",
    type=click.Choice(["model", "writer", "claim"]),
    default="model",
    show_default=True,
    help="Judge with the model as it is, or train anew without each writer or claim.",
)
@click.option(
    "--baselines/--no-baselines",
    default=True,
    show_default=True,
    help="Also measure keyword rule, TF-IDF, similarity and no contrast (trained anew).",
)
@click.option("--samples", type=click.IntRange(0, 10000), default=1000, show_default=True, help="Bootstrap samples over claims.")
@click.option("--streams", is_flag=True, help="Also simulate what reviews bring on streams of reposts; with --by writer or claim.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="For people or for programs."
)
@MODEL
def evaluate(
    claims: tuple[Path, ...],
    posts: tuple[Path, ...],
    by: str,
    baselines: bool,
    samples: int,
    streams: bool,
    form: str,
    model: Path | None,
) -> None:
    """Measure the judgement on labelled posts, beside honest baselines, with intervals over claims.

    With --by model the posts must be ones that the model was not trained on; the shipped corpus is measured with --by writer.
    """
    import json

    from models.evaluate import evaluate as measure
    from models.evaluate import render_table

    known, labelled, problems = _labelled(claims, posts)
    result: dict[str, Any] = measure(known, labelled, by=by, baselines=baselines, samples=samples, model=model, streams=streams)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1) if form == "json" else render_table(result))
    _report(problems)


@click.command()
@click.option(
    "--claims",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Registry folder or claims.jsonl; may be repeated. Default: the shipped corpus.",
)
@click.option(
    "--posts", multiple=True, type=click.Path(path_type=Path), help="Labelled posts.jsonl; may be repeated. Default: the shipped corpus."
)
@click.option(
    "--reviews", is_flag=True, help="Learn from what people decided in the store; the model goes to var/model, before the shipped one."
)
@click.option("--output", type=click.Path(path_type=Path), help="Model file; default: the shipped one, or var/model with --reviews.")
@click.option("--force", is_flag=True, help="Promote even if a class falls on the fixed evaluation.")
@click.option("--evaluation", type=click.Path(path_type=Path), help="Also measure as `evaluate --by writer --streams` does; JSON.")
def train(
    claims: tuple[Path, ...], posts: tuple[Path, ...], reviews: bool, output: Path | None, force: bool, evaluation: Path | None
) -> None:
    """Train a model, and promote it only if no class falls against training without the additions (paired bootstrap over claims).

    Posts given here are added to the shipped corpus. Exit code 1 when a class fell; with --reviews 99 for that, and when nobody
    has reviewed anything: the model in use stays.
    """
    from models.train import promote

    known, labelled, problems = _labelled(claims, posts)
    if reviews:
        here, decided, own = _decided()
        if not decided:
            click.echo("Nobody has reviewed a post yet; the model in use stays.", err=True)
            raise click.exceptions.Exit(99)
        known, labelled, output = (*known, *here), (*labelled, *decided), output or own
    report = promote(known, labelled, output=output, force=force, evaluation=evaluation, say=lambda words: click.echo(words, err=True))
    click.echo(report.words)
    _report(problems)
    if not report.promoted:
        raise click.exceptions.Exit(99 if reviews else 1)


def _decided() -> tuple[tuple[Claim, ...], tuple[LabelledPost, ...], Path]:
    """The registry, the posts that people judged by it, and where a model made of them belongs."""
    from models.corpus import LabelledPost
    from pungmun.cli.common import desk
    from pungmun.desk import own_model, reviewed

    with desk(progress=False) as opened:
        ids = {claim.claim_id for claim in opened.claims}
        found = [r for r in reviewed(opened.store) if r.claim_id in ids]
        return opened.claims, tuple(LabelledPost(r.post, r.claim_id, r.label, writer="reviews") for r in found), own_model(opened.settings)
