"""Write the files of a new source: YAML, parser, page, and the expected result that fails until the parser is filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template

from crawlers.parsers.urls import web_address
from pungmun.errors import ConfigError

_TEMPLATES = Path(__file__).parent / "templates"
_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_HOST = re.compile(r"^[a-z0-9][a-z0-9.-]*\.[a-z]{2,}$")


def write_source(root: Path, name: str, *, host: str, title: str = "") -> list[Path]:
    """Write the files; their paths.

    Args:
        root: the project's folder.
        name: of the source, lower case with hyphens.
        host: of the site, without `www.`.
        title: for people; the host when empty.

    Raises:
        ConfigError: a wrong name or host, not the project's folder, or a file is there already; then nothing was written.
    """
    if not _NAME.match(name):
        raise ConfigError(f"{name!r} is no name for a source.", todo="use lower-case letters, digits and single hyphens, such as my-board")
    if not _HOST.match(host):
        raise ConfigError(f"{host!r} is no host.", todo="give the site's host without https:// and path, such as board.example.kr")
    if not (root / "crawlers" / "parsers" / "sites").is_dir():
        raise ConfigError(f"{root.resolve()} is not the project's folder.", todo="change to it and try again")
    platform, url = name.replace("-", "_"), f"https://{host}/board/1"
    values = {"name": name, "platform": platform, "host": host, "title": title or host}
    pages = root / "tests" / "pages" / name
    files = {
        root / "config" / "sources" / f"{name}.yml": _filled("source.yml", values),
        root / "crawlers" / "parsers" / "sites" / f"{platform}.py": _filled("parser.py.txt", values),
        pages / "first.html": _filled("page.html", values),
        pages / "first.meta.json": _json({"url": url, "seen_at": "2026-08-05T09:00:00+09:00", "reads": "page"}),
        pages / "first.expected.json": _json(_expected(name, platform, url)),
    }
    if there := [path for path in files if path.exists()]:
        raise ConfigError(f"{there[0]} is there already.", todo="take another name, or remove it first")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _filled(template: str, values: dict[str, str]) -> str:
    return Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _expected(name: str, platform: str, url: str) -> dict[str, object]:
    """What the parser has to give for the page of the template."""
    address = web_address(url, platform)
    return {
        "post_id": address.post_id,
        "platform": platform,
        "url": url,
        "canonical_url": address.canonical,
        "title": "첫 글",
        "author": "",
        "published": "2026-08-04T11:00+09:00",
        "published_precision": "minute",
        "segments": [
            {"kind": "text", "text": "여기에 이 사이트의 실제 마크업을 옮기고, 글은 우리 말로 바꾼다."},
            {"kind": "quote", "text": "인용문"},
        ],
        "links": [],
        "parser": name,
        "excerpt": False,
    }
