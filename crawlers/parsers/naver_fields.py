"""What all Naver Blog pages share, whichever editor wrote the body: ids, title, nickname, date."""

from __future__ import annotations

import json
import re
from typing import Any

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_epoch_ms, from_printed
from crawlers.parsers.jsobject import unescape
from crawlers.parsers.markup import Element, compiled
from crawlers.parsers.page import Draft, Page
from crawlers.parsers.urls import Address, naver_blog, read_address
from crawlers.parsers.walk import first, read_body, text_of
from pungmun.records import Published

_BLOG_ID = re.compile(r"""\b(?:blogId|domainIdOrBlogId|gsBlogId)\s*[=:]\s*["']([A-Za-z0-9_-]{2,40})["']""")
_LOG_NO = re.compile(r"""\b(?:logNo|gnFirstLogNo|firstLogNo|gsLogNo)\s*[=:]\s*["']?(\d{6,})""")
_NICKNAME = re.compile(r"""\bnickName\s*=\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")""")
_TOOLBAR = re.compile(r"naverComment_201_(\d{6,})")
_TITLES = (".se-documentTitle .se-title-text", ".se-title-text", ".se_editView.se_title", ".se_editView h3", "h3.se_textarea", "h3.tit_h3")
_OLD_TITLES = ("span.pcol1.itemSubjectBoldfont", ".itemSubjectBoldfont", "#title_1 span", ".htitle span")
_DATES = ("p.blog_date", "p.se_date", ".se_publishDate", "p._postAddDate", "._postAddDate", "p.date", ".post_date", "span.date")
_NICKNAMES = ("span.nick a.link", "#nickNameArea", ".blog_author strong", ".nick a", ".nick")


#: Posts of one page that are told apart; a list shows thirty at most.
_MAX_POSTS = 100


def is_naver(page: Page) -> bool:
    """Whether the page is Naver Blog's, by address or by elements only it has."""
    try:
        if read_address(page.url).platform == "naver_blog":
            return True
    except ValueError:
        pass
    return (
        "naverblog:nickname" in page.metas
        or first(page.root, "#_post_property", "#naverBlogPost", "div.social_plugin_property", "#post-area") is not None
        or page.metas.get("og:url", "").startswith(("https://blog.naver.com/", "http://blog.naver.com/", "https://m.blog.naver.com/"))
    )


def read_naver(page: Page, body: Element) -> Draft:
    """Fields and body -> draft."""
    plugin = _plugin(page)
    address = _address(page, plugin)
    content = read_body(body, page.url)
    nickname = (
        page.metas.get("naverblog:nickname")
        or clean_line(str(plugin.get("nicknameOrBlogId") or ""))
        or _first_text(_around_own(page), *_NICKNAMES)
        or _first_text(page.root, *_NICKNAMES)
        or _in_script(_NICKNAME, page)
    )
    return Draft(
        address=address,
        title=_title(page),
        content=content,
        published=_published(page),
        author=nickname,
        author_id=address.key[0],
    )


def mobile_container(page: Page) -> Element | None:
    """The body of a mobile page, whichever editor wrote it."""
    return first(page.root, "#viewTypeSelector")


def own_post(page: Page) -> Element | None:
    """The container of the post that the address asks for; desktop pages may show several."""
    try:
        log_no = read_address(page.url).key[-1]
    except ValueError:
        return None
    return first(page.root, f"#post-view{log_no}") if log_no.isdigit() else None


def _around_own(page: Page) -> Element:
    """The largest part of a page with several posts that is only about the one asked for; the whole page when it has one."""
    part = own_post(page)
    others = [other for other in compiled("[id^=post-view]")(page.root) if other is not part][:_MAX_POSTS]
    if part is None or not others:
        return page.root
    shared = {ancestor for other in others for ancestor in other.iterancestors()}
    while (parent := part.getparent()) is not None and parent not in shared:
        part = parent
    return part


def editor(page: Page) -> int | None:
    """Which editor wrote the post: 2, 3 or 4 (ONE); None when no body of Naver Blog is there.

    A mobile page says it. Elsewhere the container tells; class names inside a body don't, since writers paste posts of one
    editor into another.
    """
    if not is_naver(page):
        return None
    if told := _told_version(page):
        return told
    if first(page.root, ".se-main-container") is not None:
        return 4
    if first(page.root, ".se_component_wrap", ".se_doc_viewer", ".__se_component_area") is not None:
        return 3
    return 2 if first(page.root, "#viewTypeSelector", "[id^=post-view]", "#postViewArea", ".post-view") is not None else None


def _told_version(page: Page) -> int | None:
    for element in (first(page.root, "#_post_property"), first(page.root, "#_photo_view_property")):
        if element is not None and (value := element.get("editorversion") or "").isdigit():
            return int(value) if value in {"2", "3", "4"} else None
    version = _plugin(page).get("smartEditorVersion")
    return version if version in {2, 3, 4} else None


def _plugin(page: Page) -> dict[str, Any]:
    element = first(page.root, "div.social_plugin_property")
    data: Any = {}
    try:
        data = json.loads(element.text_content()) if element is not None else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _address(page: Page, plugin: dict[str, Any]) -> Address:
    properties = first(page.root, "#_post_property[uri]")
    told = properties.get("uri") if properties is not None else ""
    for url in (page.url, page.metas.get("og:url", ""), str(plugin.get("source") or ""), told or ""):
        try:
            found = read_address(url)
        except ValueError:
            continue
        if found.platform == "naver_blog":
            return found
    blog_id, log_no = _BLOG_ID.search(page.text), _LOG_NO.search(page.text) or _TOOLBAR.search(page.text)
    if blog_id and log_no:
        return naver_blog(blog_id[1], log_no[1])
    raise page.unparsed("A Naver Blog page without blog id and post number")


def _title(page: Page) -> str:
    part = _around_own(page)
    return (
        _first_text(part, *_TITLES)
        or (_first_text(part, *_OLD_TITLES) if part is not page.root else "")  # og:title is that of another post, or of the blog
        or page.metas.get("og:title", "")
        or _first_text(page.root, *_OLD_TITLES)
        or re.sub(r"\s*:\s*네이버\s*블로그$", "", page.title_tag())
    )


def _in_script(pattern: re.Pattern[str], page: Page) -> str:
    found = pattern.search(page.text)
    return clean_line(unescape(found[1] or found[2] or "")) if found else ""


def _published(page: Page) -> Published:
    properties = first(page.root, "#_post_property")
    if properties is not None:
        exact = from_epoch_ms(properties.get("adddate") or "", page.seen_at)
        if exact.day:
            return exact
    for selector in _DATES:
        for element in _around_own(page).cssselect(selector):
            printed = from_printed(element.text_content(), page.seen_at)
            if printed.day:
                return printed
    return Published()


def _first_text(root: Element, *selectors: str) -> str:
    for selector in selectors:
        for element in root.cssselect(selector):
            if text := clean_line(text_of(element)):
                return text
    return ""
