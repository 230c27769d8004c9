"""Articles in a page's JSON-LD, however they are nested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawlers.parsers.page import Page, as_text

_ARTICLES = ("Article", "BlogPosting", "DiscussionForumPosting", "SocialMediaPosting", "Report")


def article(page: Page) -> dict[str, Any]:
    """The first article object of the page; empty when there is none."""
    for script in page.root.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            if _is_article(item):
                return item
    return {}


def author(item: dict[str, Any]) -> str:
    """Name of the first author."""
    found = item.get("author")
    found = found[0] if isinstance(found, list) and found else found
    return as_text(found.get("name")) if isinstance(found, dict) else as_text(found)


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(str(kind).endswith(_ARTICLES) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data:
            yield from _objects(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "itemListElement"):
            if key in data:
                yield from _objects(data[key], depth + 1)
