"""Pages in place of an article: bot walls, logins, permission notices, deleted and private posts, shells around a frame.

Asked only when no parser found a body: an article may quote every one of these sentences.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from crawlers.parsers.jsobject import unescape
from crawlers.parsers.page import Page
from crawlers.parsers.walk import first
from pungmun.errors import ParseError

#: Only challenge pages have these; an article may have any of the words below.
_SURE_WALL = re.compile(
    r"window\._cf_chl_opt|<title>\s*(?:just a moment|attention required! \| cloudflare)|<title>[^<]{0,40}captcha", re.IGNORECASE
)
_BOT_WALL = re.compile(
    _SURE_WALL.pattern + r"|challenges\.cloudflare\.com|g-recaptcha|h-captcha|자동\s?입력\s?방지|로봇이\s?아닙니다|"
    r"비정상적인\s?(?:접근|트래픽)|서비스\s?이용이\s?제한|too many requests",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"로그인\s?오류|로그인을?\s?(?:하지\s?않으셨|해\s?주세요|하셔야|하신\s?후|이?\s?필요)|로그인\s?후\s?이용|등급\s?이상\s?(?:읽기|만)|게시판\s?권한\s?안내|"
    r"회원만\s?(?:볼|읽을|이용)|가입\s?후\s?이용|로그인\s?후\s?(?:확인|볼|읽)|"
    r"성인\s?인증|19세\s?(?:이상|미만)|청소년(?:에게)?\s?(?:유해|이용\s?불가)|"
    r"nid\.naver\.com/nidlogin|logins\.daum\.net/|accounts\.kakao\.com/login"
)
_DELETED = re.compile(
    r"삭제된\s?(?:글|게시|포스트)|(?:글|게시물|게시글|포스트)[이가은는]?\s?삭제(?:되었|됐|되어)|(?:휴면|폐쇄된|해지된)\s?(?:블로그|카페)|"
    r"유효하지\s?않은\s?(?:블로그|게시물)|"
    r"(?:삭제|이동)\s?(?:되었거나|됐거나|하였거나).{0,20}(?:게시물|글|페이지|포스트)|존재하지\s?않는\s?(?:게시|글|포스트|페이지|블로그)|"
    r"찾을\s?수\s?없는\s?(?:글|게시|페이지)|errorType=(?:noPost|deletedPost)|not_exist_post|blog_id_invalidate|페이지를\s?찾을\s?수\s?없"
)
_PRIVATE = re.compile(
    r"비공개\s?(?:글|포스트|게시|블로그|로)|서로이웃(?:에게)?\s?(?:만\s?)?공개|이웃(?:에게)?만\s?공개|공개되지\s?않은|권한이\s?(?:없|필요)|"
    r"게시\s?중단|임시\s?조치|errorType=(?:private|notOpen|buddy)"
)
#: Pages without words that only run a script: it moves on to an error or a login, or says its notice in a box.
_ERROR_SCRIPT = re.compile(
    r"""MobileErrorView\.naver\?[^"']*errorType=[A-Za-z]+|alert\(\s*(?:"[^"]{2,300}"|'[^']{2,300}')|"""
    r"""location(?:\.href\s*=|\.replace\(|\s*=)\s*["'][^"']{0,100}(?:nidlogin|logins\.daum\.net|accounts\.kakao\.com)[^"']*"""
)
_MAX_NOTICE = 6000
#: With more characters than this of its own, a page's scripts are not its notice.
_MAX_SCRIPTED = 100


def check(page: Page, status: int = 200) -> ParseError | None:
    """The error that names what stands in place of an article; None when nothing is recognised."""
    source = page.text
    if _BOT_WALL.search(source[:60_000]) or status == 429:
        return ParseError(
            f"A bot wall answers at {page.url}.",
            kind="wall",
            cause="the host doesn't want automatic readers now",
            todo="leave the host alone; ask it for permission or use its search API",
        )
    if inner := shell_target(page):
        return ParseError(
            f"{page.url} is only a shell around a frame.",
            kind="shell",
            cause="this platform shows articles in a frame",
            todo=f"read {inner} instead",
        )
    # Notices are short; a long page that merely has a login button somewhere is no notice.
    words = _visible(page)
    notice = f"{page.title_tag()} {words}" if len(words) <= _MAX_NOTICE else page.title_tag()
    if len(words) <= _MAX_SCRIPTED:
        notice += " ".join(unescape(found) for found in _ERROR_SCRIPT.findall(source[:60_000]))
    for kind, pattern, todo in (
        ("deleted", _DELETED, "nothing; what was captured before stays"),
        ("private", _PRIVATE, "nothing; it is not public"),
        ("wall", _LOGIN, "nothing; Pungmun does not log in"),
    ):
        if found := pattern.search(notice):
            return ParseError(f"{page.url} shows a notice instead of a post: “{found.group()}”.", kind=kind, todo=todo)
    if words:
        return None
    return ParseError(f"The page {page.url} shows no words.", kind="empty", cause="the server sent an empty page", todo="fetch it again")


def is_sure(page: Page) -> bool:
    """Whether the page is a challenge beyond doubt."""
    return bool(_SURE_WALL.search(page.text[:60_000]))


def is_bot_wall(text: str, *, refused: bool) -> bool:
    """Whether a body is a challenge page: then the whole host is left alone.

    Args:
        text: the body.
        refused: the status said no already, so softer words count too.
    """
    return bool((_BOT_WALL if refused else _SURE_WALL).search(text[:60_000]))


def shell_target(page: Page) -> str:
    """Address of the frame that holds the article; empty when the page is no shell."""
    frame = first(page.root, "iframe#mainFrame[src]", "frame#mainFrame[src]", "iframe#down[src]", "frame#down[src]")
    if frame is None:
        return ""
    try:
        return str(urljoin(page.url, frame.get("src") or ""))
    except ValueError:
        return ""


def _visible(page: Page) -> str:
    parts = []
    for element in page.root.iter():
        if isinstance(element.tag, str) and element.tag not in {"script", "style", "noscript", "title"} and element.text:
            parts.append(element.text)
        if element.tail:
            parts.append(element.tail)
    return " ".join(" ".join(parts).split())
