"""Replies of Kakao's search of Daum (cafe, blog, web)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from crawlers.parsers.dates import from_iso
from crawlers.parsers.many import Reply, excerpt, json_object, plain
from crawlers.parsers.page import AuthorKey, Page, as_text
from crawlers.parsers.urls import read_address
from pungmun.errors import SourceError
from pungmun.records import Post

NAME, VERSION = "kakao-search", "1"
_KINDS = {"-401": "auth", "-5": "auth", "-10": "quota_day", "-2": "config", "-9798": "server"}


def matches(page: Page) -> bool:
    """Whether the body is a Kakao search reply."""
    text = page.text.lstrip()
    if not text.startswith("{"):
        return False
    return ('"documents"' in text and '"meta"' in text) or ('"code"' in text and '"msg"' in text) or '"errorType"' in text


def read(page: Page, *, source_id: str = "", author_key: AuthorKey | None = None) -> Reply:
    """A reply -> excerpts.

    Raises:
        ParseError: `unparsed`, when it is no search reply.
        SourceError: an error body of either shape; `kind` is auth, quota_day, server or config.
    """
    data = json_object(page)
    error_body(data, page.url)
    documents = data.get("documents")
    if not isinstance(documents, list):
        raise page.unparsed("A search reply without documents")
    posts = [post for item in documents if isinstance(item, dict) and (post := _post(page, item, source_id, author_key))]
    meta = data.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    total = meta.get("total_count")
    return Reply(
        tuple(posts),
        total if isinstance(total, int) else None,
        bool(documents) and meta.get("is_end") is False,
        len(documents) - len(posts),
    )


def error_body(data: dict[str, Any], url: str, status: int = 400) -> None:
    """Raise SourceError if a reply is an error: `{"code","msg"}` or `{"errorType","message"}`."""
    if "documents" in data or not {"code", "errorType"} & set(data):
        return
    code = as_text(data.get("code"))
    message = as_text(data.get("msg") or data.get("message"))
    fallback = {401: "auth", 403: "auth", 429: "quota_day"}.get(status, "server" if status >= 500 else "config")
    if data.get("errorType") in {"AccessDeniedError", "NotAuthorizedError"}:
        fallback = "auth"
    kind = _KINDS.get(code, fallback)
    todo = "check PUNGMUN_KAKAO_REST_API_KEY" if kind == "auth" else ""
    raise SourceError(f"Kakao search refused: {code or data.get('errorType')} {message} ({urlsplit(url).path}).", kind=kind, todo=todo)


def _post(page: Page, item: dict[str, Any], source_id: str, author_key: AuthorKey | None) -> Post | None:
    url = as_text(item.get("url"))
    try:
        address = read_address(url)
        return excerpt(
            page,
            url,
            title=plain(as_text(item.get("title"))),
            text=plain(as_text(item.get("contents"))),
            parser=NAME,
            version=VERSION,
            published=from_iso(as_text(item.get("datetime")), page.seen_at),
            # A blog's name tells the blog on platforms with one author a blog; a cafe's name tells no author.
            author=plain(as_text(item.get("blogname"))),
            author_id=address.key[0] if address.platform in {"naver_blog", "tistory", "brunch"} else "",
            source_id=source_id,
            author_key=author_key,
        )
    except ValueError:
        return None
