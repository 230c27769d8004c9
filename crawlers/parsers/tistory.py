"""Tistory, own domains and free skins included: the editor's container is the same in every skin."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.parsers.article import read_article
from crawlers.parsers.page import Draft, Page, Parser
from crawlers.parsers.urls import tistory
from crawlers.parsers.walk import first

_BODIES = (
    ".tt_article_useless_p_margin.contents_style",
    ".tt_article_useless_p_margin",
    ".contents_style",
    ".article-view",
    ".blogview_content",
)


def _matches(page: Page) -> bool:
    host = urlsplit(page.url).hostname or ""
    told = (
        "dg:plink" in page.metas
        or "tistory" in page.metas.get("generator", "").lower()
        or any(name.startswith("tistory:") for name in page.metas)
    )
    return (host.endswith(".tistory.com") or told) and first(page.root, *_BODIES) is not None


def _read(page: Page) -> Draft:
    parts = urlsplit(page.url)
    draft = read_article(page, preferred=_BODIES, address=tistory((parts.hostname or "").lower(), parts.path), platform="tistory")
    draft.author = page.metas.get("tistory:author") or page.metas.get("by") or page.metas.get("article:author") or draft.author
    draft.author_id = draft.address.key[0]
    return draft


PARSER = Parser("tistory", "2", _matches, _read)
