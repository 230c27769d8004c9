"""Pages of the replay site: the platforms' real markup round our own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawlers.replay.reply import Reply
from crawlers.replay.story import Story, StoryPost

#: Daum's own text as recorded: the blank line in the middle is what Python's parser stumbles over.
ROBOTS = {
    "cafe.daum.net": "User-agent: *\nAllow: /_c21_/home\nAllow: /_c21_/bbs_search_read\nAllow: /_c21_/bbs_list\nAllow: /_c21_/bbs_read\n\n"
    "Disallow: /_c21_/\n",
    "blog.naver.com": "User-agent: Yeti\nDisallow: /\n\nUser-agent: *\nDisallow: /PostList.naver\nDisallow: /PostPrint.naver\n",
    "rss.blog.naver.com": "User-agent: *\nDisallow: /\n",
    "brunch.co.kr": "User-agent: *\nDisallow: /feed\nDisallow: /search\nDisallow: /api/\n",
}
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
_ENVIRONMENT.filters["js"] = lambda value: json.dumps(value)  # \uXXXX, as Daum writes its objects
#: Cafes whose pages are still cp949; the others are UTF-8.
CP949_BOARDS = frozenset({"Zt5m", "_rec"})


def robots(host: str) -> Reply:
    """robots.txt of a host; those without rules of their own allow everything."""
    return Reply(ROBOTS.get(host, "User-agent: *\nAllow: /\n").encode(), content_type="text/plain; charset=utf-8")


def page(story: Story, host: str, path: str, query: Mapping[str, str]) -> Reply:
    """The answer of one platform's web server."""
    if host.endswith("blog.naver.com"):
        return _naver(story, host, path, query)
    if host.endswith("cafe.daum.net"):
        return _daum(story, host, path, query)
    post = story.find(f"https://{host}{path}")
    if post is None:
        return missing()
    if post.state == "wall":
        return _render("bot_wall.html", status=403, host=host)
    if post.state != "ok":
        return missing()
    return _render(f"{post.platform}.html", **_words(post))


def missing() -> Reply:
    """404, as web servers say it."""
    return _render("missing.html", status=404)


def _naver(story: Story, host: str, path: str, query: Mapping[str, str]) -> Reply:
    address = f"https://{host}{path}" + (f"?blogId={query['blogId']}&logNo={query['logNo']}" if {"blogId", "logNo"} <= query.keys() else "")
    post = story.find(address)
    if post is None or post.state == "deleted":
        return _render("naver_error.html", kind="noPost")
    if post.state == "private":
        return _render("naver_private.html")
    if host == "blog.naver.com" and not path.startswith("/PostView"):
        return _render("naver_shell.html", **_words(post))
    return _render(f"naver_{'mobile' if host.startswith('m.') else 'desktop'}.html", **_words(post))


def _daum(story: Story, host: str, path: str, query: Mapping[str, str]) -> Reply:
    if path == "/_c21_/bbs_list":
        posts = story.board(query.get("grpid", ""), query.get("fldid", ""))
        return (
            _render("daum_list.html", posts=[post.row for post in posts], days={p.row["datanum"]: p.day for p in posts})
            if posts
            else missing()
        )
    post = story.find(f"https://{host}{path}" + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""))
    if post is None:
        return missing()
    if not path.startswith("/_c21_/") and not host.startswith("m."):
        return _render("daum_shell.html", **_words(post))
    if post.state == "wall":
        return _render("daum_wall.html", **_words(post))
    if post.state != "ok":
        return _render("daum_deleted.html")
    if host.startswith("m."):
        return _render("daum_mobile.html", **_words(post))
    cp949 = post.row["fldid"] in CP949_BOARDS
    return _render("daum_desktop.html", encoding="cp949" if cp949 else "utf-8", charset="euc-kr" if cp949 else "utf-8", **_words(post))


def _words(post: StoryPost) -> dict[str, Any]:
    """What templates need of a post; the label is not among it."""
    row = {key: value for key, value in post.row.items() if key not in ("label", "claim_id", "copy_of", "key")}
    when = post.published
    return {
        "post": row,
        "url": post.url,
        "when": when,
        "day": post.day,
        "epoch_ms": int(when.timestamp() * 1000) if when else None,
        "plain": row["segments"][0]["text"][:120] if row["segments"] else "",
        "free_links": [link for link in row["links"] if link not in {segment.get("url") for segment in row["segments"]}],
    }


def _render(template: str, *, status: int = 200, encoding: str = "utf-8", **values: Any) -> Reply:
    charset = values.get("charset", "UTF-8")
    text = _ENVIRONMENT.get_template(template).render(**values)
    body = text.encode(encoding, "xmlcharrefreplace") if encoding != "utf-8" else text.encode()
    return Reply(body, status, f"text/html; charset={charset}")
