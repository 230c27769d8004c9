"""store: migrate, copy, back up, restore, forget, and what retention removes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pungmun.cli.common import desk

if TYPE_CHECKING:
    from pungmun.desk import Desk
    from pungmun.store import Store

#: Posts removed at once by retention: their captures are cut out of each file in one go.
BATCH = 500


@click.group()
def store() -> None:
    """The store as a whole: schema, copies, backups, takedowns."""


@store.command()
def migrate() -> None:
    """Create or upgrade the schema; safe to run again."""
    with desk() as opened:
        click.echo(f"{opened.store.url} is ready", err=True)


@store.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy everything from store FROM into store TO, and compare the two by numbers and hashes.

    Stores are written as sqlite:///PATH or http(s)://host:9200/prefix. A copy that was interrupted can be run again.
    """
    from pungmun.store import dump

    if source.rstrip("/") == target.rstrip("/"):
        raise click.UsageError("FROM and TO are the same store.")
    with desk() as opened, ExitStack() as stack:
        stores = [stack.enter_context(_opened(url)) for url in (source, target)]
        _tell("copied and compared", dump.copy(stores[0], stores[1], partial(opened.progress, "rows")))


@store.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup(path: Path) -> None:
    """Write a consistent copy of the store to the file PATH, also while others write. An older file is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with desk() as opened:
        opened.store.backup(str(path))
    click.echo(f"{path}: {path.stat().st_size:,} bytes", err=True)


@store.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(path: Path) -> None:
    """Put the backup PATH into the store, which should be empty, and compare. Reads backups of either kind of store."""
    from pungmun.store import dump

    with desk() as opened:
        with path.open("rb") as file:
            embedded = file.read(16).startswith(b"SQLite format 3")
        advance = partial(opened.progress, "rows")
        if not embedded:
            _tell("restored and compared", dump.restore_file(path, opened.store, advance))
            return
        with _whole(path) as source:
            _tell("restored and compared", dump.copy(source, opened.store, advance))


@store.command()
@click.argument("url")
def forget(url: str) -> None:
    """Takedown: remove the post at URL with all that was derived from it, its captures too, and never collect it again."""
    from pungmun import steps

    with desk(progress=False) as opened:
        posts, captures = steps.forget(opened, url)
    click.echo(f"{_number(posts, 'post')} and {_number(captures, 'capture')} removed; the address will not be collected again", err=True)


@store.command()
@click.option("--dry-run", is_flag=True, help="Only say how many posts would go.")
def retention(dry_run: bool) -> None:
    """Remove posts older than PUNGMUN_RETENTION_DAYS that repeat no claim and wait for nobody, with their captures.

    An undated post is as old as the day on which it was first seen. People's decisions stay. 0 days removes nothing.
    """
    with desk() as opened:
        days = opened.settings.retention_days
        if not days:
            click.echo("PUNGMUN_RETENTION_DAYS is 0: everything is kept", err=True)
            return
        old = _old_posts(opened, days)
        number = 0
        while part := list(islice(old, BATCH)):
            number += len(part) if dry_run else _remove(opened, part)
            opened.progress("removed", len(part))
    click.echo(f"{_number(number, 'post')} {'would be removed' if dry_run else 'removed'}", err=True)


def _old_posts(opened: Desk, days: int) -> Iterator[str]:
    """Ids of posts whose time is over."""
    from pungmun.records import NEEDS_REVIEW, SEOUL
    from pungmun.steps import today
    from pungmun.store import Query

    last = today() - timedelta(days=days + 1)
    for query in (Query(until=last), Query(undated=True)):
        for found in opened.store.scan(query):
            day = found.post.published.day or found.post.seen_at.astimezone(SEOUL).date()
            if day <= last and not any(f.counted_as in ("repeats", NEEDS_REVIEW) for f in found.findings):
                yield found.post.post_id


def _remove(opened: Desk, post_ids: list[str]) -> int:
    """Captures first: a call that is killed in between finds them again as long as the store knows the posts."""
    from crawlers.evidence import remove_captures

    posts = [found.post for found in opened.store.get_many(post_ids).values()]
    remove_captures(opened.settings, "", posts)
    return opened.store.remove(post_ids)


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    """A store that is not the one of the settings."""
    from nlp import tokens
    from pungmun.registry.lexicon import load_user_words
    from pungmun.settings import get_settings
    from pungmun.store import open_store

    tokens.configure(load_user_words(get_settings().config_dir))
    opened = open_store(url, tokens.search_tokens_many)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _whole(path: Path) -> Iterator[Store]:
    """A backup of the embedded store that was read to its end: a damaged one must not leave half of itself in the target."""
    from pungmun.errors import StoreError
    from pungmun.store import dump

    with ExitStack() as stack:
        try:
            source = stack.enter_context(_opened(f"sqlite:///{path}"))
            for _ in dump.dump(source):
                pass
        except StoreError as error:
            raise StoreError(f"{path} is no whole backup: {error.what}", cause=error.cause, todo="choose another file") from error
        yield source


def _number(n: int, word: str) -> str:
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def _tell(what: str, numbers: Mapping[str, int]) -> None:
    click.echo(f"{what}: " + (", ".join(f"{number:,} {kind}" for kind, number in numbers.items()) or "nothing"), err=True)
