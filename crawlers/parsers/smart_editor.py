"""What SmartEditor keeps in attributes and scripts beside the markup: link targets, formulas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawlers.parsers.markup import Element

#: Characters; longer ones are a post without a title.
_LONGEST_TITLE = 300
#: Pictures that hold a place.
_BLANK = re.compile(r"/(?:blank|spacer?|spc|transparent|dot|1x1)\.(?:gif|png)(?:\?|$)", re.IGNORECASE)


def module_data(element: Element) -> Iterator[dict[str, Any]]:
    """The `data` of SmartEditor's module scripts in or at an element; what is not JSON is passed over."""
    for name in ("data-module", "data-module-v2"):
        if value := element.get(name):
            try:
                data = json.loads(value).get("data")
            except (ValueError, AttributeError, RecursionError):
                continue
            if isinstance(data, dict):
                yield data


def embedded_words(element: Element) -> str:
    """Title of an embedded film or post: a script draws the player, and the page's own markup is empty.

    Its description stays out: it lost its line breaks on the way, and most of it are addresses and hashtags.
    """
    for data in module_data(element):
        if ("inputUrl" in data or "providerUrl" in data) and isinstance(title := data.get("title"), str):
            return title[:_LONGEST_TITLE]
    return ""


def picture_source(element: Element) -> str:
    """Address of the picture that an element shows; `src` of Naver's pages is only a blurred preview. Empty when it shows none."""
    names = set((element.get("class") or "").split())
    if thumbnail := element.get("thumburl"):  # SmartEditor 2 on mobile pages
        return str(thumbnail) + "w800" if thumbnail.endswith("type=") else str(thumbnail)
    if element.tag != "img" or names & {"se-sticker-image", "se-oglink-thumbnail-resource", "se_og_thumb", "se-map-image", "se_mapImage"}:
        return ""
    told = (element.get(name) for name in ("data-lazy-src", "data-src", "data-original", "src"))
    return str(next((value for value in told if value and not value.startswith("data:") and not _BLANK.search(value)), ""))


def picture_link(data: str) -> str:
    """Where a SmartEditor picture leads; its `href` is only `#`."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return str(told.get("link") or "") if isinstance(told, dict) and str(told.get("linkUse")).lower() == "true" else ""


def formula_of(element: Element) -> str:
    """LaTeX of a SmartEditor formula: it stands only in the data of its component."""
    if not {"se-formula", "se_formula"} & set((element.get("class") or "").split()):
        return ""
    for script in element.iter("script"):
        for data in module_data(script):
            if latex := data.get("latex"):
                return str(latex)
            if found := re.search(r'class="mq-selectable">\s*\$?(.*?)\$?\s*</span>', str(data.get("html", "")), re.DOTALL):
                return found.group(1)
    return ""
