"""doctor: is everything there that a round needs?"""

from __future__ import annotations

import click

from pungmun.cli.common import echo_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For probes: one JSON document.")
def doctor(as_json: bool) -> None:
    """Check environment, settings, registry, store, model, keys and clock, and say what to do.

    Exit code 1 when something a round needs is wrong; a missing key or an optional part is only a note.
    """
    from pungmun.doctor import examine, settings_table

    checks = examine()
    if as_json:
        echo_json({"ok": all(check.state != "bad" for check in checks), "checks": [check.__dict__ for check in checks]})
    else:
        for check in checks:
            mark = {"good": "✓", "note": "·", "bad": "✗"}[check.state]
            click.echo(f"{mark} {check.name}: {check.found}" + (f"\n    → {check.todo}" if check.todo else ""))
        click.echo("\nSettings")
        for name, value in settings_table():
            click.echo(f"  {name}={value}")
    if any(check.state == "bad" for check in checks):
        raise click.exceptions.Exit(1)
