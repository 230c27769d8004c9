"""RSS 2.0, RSS 1.0 and Atom, with Naver's and Tistory's extras; also feeds that are not well-formed."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_iso, from_rfc822
from crawlers.parsers.many import Reply
from crawlers.parsers.markup import parse_html, parse_xml
from crawlers.parsers.page import AuthorKey, Draft, Page, finish
from crawlers.parsers.urls import Address, read_address, web_address
from crawlers.parsers.walk import Content, read_body
from pungmun.errors import ParseError
from pungmun.records import Post, Published

NAME, VERSION = "feed", "2"
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|img|b|strong|blockquote|figure|table|ul|li|h\d)\b", re.IGNORECASE)
_CUT = re.compile(r"(?:\.{2,}|…|\[…\]|\[\.\.\.\])\s*$")


def matches(page: Page) -> bool:
    """Whether the body is a feed (a Naver search reply in XML is one too: ask that parser first)."""
    head = page.text.lstrip()[:2000]
    return bool(re.search(r"<(?:rss|feed|rdf:RDF)\b", head)) and not re.match(r"<!doctype html|<html", head, re.IGNORECASE)


def read(page: Page, *, source_id: str = "", author_key: AuthorKey | None = None) -> Reply:
    """A feed -> posts; those whose text the feed cuts are excerpts.

    Raises:
        ParseError: `unparsed`.
    """
    try:
        root = parse_xml(page.text)
    except ValueError as error:
        raise ParseError(f"The feed at {page.url} is no XML ({error}).", kind="unparsed", todo="look at the capture") from error
    entries = [node for node in root.iter() if isinstance(node.tag, str) and _name(node) in {"item", "entry"}]
    posts = []
    for entry in entries:
        try:
            posts.append(_post(page, entry, source_id, author_key))
        except ValueError:
            continue
    return Reply(tuple(posts), len(entries), False, len(entries) - len(posts))


def _post(page: Page, entry: Any, source_id: str, author_key: AuthorKey | None) -> Post:
    fields = {_name(child): child for child in reversed(entry) if isinstance(child.tag, str)}
    link = _link(entry)
    address = _address(link)
    source = (
        _words(fields.get("encoded")) or _words(fields.get("content")) or _words(fields.get("description")) or _words(fields.get("summary"))
    )
    content = _content(source, link)
    text = "\n".join(segment.text for segment in content.segments)
    author = fields.get("author")
    name = clean_line("".join(str(part) for part in author.itertext())) if author is not None else clean_line(_words(fields.get("creator")))
    return finish(
        Draft(
            address=address,
            title=clean_line(html.unescape(_words(fields.get("title")))),
            content=content,
            published=_published(fields, page),
            author=name,
            url=link,
            author_id=address.key[0] if address.platform in {"naver_blog", "tistory", "brunch"} else name,
            excerpt=bool(_CUT.search(text[-20:])) or not text or ("encoded" not in fields and "content" not in fields and len(text) < 400),
        ),
        page,
        parser=NAME,
        version=VERSION,
        source_id=source_id,
        author_key=author_key,
    )


def _link(entry: Any) -> str:
    atom: dict[str, str] = {}
    for child in entry:
        if not isinstance(child.tag, str) or _name(child) not in {"link", "guid", "id"}:
            continue
        name = _name(child)
        value = clean_line(child.text or "") or clean_line(child.get("href") or "")
        if value.startswith("http"):
            atom.setdefault(child.get("rel") or name, value)
    for choice in ("link", "alternate", "guid", "id"):
        if choice in atom:
            return atom[choice]
    raise ValueError("an entry without an address")


def _address(link: str) -> Address:
    known = read_address(link)
    return known if known.platform != "web" else web_address(link, "news")


def _content(source: str, base_url: str) -> Content:
    source = source.strip()
    if not source:
        return Content()
    if not _MARKUP.search(source):
        # Plain text still holds entities: Naver writes `&#x3D;` inside CDATA.
        source = source.replace("<", "&lt;")
    return read_body(parse_html(f"<div>{source}</div>"), base_url)


def _published(fields: dict[str, Any], page: Page) -> Published:
    for name in ("pubDate", "published", "issued", "date", "updated"):
        value = _words(fields.get(name)).strip()
        if value:
            found = from_rfc822(value, page.seen_at) if name == "pubDate" else from_iso(value, page.seen_at)
            if found.day:
                return found
    return Published()


def _name(node: Any) -> str:
    """Name without its namespace; lxml's QName refuses names that its own parser lets through."""
    return str(node.tag).rsplit("}", 1)[-1]


def _words(node: Any) -> str:
    if node is None:
        return ""
    if len(node):
        return (node.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in node)
    return node.text or ""
