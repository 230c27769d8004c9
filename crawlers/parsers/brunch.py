"""brunch: JSON-LD `BlogPosting` with the whole text; the visible body keeps quotations and captions apart."""

from __future__ import annotations

from crawlers.parsers.article import read_article
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import read_address
from crawlers.parsers.walk import first


def _matches(page: Page) -> bool:
    return "brunch.co.kr/@" in page.url or (
        page.metas.get("og:url", "").startswith("https://brunch.co.kr/@") and first(page.root, ".wrap_body") is not None
    )


def _read(page: Page) -> Draft:
    address = next(
        (found for url in (page.url, page.metas.get("og:url", "")) if url and (found := read_address(url)).platform == "brunch"), None
    )
    draft = read_article(page, preferred=(".wrap_view_article .wrap_body", ".wrap_body"), address=address, platform="brunch")
    draft.author_id = draft.address.key[0]
    return draft


PARSER = Parser("brunch", "2", _matches, _read)
