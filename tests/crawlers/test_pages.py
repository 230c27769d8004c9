"""Every saved page (our own words in the platforms' markup) gives what stands beside it in `.expected.json`.

`pytest tests/crawlers --update-expected` writes those files anew; the diff is then reviewed like code.
"""

import json
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.parsers import GENERIC, MANY_PARSERS, PARSERS, parse_page, parse_reply
from crawlers.parsers.many import Link
from crawlers.parsers.output import post_json
from pungmun.errors import QuarantineError

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(PAGES.glob("*/*.meta.json"))


def read(meta: Path) -> dict:
    note = json.loads(meta.read_text(encoding="utf-8"))
    stem = meta.name.removesuffix(".meta.json")
    body = next(path for path in meta.parent.glob(f"{stem}.*") if not path.name.endswith((".meta.json", ".expected.json"))).read_bytes()
    known = {"headers": note.get("headers", {}), "seen_at": datetime.fromisoformat(note["seen_at"])}
    try:
        reply = None if note["reads"] == "page" else parse_reply(body, note["url"], **known)
        post = parse_page(body, note["url"], **known) if reply is None else None
    except QuarantineError as error:
        return {"error": error.kind}
    if reply is None:
        return shown(post_json(post))
    rows = [
        {"link": item.url, "title": item.title, "published": item.published.iso()} if isinstance(item, Link) else shown(post_json(item))
        for item in reply.items
    ]
    return {"total": reply.total, "more": reply.more, "skipped": reply.skipped, "items": rows}


def shown(row: dict) -> dict:
    """Without what only repeats the page's bytes or the note."""
    return {key: value for key, value in row.items() if key not in ("capture", "seen_at", "text", "parser_version")}


@pytest.mark.parametrize("meta", CASES, ids=lambda path: f"{path.parent.name}/{path.name.removesuffix('.meta.json')}")
def test_a_page_gives_what_is_expected(meta, request):
    found = read(meta)
    expected = meta.with_name(meta.name.replace(".meta.json", ".expected.json"))
    if request.config.getoption("--update-expected", default=False):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert expected.is_file(), f"no {expected.name}: run `pytest tests/crawlers --update-expected`, and read what it wrote"
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_every_parser_has_a_page_of_its_own():
    names = {parser.name for parser in (*PARSERS, GENERIC)} | set(MANY_PARSERS)
    folders = {path.name for path in PAGES.iterdir() if path.is_dir()} - {"not-a-post"}
    assert folders == names


def test_a_page_in_a_parsers_folder_is_read_by_that_parser():
    for meta in CASES:
        found = read(meta)
        rows = found.get("items", [found])
        assert {row["parser"] for row in rows if "parser" in row} <= {meta.parent.name}


def test_every_notice_is_told_apart_from_an_empty_post():
    kinds = {meta.name.removesuffix(".meta.json"): read(meta).get("error") for meta in CASES if meta.parent.name == "not-a-post"}
    assert None not in kinds.values()
    assert kinds["unknown_markup"] == "unparsed"
