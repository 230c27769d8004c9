"""Writes the documents that are made from the code: docs/cli.md, docs/settings.md, .env.example.

`--check` compares instead, and fails with the name of every file that differs.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click
from pydantic import SecretStr

from pungmun.cli import COMMANDS, cli
from pungmun.settings import Settings

ROOT = Path(__file__).parent.parent


def cli_page() -> str:
    lines = ["# Commands", "", "Generated from the commands' own help by `make docs`.", "", "```", _help(cli, "pungmun"), "```"]
    for name, (module, _) in COMMANDS.items():
        command = getattr(importlib.import_module(f"pungmun.cli.{module}"), name.replace("-", "_"))
        lines += ["", f"## pungmun {name}", "", "```", _help(command, f"pungmun {name}"), "```"]
        if isinstance(command, click.Group):
            for sub, subcommand in sorted(command.commands.items()):
                lines += ["", f"### pungmun {name} {sub}", "", "```", _help(subcommand, f"pungmun {name} {sub}"), "```"]
    return "\n".join(lines) + "\n"


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    return command.get_help(context)


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


def settings_page() -> str:
    lines = ["# Settings", "", "Generated from `pungmun/settings.py` by `make docs`. Read once from the environment and from `.env`.", ""]
    lines += ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = _default(field.default)
        lines.append(f"| `PUNGMUN_{name.upper()}` | {f'`{default}`' if default else '–'} | {field.description} |")
    return "\n".join(lines) + "\n"


def env_example() -> str:
    lines = ["# Copy to .env and fill in what you need. Generated from pungmun/settings.py by `make docs`.", ""]
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description}", f"# PUNGMUN_{name.upper()}={_default(field.default)}", ""]
    return "\n".join(lines)


PAGES = {"docs/cli.md": cli_page, "docs/settings.md": settings_page, ".env.example": env_example}


def main() -> int:
    different = []
    for name, make in PAGES.items():
        path, text = ROOT / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        different.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    words = "differs from the code; run `make docs`" if "--check" in sys.argv else "written"
    for name in different:
        print(f"{name} {words}")  # noqa: T201
    return 1 if different and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
