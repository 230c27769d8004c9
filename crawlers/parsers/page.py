"""What parsers take (`Page`) and give (`Draft`), and the one way from a draft to a post."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import plausible
from crawlers.parsers.encoding import Decoded, decode
from crawlers.parsers.markup import Element, parse_html
from crawlers.parsers.urls import Address
from crawlers.parsers.walk import Content, classes
from pungmun.errors import ParseError
from pungmun.records import Post, Published, Segment, nfc

AuthorKey = Callable[[str, str], str]


@dataclass(frozen=True)
class Page:
    """One body as it came, read once.

    Attributes:
        body: raw bytes.
        url: where it came from (of a saved page: where it had been).
        headers: response headers.
        seen_at: aware; when it was fetched.
    """

    body: bytes
    url: str
    seen_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def decoded(self) -> Decoded:
        """The text with its encoding. Raises ParseError `encoding`."""
        return decode(self.body, self.headers)

    @property
    def text(self) -> str:
        """The whole page as text."""
        return self.decoded.text

    @cached_property
    def root(self) -> Element:
        """The parsed document; every page has one, even an empty page.

        Raises:
            ParseError: `empty` or `unparsed`.
        """
        text = self.text.replace("\x00", " ").strip()
        if not text:
            raise ParseError(f"The page {self.url} is empty.", kind="empty", cause="the server sent no body", todo="fetch it again")
        try:
            return parse_html(text)
        except ValueError as error:
            raise ParseError(f"The page {self.url} holds no markup ({error}).", kind="unparsed", todo="look at the capture") from error

    @cached_property
    def metas(self) -> dict[str, str]:
        """`property`/`name`/`itemprop` -> content of the page's meta elements; the first of each."""
        found: dict[str, str] = {}
        for meta in self.root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            if name and (content := clean_line(meta.get("content") or "")):
                found.setdefault(name.lower(), content)
        return found

    @cached_property
    def class_names(self) -> frozenset[str]:
        """All class names of the page's elements. Substrings of scripts prove nothing: SE2 pages name `se-main-container`."""
        return frozenset(name for element in self.root.iter() if isinstance(element.tag, str) for name in classes(element))

    def title_tag(self) -> str:
        """Text of `<title>`."""
        return clean_line(self.root.findtext(".//title") or "")

    def unparsed(self, what: str) -> ParseError:
        """The error of a page that looks like ours but isn't."""
        return ParseError(
            f"{what} at {self.url}.",
            kind="unparsed",
            cause="the platform changed its markup",
            todo="look at the capture and adapt the parser",
        )


@dataclass
class Draft:
    """What a parser read; `finish` makes the post.

    Attributes:
        author_id: native id of the author when the page has one, else the name; it is what gets hashed.
        url: where the post itself is, when that is not where it was read.
    """

    address: Address
    title: str
    content: Content
    published: Published = field(default_factory=Published)
    author: str = ""
    author_id: str = ""
    excerpt: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Parser:
    """One way to read one kind of page.

    Attributes:
        name, version: stand on every post; the version rises with each change of what is read.
        matches: whether the markup is this parser's; cheap, and never by a substring of the source.
        read: Page -> Draft; raises ParseError.
    """

    name: str
    version: str
    matches: Callable[[Page], bool]
    read: Callable[[Page], Draft]


def finish(draft: Draft, page: Page, *, parser: str, version: str, source_id: str = "", author_key: AuthorKey | None = None) -> Post:
    """Draft -> post: cleaned, keyed, with its proof."""
    address, author = draft.address, clean_line(draft.author)
    segments = tuple(Segment(item.kind, nfc(item.text)) for item in draft.content.segments if item.text)
    return Post(
        post_id=address.post_id,
        platform=address.platform,
        url=draft.url or (address.canonical if draft.excerpt else page.url),
        canonical_url=address.canonical,
        title=clean_line(draft.title),
        segments=segments,
        published=plausible(draft.published, page.seen_at),
        seen_at=page.seen_at,
        source_id=source_id,
        author=author,
        author_key=author_key(address.platform, draft.author_id or author) if author_key and (draft.author_id or author) else "",
        links=tuple(draft.content.links),
        capture=hashlib.sha256(page.body).hexdigest(),
        parser=parser,
        parser_version=version,
        excerpt=draft.excerpt,
    )


def as_text(value: Any) -> str:
    """A field of foreign JSON as text; what is no text or number becomes empty."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
