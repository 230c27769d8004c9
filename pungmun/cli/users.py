"""users: who may use a console that is not on loopback, and tokens for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pungmun.cli.common import echo_json, echo_table

if TYPE_CHECKING:
    from pungmun.web.users import Users

ROLE = click.Choice(["viewer", "analyst", "admin"])


@click.group()
def users() -> None:
    """Users of the console and tokens of its API; kept in var/users.json, passwords as argon2."""


@users.command("put")
@click.argument("name")
@click.option("--role", type=ROLE, default="analyst", show_default=True, help="viewer reads, analyst decides, admin edits claims.")
@click.option("--keep-password", is_flag=True, help="Change only the role of a known user.")
def users_put(name: str, role: str, keep_password: bool) -> None:
    """Add NAME, or change role and password; the password is asked for, or read from standard input in a pipe."""
    password = None
    if not keep_password:
        if sys.stdin.isatty():
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            password = sys.stdin.readline().rstrip("\r\n")
    _file().put(name, role, password)
    click.echo(f"{name}: {role}", err=True)


@users.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def users_list(form: str) -> None:
    """List users and tokens; secrets are never shown."""
    file = _file()
    rows = [{"name": name, "role": role, "token": "", "created": ""} for name, role in file.names().items()]
    rows += [{"name": t["name"], "role": t["role"], "token": t["id"], "created": t["created"]} for t in file.tokens()]
    if form == "json":
        echo_json(rows)
    else:
        echo_table("", ["name", "role", "token", "created"], [list(row.values()) for row in rows])


@users.command("remove")
@click.argument("name")
def users_remove(name: str) -> None:
    """Remove NAME and its tokens."""
    if not _file().remove(name):
        raise click.ClickException(f"There is no user {name}.")


@users.command("token")
@click.argument("name")
@click.option("--role", type=ROLE, default="viewer", show_default=True)
def users_token(name: str, role: str) -> None:
    """Make a token for a program that is called NAME; it is printed once."""
    click.echo(_file().issue(name, role))


@users.command("revoke")
@click.argument("token_id")
def users_revoke(token_id: str) -> None:
    """Take back the token with this id (see `pungmun users list`)."""
    if not _file().revoke(token_id):
        raise click.ClickException(f"There is no token {token_id}.")


def _file() -> Users:
    from pungmun.settings import get_settings
    from pungmun.web.users import Users

    return Users(get_settings().var_dir / "users.json")
