"""One body, whatever it is -> its posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from crawlers.parsers import parse_page, parse_reply
from crawlers.parsers.page import AuthorKey
from pungmun.errors import QuarantineError, SourceError
from pungmun.records import Post

_DATA = re.compile(rb"[\s\xef\xbb\xbf]*(?:[\[{]|\)\]\}'|<\?xml|<rss|<feed|<rdf)", re.IGNORECASE)


def posts_of_body(body: bytes, url: str, headers: Mapping[str, str], seen_at: datetime, author_key: AuthorKey | None) -> Iterator[Post]:
    """Posts of a page, a feed or a search reply; display names are left out.

    Raises:
        QuarantineError: it is none of these, or holds no post.
    """
    if not _DATA.match(body[:200]):
        yield replace(parse_page(body, url, headers=headers, seen_at=seen_at, author_key=author_key), author="")
        return
    try:
        reply = parse_reply(body, url, headers=headers, seen_at=seen_at, author_key=author_key)
    except SourceError as error:
        raise QuarantineError(str(error), kind=error.kind) from error
    except QuarantineError:
        if b"<html" not in body[:2000].lower():
            raise
        yield replace(parse_page(body, url, headers=headers, seen_at=seen_at, author_key=author_key), author="")
        return
    posts = [item for item in reply.items if isinstance(item, Post)]
    if not posts:
        raise QuarantineError(f"{url} holds no post.", kind="empty", cause="a list that only links, or a search without hits")
    yield from (replace(post, author="") for post in posts)
