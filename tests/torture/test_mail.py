"""Mail as it goes over the wire: no word of a post, a claim or a command becomes a header or a receiver."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from pungmun.cli.notify import notify
from pungmun.records import Claim, Quarantined
from pungmun.reports.digest import digest
from pungmun.reports.render import render
from pungmun.reports.send import send, send_digest
from pungmun.settings import get_settings
from pungmun.store import Judged, Store

DAY = date(2023, 11, 12)
#: What would add a header or a receiver, or end the headers, if it ever stood among them.
EVIL = [
    "뉴스\r\nBcc: thief@evil.example\r\n\r\n<b>x</b>",
    "뉴스\nX-Evil: 1",
    "뉴스\r\n.\r\nMAIL FROM:<x@evil.example>",
    "뉴스\rTo: thief@evil.example",
    "뉴스\u2028X-Evil: 1\u0085X-Evil: 2\x0bX-Evil: 3\x0cX-Evil: 4",
    "=?utf-8?q?=0D=0ABcc:_thief@evil.example?=",
]
HEADERS = {
    "content-type",
    "mime-version",
    "subject",
    "from",
    "to",
    "message-id",
    "date",
    "x-application",
    "auto-submitted",
    "content-transfer-encoding",
}


@dataclass
class Postbox:
    """What a mail server was told."""

    port: int = 0
    receivers: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)

    def address(self, more: str = "") -> str:
        return f"mailto://127.0.0.1:{self.port}?mode=insecure&from=desk@pungmun.example&to=editor@pungmun.example{more}"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on loopback that takes everything."""
    box = Postbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 postbox\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"MAIL":
                    box.senders.append(line.decode().strip())
                elif word == b"RCPT":
                    box.receivers.append(line.decode().strip())
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line.removeprefix(b"."))
                    message = message_from_bytes(b"".join(lines), policy=policy.default)
                    assert isinstance(message, EmailMessage)
                    box.messages.append(message)
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield box
        server.shutdown()


def assert_one_plain_mail(box: Postbox) -> EmailMessage:
    """One mail, from us, to the one receiver, with the headers of every mail and no others."""
    assert [s.lower() for s in box.senders] == ["mail from:<desk@pungmun.example>"]
    assert [r.lower() for r in box.receivers] == ["rcpt to:<editor@pungmun.example>"]
    [message] = box.messages
    assert {name.lower() for name in message} <= HEADERS
    assert len(message.keys()) == len({name.lower() for name in message})
    return message


def test_no_word_of_a_digest_becomes_a_header_of_its_mail(
    postbox: Postbox, store: Store, tmp_path: Path, make_judged: Callable[..., Judged]
) -> None:
    claims = [Claim(f"c{n}", evil, statement_en=evil, truth=evil, weaker_true=(evil,)) for n, evil in enumerate(EVIL)]
    store.write(
        [
            make_judged(
                f"{claim.claim_id}-{label}",
                label,
                claim=claim.claim_id,
                title=claim.statement,
                text=claim.statement.replace("\n", " "),
                platform=f"p{n} {claim.statement}",
                published="2023-11-12T01:00:00+09:00",
                source_id=claim.statement,
                url=f"https://x.example/{n}/{label}) [y](https://evil.example",
            )
            for n, claim in enumerate(claims)
            for label in ("repeats", "debunks")
        ]
    )
    store.set_clusters({f"c0-{label}": "c0-repeats" for label in ("repeats", "debunks")})
    store.quarantine([Quarantined("q", "wall", "https://x.example", EVIL[0], datetime(2023, 11, 12, tzinfo=UTC))])
    rows = [{"source_id": "naver-blog-search", "day": DAY.isoformat(), "posts": 0, "state": "silent"}]
    data = digest(store, claims, DAY, rows)
    assert len(data["claims"]) == len(EVIL)
    path = tmp_path / f"{DAY}.md"
    path.write_text(render(data, "md"), encoding="utf-8")
    path.with_suffix(".html").write_text(render(data, "html"), encoding="utf-8")

    assert send_digest(path, [postbox.address()], store) == 1

    message = assert_one_plain_mail(postbox)
    assert message["subject"] == "풍문 아침 보고 2023-11-12"
    page = message.get_body(("html",))
    assert page is not None
    assert "<b>x</b>" not in page.get_content()
    assert '<table role="presentation"' in page.get_content(), "mail gets the HTML form"
    told = path.read_text(encoding="utf-8")
    assert not [line for line in told.splitlines() if line.lower().startswith(("bcc", "x-evil", "to:", "<b>"))]
    assert "](https://evil.example" not in told


@pytest.mark.parametrize("evil", EVIL)
def test_a_title_stays_one_header(postbox: Postbox, evil: str) -> None:
    send(evil, "글", [postbox.address()])

    assert_one_plain_mail(postbox)


@pytest.mark.parametrize("evil", EVIL)
def test_words_of_trouble_stay_in_the_mail(postbox: Postbox, evil: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PUNGMUN_SEND_TO", postbox.address())
    monkeypatch.setenv("PUNGMUN_VAR_DIR", str(tmp_path / "var"))
    get_settings.cache_clear()

    done = CliRunner().invoke(notify, ["--title", evil, "--key", f"../../{evil}", evil])

    assert done.exit_code == 0, done.output
    assert_one_plain_mail(postbox)
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "var" / "notified"]
