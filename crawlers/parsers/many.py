"""What bodies with many posts give: posts (mostly excerpts) and links to posts."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from crawlers.parsers.clean import clean_line, clean_text
from crawlers.parsers.page import AuthorKey, Draft, Page, finish
from crawlers.parsers.urls import Address, read_address
from crawlers.parsers.walk import Content
from pungmun.errors import ParseError
from pungmun.records import Post, Published, Segment

_HIT = re.compile(r"</?(?:b|em|strong)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A post that a list names but does not tell: title and date as the list prints them.

    Attributes:
        url: address of the article itself.
    """

    url: str
    title: str = ""
    published: Published = field(default_factory=Published)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a search or a list.

    Attributes:
        total: hits in all, as the service says; None when it doesn't.
        more: whether asking for the next page makes sense.
        skipped: entries without an address, or that are no entries.
    """

    items: tuple[Post | Link, ...]
    total: int | None = None
    more: bool = False
    skipped: int = 0


def json_object(page: Page, text: str = "") -> dict[str, Any]:
    """The object that a reply is.

    Args:
        page: the reply.
        text: its JSON, where something stands before or inside it that is none.

    Raises:
        ParseError: `unparsed`.
    """
    try:
        data = json.loads(text or page.text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"The reply at {page.url} is broken JSON.",
            kind="unparsed",
            cause="it was cut off on the way, or a notice stands in its place",
            todo="it is asked again next round",
        ) from error
    if not isinstance(data, dict):
        raise page.unparsed("A reply that is no object")
    return data


def plain(value: str) -> str:
    """Text of a search field: hit marks first, then entities, once. `&lt;b&gt;` that an author wrote stays."""
    return clean_line(html.unescape(_HIT.sub("", value)))


def excerpt(  # noqa: D417 -- the rest is named like the fields of Draft
    page: Page, url: str, *, title: str, text: str, parser: str, version: str, published: Published | None = None, author: str = "",
    author_id: str = "", platform: str = "", source_id: str = "", author_key: AuthorKey | None = None, whole: bool = False,
) -> Post:  # fmt: skip
    """A post from a snippet. Raises ValueError when `url` is no web address.

    Args:
        platform: what the service says where the address alone can't tell (`news`).
        whole: the text is the whole post, as in some feeds.
    """
    address: Address = read_address(url)
    if address.platform == "web" and platform:
        address = Address(platform, address.key, address.canonical, address.article)
    content = Content([Segment("text", body)] if (body := clean_text(text)) else [])
    draft = Draft(address, title, content, published or Published(), author, author_id, excerpt=not whole)
    return finish(draft, page, parser=parser, version=version, source_id=source_id, author_key=author_key)
