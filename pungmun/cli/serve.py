"""serve: the analysts' console."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

import click

from pungmun.errors import ConfigError, PungmunError

if TYPE_CHECKING:
    from pungmun.desk import Desk
    from pungmun.records import Finding
    from pungmun.web.identity import Access

LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: Ports that are tried in turn when the first is taken.
NEXT_PORTS = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; another than loopback needs users or a proxy.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Host name that browsers may use, beside localhost; may be repeated.")
@click.option("--https", is_flag=True, help="Browsers reach the console by TLS: cookies are marked secure.")
@click.option("--login", is_flag=True, help="Ask for a login on loopback too; see `pungmun users`.")
@click.option("--trust-header", metavar="NAME", default="", help="Header in which a proxy names the user, such as X-Forwarded-User.")
@click.option("--trust-proxy", multiple=True, metavar="ADDRESS", help="Address of that proxy [127.0.0.1 and ::1]; may be repeated.")
def serve(
    host: str, port: int, allow_host: tuple[str, ...], https: bool, login: bool, trust_header: str, trust_proxy: tuple[str, ...]
) -> None:
    """Open the analysts' console, until Ctrl-C.

    On loopback nobody has to log in. Any other address needs users (`pungmun users put NAME`) or a proxy that names them.
    """
    options = Options(frozenset(name.lower() for name in allow_host), https, login, trust_header, frozenset(trust_proxy))
    open_console(host, port, options=options, or_next=False)


@dataclass(frozen=True, slots=True)
class Options:
    """How the console is reached and by whom; see the options of `pungmun serve`."""

    hosts: frozenset[str] = frozenset()
    https: bool = False
    login: bool = False
    trust_header: str = ""
    trust_proxies: frozenset[str] = frozenset()


def open_console(host: str = "127.0.0.1", port: int = 8765, *, options: Options = Options(), or_next: bool = True) -> None:
    """Serve the console in this process until it is interrupted.

    Args:
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        options: host names, TLS, users.
        or_next: take the next free port when this one is taken.

    Raises:
        ConfigError: no port is free, or an address beyond loopback has neither users nor a proxy.
    """
    import uvicorn

    from pungmun import journal
    from pungmun.desk import Desk
    from pungmun.settings import get_settings
    from pungmun.web import create_app
    from pungmun.web.preview import preview

    settings = get_settings()
    access = _access(host, options, settings.var_dir)
    with _listen(host, range(port, port + NEXT_PORTS) if or_next and port else [port]) as listener, Desk(settings) as desk:
        judge = _judge(desk)
        app = create_app(
            desk.store,
            settings.config_dir,
            judge_text=judge,
            preview=partial(preview, desk.store),
            secret=console_key(settings.var_dir),
            hosts=options.hosts,
            https=options.https,
            access=access,
            steps=partial(journal.lines, settings),
            settings=settings,
        )
        name = f"[{host}]" if ":" in host else host
        click.echo(f"Console: http://{name}:{listener.getsockname()[1]}/  (Ctrl-C ends it)", err=True)
        # Proxy headers are not believed: the peer's address decides whose user name is.
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, access_log=False, timeout_graceful_shutdown=3, proxy_headers=False
        )
        Thread(target=_warm, args=(judge,), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listener])


def _access(host: str, options: Options, var_dir: Path) -> Access:
    """How visitors are known; an address that others can reach is never open."""
    from pungmun.web.identity import Access
    from pungmun.web.users import Users

    users = Users(var_dir / "users.json")
    if options.trust_header:
        proxies = options.trust_proxies or frozenset({"127.0.0.1", "::1"})
        return Access("proxy", users, options.trust_header, proxies)
    if host in LOOPBACK and not options.login:
        return Access("open", users)
    if not users.names():
        raise ConfigError(
            f"The console can't be opened on {host} without users: everybody in the network could change labels.",
            todo="add one with `pungmun users put NAME --role admin`, or name the header of a proxy with --trust-header",
        )
    return Access("login", users)


def _warm(judge: Callable[[str, str], list[Finding]]) -> None:
    """Read the model while nobody waits for it; what is wrong with it is said to whoever asks for a judgement."""
    with suppress(PungmunError, OSError):
        judge("", "북한")


def _judge(desk: Desk) -> Callable[[str, str], list[Finding]]:
    """Judges texts one at a time, with the registry as it is on disk and the reviews so far."""
    from pungmun.desk import judge_text

    lock = Lock()
    seen: list[object] = [None]

    def judge(title: str, text: str) -> list[Finding]:
        folder = desk.settings.config_dir / "claims"
        state = (len(desk.store.reviews()), tuple((p.name, p.stat().st_mtime_ns) for p in sorted(folder.glob("*.y*ml"))))
        with lock:
            if seen[0] != state:
                desk.refresh()
                seen[0] = state
            return judge_text(desk, title, text)

    return judge


def _listen(host: str, ports: Iterable[int]) -> socket.socket:
    """A bound socket on the first free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem: OSError | None = None
    for port in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        # without this, a console that was stopped a moment ago would still hold its port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)  # the address is printed next, and has to answer then
        except OSError as error:
            listener.close()
            problem = error
            continue
        return listener
    raise ConfigError(
        f"The console can't listen on {host}: {problem.strerror if problem else 'no port given'}.",
        cause="another program, perhaps another console, has this port",
        todo="stop it, or choose another one with --port (0 takes a free one)",
    )


def console_key(var_dir: Path) -> bytes:
    """The key of form tokens and sessions; made once, readable by its owner only.

    Raises:
        ConfigError: it can't be written.
    """
    path = var_dir / "console.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.stat().st_size == 0:
            handle, part = tempfile.mkstemp(dir=path.parent, prefix=".console-")  # whole or not there: an empty key would be anybody's
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(32).encode())
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(path)
    except OSError as error:
        raise ConfigError(f"The console's key can't be written to {path}: {error.strerror}.", todo="check PUNGMUN_VAR_DIR") from error
    return path.read_bytes()
