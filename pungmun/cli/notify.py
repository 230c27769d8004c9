"""notify: word of trouble to where alerts go; needs no store, for the store may be the trouble."""

from __future__ import annotations

import re
import time

import click


@click.command()
@click.argument("text")
@click.option("--key", help="Name of the trouble: the same one is sent once an hour at most.")
@click.option("--title", default="풍문 운영", show_default=True, help="Title of the message.")
def notify(text: str, key: str | None, title: str) -> None:
    """Send TEXT to the addresses of PUNGMUN_SEND_TO; the scheduler does so when a run fails or is late."""
    from pungmun.reports.send import send
    from pungmun.settings import get_settings

    settings = get_settings()
    sent = settings.var_dir / "notified" / re.sub(r"[^A-Za-z0-9._-]", "_", key) if key else None
    if sent and sent.exists() and 0 <= time.time() - sent.stat().st_mtime < 3600:
        click.echo(f"{key} was sent within the last hour; not sent again.", err=True)
        return
    send(title, text, settings.send_to.get_secret_value().split())
    if sent:
        sent.parent.mkdir(parents=True, exist_ok=True)
        sent.touch()
