"""serve: the analysts' console."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path

import click

from pungmun.errors import ConfigError

#: Ports that are tried in turn when the first is taken.
NEXT_PORTS = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Host name that browsers may use, beside localhost; may be repeated.")
@click.option("--https", is_flag=True, help="Browsers reach the console by TLS: cookies are marked secure.")
def serve(host: str, port: int, allow_host: tuple[str, ...], https: bool) -> None:
    """Open the analysts' console, until Ctrl-C."""
    open_console(host, port, allow_hosts=allow_host, https=https, or_next=False)


def open_console(
    host: str = "127.0.0.1", port: int = 8765, *, allow_hosts: tuple[str, ...] = (), https: bool = False, or_next: bool = True
) -> None:
    """Serve the console in this process until it is interrupted.

    Args:
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        allow_hosts: host names that are answered beside the loopback names.
        https: browsers reach it by TLS.
        or_next: take the next free port when this one is taken.

    Raises:
        ConfigError: no port is free.
    """
    import uvicorn

    from pungmun.desk import Desk, judge_text
    from pungmun.settings import get_settings
    from pungmun.web import create_app

    settings = get_settings()
    with _listen(host, range(port, port + NEXT_PORTS) if or_next and port else [port]) as listener, Desk(settings) as desk:
        app = create_app(
            desk.store,
            settings.config_dir,
            judge_text=lambda title, text: judge_text(desk, title, text),
            secret=console_key(settings.var_dir),
            hosts=frozenset(name.lower() for name in allow_hosts),
            https=https,
        )
        name = f"[{host}]" if ":" in host else host
        click.echo(f"Console: http://{name}:{listener.getsockname()[1]}/  (Ctrl-C ends it)", err=True)
        config = uvicorn.Config(app, log_level="warning", server_header=False, access_log=False, timeout_graceful_shutdown=3)
        uvicorn.Server(config).run(sockets=[listener])


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
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"The console's key can't be written to {path}: {error.strerror}.", todo="check PUNGMUN_VAR_DIR") from error
    return path.read_bytes()
