"""Digests to mail, Slack, Telegram, …, through apprise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pungmun.errors import ConfigError, PungmunError


def send_digest(path: Path, addresses: Sequence[str]) -> None:
    """Send a digest that `write_digest` wrote.

    Args:
        path: its Markdown file; the HTML file stands beside it.
        addresses: apprise addresses.

    Raises:
        ConfigError: no address, or one that apprise does not understand.
        PungmunError: an address refused or can't be reached.
    """
    send(
        f"풍문 아침 보고 {path.stem}",
        path.read_text(encoding="utf-8"),
        addresses,
        html=path.with_suffix(".html").read_text(encoding="utf-8"),
    )


def send(title: str, markdown: str, addresses: Sequence[str], *, html: str | None = None) -> None:
    """Send one message to every address; mail gets the HTML, everything else the Markdown."""
    import apprise

    if not addresses:
        raise ConfigError("There is nobody to send to.", todo="set PUNGMUN_SEND_TO to one or more apprise addresses, such as mailto://…")
    for number, address in enumerate(addresses, 1):
        target = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        if target is None:  # the address itself may hold a password: name its place, not its text
            raise ConfigError(
                f"Address {number} of PUNGMUN_SEND_TO is none that apprise knows.", todo="see the list of services in apprise's manual"
            )
        rich = html is not None and target.notify_format == apprise.NotifyFormat.HTML
        sender = apprise.Apprise()
        sender.add(target)
        body_format = apprise.NotifyFormat.HTML if rich else apprise.NotifyFormat.MARKDOWN
        if not sender.notify(title=title, body=html if rich and html else markdown, body_format=body_format):
            raise PungmunError(
                f"Address {number} of PUNGMUN_SEND_TO ({target.service_name}) did not take the message.",
                cause="the service is down, or the credentials in the address are wrong",
                todo="the digest stands in var/digests; send it again with `pungmun digest --send`",
            )
