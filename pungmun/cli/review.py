"""review and quarantine: what waits for a person."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

from pungmun.cli.common import desk, echo_json, echo_table, make_query
from pungmun.errors import ConfigError

FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)


@click.group()
def review() -> None:
    """People's decisions: they win over the model and train the next one."""


@review.command("list")
@click.option("--claim", multiple=True, help="Only this claim; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@FORMAT
def review_list(claim: tuple[str, ...], limit: int, form: str) -> None:
    """List what waits for a decision, the likeliest repeats first."""
    from pungmun.reports.posts import search_json

    with desk(progress=False) as opened:
        data = search_json(opened.store.search(make_query("", claim, ["needs_review"], [], None, None), limit=limit, order="uncertain"))
    if form == "json":
        echo_json(data)
        return
    rows = [
        [post["post_id"], f["claim_id"], f["label"], round(f["score"], 2), f["evidence"]]
        for post in data["posts"]
        for f in post["findings"]
        if f["review"] and (not claim or f["claim_id"] in claim)
    ]
    echo_table("", ["post", "claim", "proposed", "score", "evidence"], rows)
    click.echo(f"{data['total']} posts wait")


@review.command("set")
@click.argument("post_id")
@click.argument("claim")
@click.argument("label", type=click.Choice(["repeats", "debunks", "asks", "weaker_true", "related", "unrelated"]))
@click.option("--by", default=getpass.getuser, show_default="your user name", help="Who decides.")
@click.option("--note", default="", help="Why.")
def review_set(post_id: str, claim: str, label: str, by: str, note: str) -> None:
    """Record a decision on POST_ID and CLAIM."""
    from pungmun.records import Review
    from pungmun.steps import choose_claims

    with desk(progress=False) as opened:
        choose_claims(opened.claims, [claim])
        if opened.store.get(post_id) is None:
            raise ConfigError(
                f"No post {post_id} in the store.", todo="`pungmun review list` and `pungmun search --format json` show the ids"
            )
        now = datetime.now(UTC)
        opened.store.set_review(Review(post_id, claim, label, by, now, note))  # type: ignore[arg-type]
        opened.store.log(now, by, "review", f"{post_id} {claim}", label)
    click.echo(f"{post_id} {claim}: {label}")


@review.command("ask")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Posts at most.")
def review_ask(limit: int) -> None:
    """Ask the second opinion of PUNGMUN_JUDGE_URL about what waits; its answers stand beside the model's, they decide nothing."""
    from pungmun.opinion import ask_band

    with desk() as opened:
        sums = ask_band(opened.store, opened.claims, opened.settings, limit)
    click.echo(", ".join(f"{name} {n}" for name, n in sorted(sums.items())) or "nothing waits")


@click.group()
def quarantine() -> None:
    """What could not be read, with its reason."""


@quarantine.command("list")
@click.option("--kind", help="Only this kind: wall, deleted, unparsed, …")
@FORMAT
def quarantine_list(kind: str | None, form: str) -> None:
    """List what stands in quarantine, newest first."""
    with desk(progress=False) as opened:
        items = opened.store.quarantined(kind)
    if form == "json":
        from dataclasses import asdict

        echo_json([asdict(item) for item in items])
        return
    echo_table("", ["item", "kind", "source", "url", "reason"], [[i.item_id[:12], i.kind, i.source_id, i.url, i.reason] for i in items])


@quarantine.command("drop")
@click.argument("items", nargs=-1, required=True, metavar="ITEM…")
def quarantine_drop(items: tuple[str, ...]) -> None:
    """Drop items for good; ITEM is an id or the beginning of one."""
    with desk(progress=False) as opened:
        known = [item.item_id for item in opened.store.quarantined()]
        chosen = [item_id for item_id in known if item_id.startswith(items)]
        n = opened.store.release(chosen)
        opened.store.log(datetime.now(UTC), getpass.getuser(), "quarantine drop", " ".join(chosen))
    click.echo(f"{n} dropped")


@quarantine.command("replay")
@click.option("--kind", help="Only this kind.")
def quarantine_replay(kind: str | None) -> None:
    """Read the kept bytes again with today's parsers; what can be read now is judged, stored and released."""
    from pungmun.steps import replay_quarantine

    with desk() as opened:
        done, left = replay_quarantine(opened, kind)
    click.echo(f"{done} read and stored, {left} still unreadable")
