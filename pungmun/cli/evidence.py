"""evidence: what was captured, whether it is undamaged, as a file for others, and what became of the posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pungmun.cli.common import desk, echo_json, echo_table

if TYPE_CHECKING:
    from crawlers.evidence import Verdict
    from pungmun.desk import Desk
    from pungmun.records import Post

FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group()
def evidence() -> None:
    """The captures that prove what was seen: show, verify, export, and look again at the posts."""


@evidence.command("show")
@click.argument("url")
@FORMAT
def show(url: str, form: str) -> None:
    """List every capture of URL and every later check, in order of time. Any form of the address will do.

    Exit code 1 when there is none.
    """
    from crawlers.evidence import captures_of
    from crawlers.evidence.checks import checks_of
    from crawlers.evidence.pictures import PICTURES

    with desk(progress=False) as opened:
        post = _stored(opened, url)
        found = captures_of(opened.settings, url, also=_digests(opened, post))
        rows = [_described(opened, entry) for entry in found]
        checks = checks_of(opened.settings, post.post_id) if post else []
        read = PICTURES.of(opened.settings, post.post_id) if post else []
    if form == "json":
        told = {"captures": rows, "checks": [asdict(c) for c in checks], "pictures": [asdict(row) for row in read]}
        echo_json({"url": url, "post_id": post.post_id if post else None, **told})
    else:
        for row in rows:
            click.echo(f"{row['at']}  HTTP {row['status']}  {row['bytes']} bytes  SHA-256 {row['sha256']}")
            click.echo(f"  {row['url']}\n  {row['file']}:{row['offset']}")
            for name, value in row["headers"].items():
                click.echo(f"    {name}: {value}")
            if row["damage"]:
                click.echo(f"  DAMAGED: {row['damage']}")
        for check in checks:
            click.echo(f"{check.at}  {check.state}" + (f"  {check.why}" if check.why else ""))
            if check.diff:
                click.echo("    " + check.diff.replace("\n", "\n    "))
        for picture in read:
            click.echo(f"{picture.at}  picture  {picture.url}\n  SHA-256 {picture.capture}")
            click.echo(f"  {picture.width} × {picture.height}, perceptual hash {picture.phash or 'none'}")
            said = picture.why or f"text, confidence {picture.confidence:.2f}: {picture.text or 'none'}"
            click.echo("    " + said.replace("\n", "\n    "))
        if not rows:
            click.echo("Nothing was captured at this address: it was never fetched, or only a search reply named it.", err=True)
        words = f"{len(rows)} captures, {len(checks)} checks"
        click.echo(words + (f", {len(read)} pictures read" if read else ""), err=True)
    if not rows:
        raise click.exceptions.Exit(1)


def _described(opened: Desk, entry: Any) -> dict[str, Any]:
    from crawlers.evidence import load
    from pungmun.errors import PungmunError

    row = {**asdict(entry), "bytes": None, "headers": {}, "request_headers": {}, "damage": ""}
    try:
        capture = load(opened.settings, entry)
    except PungmunError as error:
        return {**row, "damage": error.what}
    return {**row, "bytes": len(capture.body), "headers": dict(capture.headers), "request_headers": dict(capture.request_headers)}


@evidence.command("verify")
@click.argument("url", required=False)
@click.option("--all", "everything", is_flag=True, help="Read every capture file whole, and look for every post's capture.")
@FORMAT
def verify(url: str | None, everything: bool, form: str) -> None:
    """Hash again what was captured, and compare it with the WARC digests, the index and the store.

    Every damage is named as file:offset. Exit code 1 when anything is damaged, or URL was never captured.
    """
    from crawlers.evidence import verify_all, verify_url

    if bool(url) == everything:
        raise click.UsageError("Give one address, or --all.")
    with desk(progress=False) as opened:
        if url:
            post = _stored(opened, url)
            proofs = [(post.post_id, post.url, post.capture)] if post and post.capture else []
            verdict = verify_url(opened.settings, url, proofs)
        else:
            verdict = verify_all(opened.settings, _proofs(opened))
    if form == "json":
        data = {**asdict(verdict), "ok": verdict.ok}
        echo_json({**data, "damages": [asdict(d) for d in verdict.damages], "notes": [asdict(n) for n in verdict.notes]})
    else:
        _say(verdict)
    if not verdict.ok or (url and not verdict.captures):
        raise click.exceptions.Exit(1)


def _say(verdict: Verdict) -> None:
    for damage in verdict.damages:
        click.echo(str(damage))
    for note in verdict.notes:
        click.echo(f"note: {note}", err=True)
    words = f"{verdict.files} files, {verdict.records} records, {verdict.captures} captures, {verdict.posts} posts compared"
    removed = f", {verdict.removed} removed by takedown" if verdict.removed else ""
    click.echo(f"{words}{removed}: {'undamaged' if verdict.ok else f'{len(verdict.damages)} DAMAGED'}", err=True)


@evidence.command("export")
@click.argument("url")
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The WACZ file to write.")
@click.option("--no-time-stamp", is_flag=True, help="Without a time-stamp, although PUNGMUN_TSA_URL is set.")
def export(url: str, output: Path, no_time_stamp: bool) -> None:
    """Write the captures of URL as a WACZ file that stands on its own: WARC, index, pages, hashes, checks, time-stamp.

    Any WARC or WACZ tool reads it (ReplayWeb.page, warcio); docs/evidence.md says how to check it without Pungmun.
    """
    from crawlers.evidence import export_package

    with desk(progress=False) as opened:
        post = _stored(opened, url)
        done = export_package(
            opened.settings, url, output, also=_digests(opened, post), post_id=post.post_id if post else "", stamp=not no_time_stamp
        )
        stamp = "with time-stamp" if done.stamped else "without time-stamp"
    click.echo(f"{done.path}: {done.captures} captures, {stamp}")
    click.echo(f"sha256:{done.sha256}")


@evidence.command("check")
@click.option("--days", type=click.IntRange(0, 3650), default=30, show_default=True, help="Posts published so many days back or later.")
@click.option("--claim", multiple=True, help="Only repeats of this claim; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Posts at most, longest unchecked first.")
@FORMAT
def check(days: int, claim: tuple[str, ...], limit: int, form: str) -> None:
    """Fetch the posts that repeat a claim again, politely, and record: there, edited (with the difference), gone, or unseen.

    Only sources that are switched on and allowed are asked. Exit code 1 when a source stopped early or a post was not seen.
    """
    from pungmun.steps import choose_claims
    from pungmun.watch import check_watched

    with desk() as opened:
        choose_claims(opened.claims, claim)
        done = check_watched(opened, days=days, claims=claim, limit=limit)
    if form == "json":
        uncovered = [{"post_id": post.post_id, "url": post.canonical_url} for post in done.uncovered]
        echo_json({"checks": [asdict(row) for row in done.checks], "uncovered": uncovered, "problems": done.problems})
    else:
        changed = [row for row in done.checks if row.state != "there"]
        if changed:
            echo_table("", ["state", "post", "why"], [[row.state, row.url, row.why or row.diff] for row in changed])
        sums = Counter(row.state for row in done.checks)
        nothing = f"no post of the last {days} days repeats a claim; --days looks further back"
        if done.uncovered:
            nothing = "nothing was checked"
        click.echo(", ".join(f"{name} {n}" for name, n in sorted(sums.items())) or nothing, err=True)
        if done.uncovered:
            click.echo(f"{len(done.uncovered)} posts were not asked for: no source with a permission fetches them", err=True)
        for source_id, problem in sorted(done.problems.items()):
            click.echo(f"{source_id}: {problem}", err=True)
    if done.problems or any(row.state == "unseen" for row in done.checks):
        raise click.exceptions.Exit(1)


@evidence.command("pictures")
@click.option("--days", type=click.IntRange(0, 3650), default=7, show_default=True, help="Posts published so many days back or later.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Posts at most, fewest words first.")
@FORMAT
def pictures(days: int, limit: int, form: str) -> None:
    """Fetch the pictures of stored posts and read the Korean text in them; it is judged like the posts' own words.

    Only pictures of sources whose YAML says that their permission covers them (options.pictures) are fetched. Needs tesseract
    with Korean. Exit code 1 when a source stopped early or a picture did not arrive.
    """
    from pungmun.pictures import read_stored

    with desk() as opened:
        done, summary = read_stored(opened, days=days, limit=limit)
    told = {"posts": len(done.posts), "fetched": done.fetched, "read": done.read, "missed": done.missed, "problems": done.problems}
    if form == "json":
        echo_json({**told, "changed": summary.written.changed})
    else:
        words = f"{done.fetched} pictures fetched, {done.read} with text, {len(done.posts)} posts say more than before"
        click.echo(words + (f", {done.missed} pictures did not arrive" if done.missed else ""), err=True)
        for source_id, problem in sorted(done.problems.items()):
            click.echo(f"{source_id}: {problem}", err=True)
    if done.problems or done.missed:
        raise click.exceptions.Exit(1)


def _stored(opened: Desk, url: str) -> Post | None:
    """The post in the store; None without one, or without a store: the captures prove themselves."""
    from pungmun.errors import PungmunError

    post_id = _post_id(url)
    try:
        found = opened.store.find_url(url) or opened.store.get(post_id)
    except PungmunError as error:
        click.echo(f"Without the store: {error}", err=True)
        return None
    return found.post if found else None


def _post_id(url: str) -> str:
    from crawlers.parsers.urls import read_address
    from pungmun.errors import ConfigError

    try:
        return read_address(url).post_id
    except ValueError as error:
        raise ConfigError(f"{url!r} is no web address.", todo="give the whole address, with https://") from error


def _digests(opened: Desk, post: Post | None) -> list[str]:
    """Captures that belong to a post although they were made at other addresses: its page inside a frame, its pictures."""
    from crawlers.evidence.pictures import PICTURES

    if post is None:
        return []
    read = (row.capture for row in PICTURES.of(opened.settings, post.post_id))
    return [*([post.capture] if post.capture else []), *read]


def _proofs(opened: Desk) -> Iterator[tuple[str, str, str]]:
    from pungmun.errors import PungmunError

    try:
        for stored in opened.store.scan():
            if stored.post.capture:
                yield stored.post.post_id, stored.post.canonical_url, stored.post.capture
    except PungmunError as error:
        click.echo(f"Without the store: {error}", err=True)
