"""A digest as Markdown, mail-safe HTML, or JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pungmun.reports.names import platform_word


def render(data: dict[str, Any], form: Literal["md", "html", "json"]) -> str:
    """The digest as text that ends in one newline."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    text = _environment().get_template(f"digest.{form}").render(d=_one_line(data, escape=form == "md"))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pungmun.reports"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # a platform that an import named is somebody's word: letters, digits, `.`, `_` and `-` of it are kept
    environment.filters["platform"] = lambda name: platform_word(re.sub(r"[^\w.-]+", " ", name).strip())
    environment.filters["href"] = lambda url: url if url.startswith(("http://", "https://")) else "#"
    return environment


#: Values that are ours, not a post's words.
_OURS = {"url", "claim_id", "platform", "trend", "state", "published", "day", "source_id"}


def _one_line(value: Any, *, escape: bool) -> Any:
    """Posts' words can't start a heading, a link or a new line of ours: white space collapsed, Markdown signs escaped."""
    if isinstance(value, dict):
        return {key: _ours(key, item, escape=escape) if key in _OURS else _one_line(item, escape=escape) for key, item in value.items()}
    if isinstance(value, list):
        return [_one_line(item, escape=escape) for item in value]
    if isinstance(value, str):
        text = " ".join(value.split())
        return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text) if escape else text
    return value


def _ours(key: str, value: Any, *, escape: bool) -> Any:
    """As it is; an address in Markdown can't end its link."""
    if key != "url" or not escape:
        return value
    return re.sub(r"[\s()<>\[\]\\]", lambda sign: quote(sign[0], safe=""), value if value.startswith(("http://", "https://")) else "#")
