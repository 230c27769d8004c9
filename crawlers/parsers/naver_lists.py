"""Lists of Naver Blog's own pages, saved by somebody: blog search (mobile and desktop), a blog's posts, a category's titles.

Their addresses are undocumented and closed to crawlers; no spider asks for them. Whoever has such a reply may ingest it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_epoch_ms, from_printed
from crawlers.parsers.many import Link, Reply, excerpt, json_object, plain
from crawlers.parsers.page import AuthorKey, Page, as_text
from crawlers.parsers.urls import naver_blog
from pungmun.errors import ParseError
from pungmun.records import Post

NAME, VERSION = "naver-lists", "1"
#: The desktop's search keeps other sites from reading its reply as a script.
_GUARD = re.compile(r"^\s*\)\]\}',?\s*")
_GONE = frozenset({"not_exist_post", "blog_id_invalidate"})


def matches(page: Page) -> bool:
    """Whether the body is one of these replies."""
    head = _GUARD.sub("", page.text)[:4000].lstrip()
    if not head.startswith("{"):
        return False
    return '"postList"' in head or '"searchList"' in head or ('"isSuccess"' in head and ('"result"' in head or '"error"' in head))


def read(page: Page, *, source_id: str = "", author_key: AuthorKey | None = None) -> Reply:
    """A reply -> excerpts, or links where a list gives titles only.

    Raises:
        ParseError: `unparsed`; `deleted` where the reply says that there is no such post or blog.
    """
    # A list of titles holds HTML with \' in it, which JSON doesn't know.
    data = json_object(page, re.sub(r"(?<!\\)((?:\\\\)*)\\'", r"\1'", _GUARD.sub("", page.text)))
    error = data.get("error")
    if isinstance(error, dict) and (code := as_text(error.get("code"))):
        raise ParseError(f"{page.url} says {code}.", kind="deleted" if code in _GONE else "unparsed", todo="nothing")
    rows = _rows(data)
    found = [item for row in rows if (item := _item(page, row, source_id, author_key))]
    result = data.get("result")
    total = as_text((result if isinstance(result, dict) else data).get("totalCount"))
    return Reply(tuple(found), int(total) if total.isdigit() else None, False, len(rows) - len(found))


def _rows(data: Mapping[str, Any]) -> list[Any]:
    result = data.get("result")
    for holder in (data, result if isinstance(result, dict) else {}):
        for name in ("postList", "searchList", "list", "items"):
            if isinstance(rows := holder.get(name), list):
                return rows
    return []


def _item(page: Page, row: Any, source_id: str, author_key: AuthorKey | None) -> Post | Link | None:
    if not isinstance(row, dict):
        return None
    asked = parse_qs(urlsplit(page.url).query).get("blogId", [""])[0]
    blog_id = as_text(row.get("domainIdOrBlogId") or row.get("blogId")) or asked
    log_no = as_text(row.get("logNo"))
    if not (re.fullmatch(r"[A-Za-z0-9_-]{2,40}", blog_id) and log_no.isdigit()):
        return None
    address = naver_blog(blog_id, log_no)
    told = as_text(row.get("addDate"))
    published = from_epoch_ms(told, page.seen_at) if told.isdigit() else from_printed(told, page.seen_at)
    title = as_text(row.get("noTagTitle") or row.get("titleWithInspectMessage") or row.get("title"))
    words = as_text(row.get("content") or row.get("contents") or row.get("briefContents"))
    if not words:
        return Link(address.article, clean_line(unquote_plus(title) if "postList" in page.text else plain(title)), published)
    return excerpt(
        page,
        address.canonical,
        title=plain(title),
        text=plain(words),
        parser=NAME,
        version=VERSION,
        published=published,
        author=clean_line(as_text(row.get("nickname") or row.get("nickName"))),
        author_id=blog_id.lower(),
        source_id=source_id,
        author_key=author_key,
    )
