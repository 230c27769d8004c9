"""Search replies of the replay site: Naver's two API generations and Kakao's, errors included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from crawlers.replay.reply import Reply
from crawlers.replay.story import Story, StoryPost
from pungmun.records import SEOUL

NAVER = {"blog": frozenset({"naver_blog", "tistory"}), "cafearticle": frozenset({"naver_cafe"}), "news": frozenset({"news"})}
KAKAO = {
    "cafe": frozenset({"daum_cafe"}),
    "blog": frozenset({"naver_blog", "tistory", "brunch"}),
    "web": frozenset({"news", "brunch", "tistory"}),
}
SNIPPET = 110


def naver(story: Story, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
    """`/v1/search/blog.json` of the Open API, `/search/v1/blog` of API HUB; names of `headers` are in lower case."""
    hub = host == "naverapihub.apigw.ntruss.com"
    names = ("X-NCP-APIGW-API-KEY-ID", "X-NCP-APIGW-API-KEY") if hub else ("X-Naver-Client-Id", "X-Naver-Client-Secret")
    if not all(headers.get(name.lower()) for name in names):
        return _naver_error(401, "024", "Authentication failed (인증 실패)")
    collection = path.rsplit("/", 1)[-1].removesuffix(".json")
    if collection not in NAVER:
        return _naver_error(404, "SE05", "Invalid search api (존재하지 않는 검색 api 입니다.)")
    display, start = _number(query.get("display"), 10), _number(query.get("start"), 1)
    if not query.get("query"):
        return _naver_error(400, "SE01", "Incorrect query request (잘못된 쿼리요청입니다.)")
    if not 1 <= display <= 100:
        return _naver_error(400, "SE02", "Invalid display value (부적절한 display 값입니다.)")
    if not 1 <= start <= 1000:
        return _naver_error(400, "SE03", "Invalid start value (부적절한 start 값입니다.)")
    found = list(story.search(query["query"], NAVER[collection]))
    shown = found[start - 1 : start - 1 + display]
    items = [_naver_item(post, collection, query["query"]) for post in shown]
    data = {
        "lastBuildDate": datetime(2023, 11, 26, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "total": len(found),
        "start": start,
    }
    return _json(data | {"display": len(items), "items": items})


def _naver_item(post: StoryPost, collection: str, query: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "title": _marked(post.row["title"], query),
        "link": post.url,
        "description": _marked(_snippet(post, query), query),
    }
    if collection == "news":
        when = post.published or (datetime.combine(post.day, datetime.min.time(), SEOUL) if post.day else None)
        return item | {"originallink": post.url, "pubDate": when.strftime("%a, %d %b %Y %H:%M:%S +0900") if when else ""}
    name, home = post.row["author"], post.url.rsplit("/", 1)[0]
    return item | {"bloggername": name, "bloggerlink": home, "postdate": post.day.strftime("%Y%m%d") if post.day else ""}


def kakao(story: Story, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
    """`/v2/search/cafe`."""
    if not headers.get("authorization", "").startswith("KakaoAK "):
        return _json({"errorType": "AccessDeniedError", "message": "cannot find Authorization : KakaoAK header"}, 401)
    collection = path.rsplit("/", 1)[-1]
    page, size = _number(query.get("page"), 1), _number(query.get("size"), 10)
    if collection not in KAKAO or not query.get("query") or not 1 <= page <= 50 or not 1 <= size <= 50:
        return _json({"code": -2, "msg": "query, page or size is out of range"}, 400)
    found = list(story.search(query["query"], KAKAO[collection]))
    documents = [_kakao_item(post, collection, query["query"]) for post in found[(page - 1) * size : page * size]]
    meta = {"total_count": len(found), "pageable_count": len(found), "is_end": page * size >= len(found)}
    return _json({"meta": meta, "documents": documents})


def _kakao_item(post: StoryPost, collection: str, query: str) -> dict[str, Any]:
    when = post.published.isoformat(timespec="milliseconds") if post.published else ""
    item = {
        "title": _marked(post.row["title"], query),
        "contents": _marked(_snippet(post, query), query),
        "url": post.url,
        "datetime": when,
    }
    if collection == "cafe":
        return item | {"cafename": post.row["cafename"], "thumbnail": ""}
    return item | ({"blogname": post.row["author"], "thumbnail": ""} if collection == "blog" else {})


def _snippet(post: StoryPost, query: str) -> str:
    """Words round the first hit, as search services cut them."""
    text = " ".join(post.text.partition("\n")[2].split())
    places = [at for word in query.split() if (at := text.find(word)) >= 0]
    start = max(0, min(places, default=0) - SNIPPET // 3)
    return text[start : start + SNIPPET] + ("..." if len(text) > start + SNIPPET else "")


def _marked(text: str, query: str) -> str:
    """Hits in `<b>`, the rest escaped once."""
    marked = escape(text)
    for word in query.split():
        marked = marked.replace(word, f"<b>{word}</b>")
    return marked


def _number(value: str | None, default: int) -> int:
    return default if value is None else int(value) if value.isdigit() else -1


def _json(data: Mapping[str, Any], status: int = 200) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), status, "application/json;charset=UTF-8")


def _naver_error(status: int, code: str, message: str) -> Reply:
    return _json({"errorMessage": message, "errorCode": code}, status)
