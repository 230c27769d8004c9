"""Digests to mail, Slack, Telegram, …, through apprise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pungmun.errors import ConfigError, PungmunError
from pungmun.store import Store


def send_digest(path: Path, addresses: Sequence[str], store: Store, *, again: bool = False) -> int:
    """Send a digest that `write_digest` wrote, to each address once, however often a task is repeated; how many got it now.

    Args:
        path: its Markdown file; the HTML file stands beside it.
        addresses: apprise addresses.
        store: remembers, by a hash of the address, who got which day's digest.
        again: send to those too that have it.

    Raises:
        ConfigError: no address, or one that apprise does not understand.
        PungmunError: an address refused or can't be reached.
    """
    notes = {address: f"digest-sent:{path.stem}:{hashlib.sha256(address.encode()).hexdigest()[:16]}" for address in addresses}
    have = () if again else tuple(address for address, note in notes.items() if store.get_meta(note))
    send(
        f"풍문 아침 보고 {path.stem}",
        path.read_text(encoding="utf-8"),
        addresses,
        html=path.with_suffix(".html").read_text(encoding="utf-8"),
        leave_out=have,
        sent=lambda address: store.set_meta(notes[address], datetime.now(UTC).isoformat(timespec="seconds")),
    )
    return len(notes) - len(have)


def send_alerts(words: Mapping[str, str], addresses: Sequence[str], store: Store) -> None:
    """Send alerts, each to each address once; an address that fails keeps nobody else waiting and gets its alerts at the next check.

    Args:
        words: alert id -> what it says.
        addresses: apprise addresses.
        store: remembers, by a hash of the address, who got which alert.

    Raises:
        ConfigError: no address, or one that apprise does not understand.
        PungmunError: an address refused or can't be reached; told after the others were tried.
    """
    failed: PungmunError | None = None
    for address in addresses or [""]:
        mark = hashlib.sha256(address.encode()).hexdigest()[:16]
        fresh = {alert_id: text for alert_id, text in words.items() if not store.get_meta(f"alert-sent:{alert_id}:{mark}")}
        if not fresh:
            continue
        try:
            send("풍문 알림", "\n".join(f"- {text}" for text in fresh.values()), addresses, leave_out=set(addresses) - {address})
        except PungmunError as error:
            failed = failed or error
            continue
        for alert_id in fresh:
            store.set_meta(f"alert-sent:{alert_id}:{mark}", datetime.now(UTC).isoformat(timespec="seconds"))
    if failed:
        raise failed


def send(
    title: str,
    markdown: str,
    addresses: Sequence[str],
    *,
    html: str | None = None,
    leave_out: Collection[str] = (),
    sent: Callable[[str], None] = lambda _: None,
) -> None:
    """Send one message to every address; mail gets the HTML, everything else the Markdown.

    Args:
        title: subject, where the service has one.
        markdown: the message.
        addresses: apprise addresses.
        html: the same message for mail.
        leave_out: addresses that have it already.
        sent: told of each address that took it, before the next is tried.

    Raises:
        ConfigError: no address, or one that apprise does not understand.
        PungmunError: an address refused or can't be reached.
    """
    import apprise

    if not addresses:
        raise ConfigError("There is nobody to send to.", todo="set PUNGMUN_SEND_TO to one or more apprise addresses, such as mailto://…")
    for number, address in enumerate(addresses, 1):
        if address in leave_out:
            continue
        target = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        if target is None:  # the address itself may hold a password: name its place, not its text
            raise ConfigError(
                f"Address {number} of PUNGMUN_SEND_TO is none that apprise knows.", todo="see the list of services in apprise's manual"
            )
        takes = (target.notify_format,) if isinstance(target.notify_format, str) else tuple(target.notify_format)
        rich = html is not None and apprise.NotifyFormat.HTML in takes and apprise.NotifyFormat.MARKDOWN not in takes  # that is mail
        sender = apprise.Apprise()
        sender.add(target)
        body_format = apprise.NotifyFormat.HTML if rich else apprise.NotifyFormat.MARKDOWN
        if not sender.notify(title=title, body=html if rich and html else markdown, body_format=body_format):
            raise PungmunError(
                f"Address {number} of PUNGMUN_SEND_TO ({target.service_name}) did not take the message.",
                cause="the service is down, or the credentials in the address are wrong",
                todo="run the command again: who has it already gets nothing twice; a digest also stands in var/digests",
            )
        sent(address)
