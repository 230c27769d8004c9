"""Replies of Naver search (blog, cafearticle, news), JSON and XML, of API HUB and of the old Open API: the same fields."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from crawlers.parsers.dates import from_digits, from_rfc822
from crawlers.parsers.many import Reply, excerpt, json_object, plain
from crawlers.parsers.markup import parse_xml
from crawlers.parsers.page import AuthorKey, Page, as_text
from crawlers.parsers.urls import read_address
from pungmun.errors import ParseError, SourceError
from pungmun.records import Post

NAME, VERSION = "naver-search", "1"
#: Naver's own codes; the two 429s differ in what to do: stop for the day, or slow down.
_KINDS = {"024": "auth", "010": "quota_day", "012": "rate", "SE99": "server", "SE05": "config", "028": "auth"}


def matches(page: Page) -> bool:
    """Whether the body is a Naver search reply."""
    head = page.text.lstrip()[:4000]
    if head.startswith("{"):
        return ('"items"' in head and '"lastBuildDate"' in head) or '"errorMessage"' in head
    return head.startswith("<") and (("<rss" in head and "Naver Open API" in head) or ("<result" in head and "<errorMessage" in head))


def read(page: Page, *, source_id: str = "", author_key: AuthorKey | None = None) -> Reply:
    """A reply -> excerpts.

    Raises:
        ParseError: `unparsed`, when it is no search reply (HTML in place of JSON).
        SourceError: an error body; `kind` is auth, quota_day, rate, server or config.
    """
    data = json_object(page) if page.text.lstrip().startswith("{") else _from_xml(page)
    error_body(data, page.url)
    items = data.get("items")
    if not isinstance(items, list):
        raise page.unparsed("A search reply without items")
    posts: list[Post] = []
    for item in items:
        post = _post(page, item, source_id, author_key) if isinstance(item, dict) else None
        if post:
            posts.append(post)
    total, start, display = (_number(data.get(key)) for key in ("total", "start", "display"))
    more = bool(items) and start + len(items) <= min(total, 1000) and len(items) >= min(display, 1)
    return Reply(tuple(posts), total, more, len(items) - len(posts))


def error_body(data: dict[str, Any], url: str, status: int = 400) -> None:
    """Raise SourceError if a reply is an error in any of the shapes of Naver's gateways."""
    nested = data.get("error")
    inner: dict[str, Any] = nested if isinstance(nested, dict) else data
    code = as_text(inner.get("errorCode") or inner.get("code"))
    if "items" in data or not (code or "errorMessage" in inner or "message" in inner):
        return
    message = as_text(inner.get("errorMessage") or inner.get("message"))
    fallback = {401: "auth", 403: "auth", 429: "rate"}.get(status, "server" if status >= 500 else "config")
    kind = _KINDS.get(code, fallback)
    todo = {"auth": "check PUNGMUN_NAVER_CLIENT_ID and PUNGMUN_NAVER_CLIENT_SECRET, and that search is switched on for them"}.get(kind, "")
    raise SourceError(f"Naver search refused: {code} {message} ({urlsplit(url).path}).", kind=kind, todo=todo)


def _post(page: Page, item: dict[str, Any], source_id: str, author_key: AuthorKey | None) -> Post | None:
    original = as_text(item.get("originallink"))
    url = original or as_text(item.get("link"))
    is_news = "originallink" in item or "pubDate" in item
    published = (
        from_rfc822(as_text(item["pubDate"]), page.seen_at)
        if "pubDate" in item
        else from_digits(as_text(item.get("postdate")), page.seen_at)
    )
    try:
        blog = read_address(url)
        return excerpt(
            page,
            url,
            title=plain(as_text(item.get("title"))),
            text=plain(as_text(item.get("description"))),
            parser=NAME,
            version=VERSION,
            published=published,
            author=plain(as_text(item.get("bloggername"))),
            author_id=blog.key[0] if blog.platform == "naver_blog" else as_text(item.get("bloggerlink")),
            platform="news" if is_news else "naver_cafe" if "cafename" in item else "",
            source_id=source_id,
            author_key=author_key,
        )
    except ValueError:
        return None


def _from_xml(page: Page) -> dict[str, Any]:
    if re.match(r"\s*<!doctype html|\s*<html", page.text, re.IGNORECASE):
        raise ParseError(
            f"{page.url} answered with HTML instead of a search reply.",
            kind="unparsed",
            cause="a proxy, a login page or a maintenance notice in between",
            todo="look at the capture",
        )
    try:
        root = parse_xml(page.text)
    except ValueError:
        raise page.unparsed("A reply that is neither JSON nor XML") from None
    if root.tag == "result":
        return {child.tag: child.text or "" for child in root if isinstance(child.tag, str)}
    channel = root.find("channel")
    if channel is None:
        raise page.unparsed("A reply without channel")
    data: dict[str, Any] = {child.tag: child.text or "" for child in channel if isinstance(child.tag, str)}
    # Official examples hold <b> as real markup: `.text` alone would lose the rest of the title.
    data["items"] = [
        {field.tag: _inner(field) for field in item if isinstance(field.tag, str)}
        for item in channel.iter("item")
        if isinstance(item.tag, str)
    ]
    return data


def _inner(field: Any) -> str:
    whole = "".join(str(part) for part in field.itertext())
    return whole if len(field) == 0 else whole.replace("&", "&amp;").replace("<", "&lt;")


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else 0
