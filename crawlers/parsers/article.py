"""Any article page: JSON-LD, canonical address, `article:published_time`, and the best container of text."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from crawlers.parsers import jsonld
from crawlers.parsers.clean import clean_line, clean_text
from crawlers.parsers.dates import from_iso, from_printed
from crawlers.parsers.markup import Element
from crawlers.parsers.page import Draft, Page, Parser, as_text
from crawlers.parsers.urls import Address, read_address, web_address
from crawlers.parsers.walk import Content, first, read_body, text_of
from pungmun.records import Published, Segment

#: Containers of the news systems that Korean papers use, most telling first.
_BODIES = (
    "[itemprop=articleBody]", "#article-view-content-div", "#articleBodyContents", "#articleBody", "#article_body", "#newsct_article",
    "#dic_area", "#newsEndContents", "#harmonyContainer", "#articletxt", "#article_txt", "#textBody", "#CmAdContent", "#cont_newstext",
    "#News_content", "#news_body_id", "#pnlContent", "#viewContent", "#article-body", ".story-news", ".news_cnt_detail_wrap",
    ".article-text", ".at_contents", ".news_txt", ".viewer article", ".article_content", ".article_view", ".news_view", ".article-body",
    ".article_body", ".article_txt", ".articleView", ".news_body", ".view_con", ".article-content", ".entry-content", ".post-content",
    ".post_content", "article", "main",
)  # fmt: skip
_TIMES = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "pubdate", "date", "dc.date.issued",
    "parsely-pub-date", "article:modified_time",
)  # fmt: skip
_PRINTED = (
    "time[datetime]",
    "._ARTICLE_DATE_TIME[data-date-time]",
    ".media_end_head_info_datestamp_time",
    ".date",
    ".info-text",
    ".article_info",
    ".byline",
)
#: A body with fewer characters than this beside a longer `articleBody` is a teaser.
_MIN_BODY = 40
#: Characters in the paragraphs of one element that make it an article where no known container is.
_MIN_DENSE = 250


def says_article(page: Page) -> bool:
    """Whether the page itself says that it is one article, so that no word in it makes it a notice."""
    if jsonld.article(page) or page.metas.get("og:type", "").lower() in {"article", "news"}:
        return True
    return any(name in page.metas for name in _TIMES[:4])


def looks_like_article(page: Page) -> bool:
    """Whether the page says or shows that it is one article."""
    if says_article(page):
        return True
    body = body_of(page)
    return body is not None and len(text_of(body)) >= _MIN_BODY


def body_of(page: Page, *preferred: str) -> Element | None:
    """The container with the most text among the first selectors that fit, else the one with the most paragraphs."""
    for selector in (*preferred, *_BODIES):
        found = page.root.cssselect(selector)
        if found:
            best = max(found, key=lambda element: len(element.text_content()))
            if best.text_content().strip():
                return best
    return _densest(page)


def _densest(page: Page) -> Element | None:
    """The element whose own paragraphs hold the most text; None when that is too little for an article."""
    weights: dict[Element, int] = {}
    for paragraph in page.root.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag not in {"footer", "nav", "aside", "header", "form", "li"}:
            weights[parent] = weights.get(parent, 0) + len(clean_text(paragraph.text_content()))
    best = max(weights, key=lambda element: weights[element], default=None)
    return best if best is not None and weights[best] >= _MIN_DENSE else None


def read_article(page: Page, *, preferred: tuple[str, ...] = (), address: Address | None = None, platform: str = "news") -> Draft:
    """Read by structure; JSON-LD's text stands in where the page shows only a teaser.

    Raises:
        ParseError: `unparsed`, when there is neither a body nor an `articleBody`.
    """
    data = jsonld.article(page)
    body = body_of(page, *preferred)
    content = read_body(body, page.url) if body is not None else Content()
    told = clean_text(as_text(data.get("articleBody")))
    if len(told) > 2 * sum(len(item.text) for item in content.segments):
        content = Content([Segment("text", told)], content.links, content.pictures)
    if not content.segments and not content.pictures:
        raise page.unparsed("No text")
    return Draft(
        address=address or _address(page, platform),
        title=clean_line(as_text(data.get("headline"))) or page.metas.get("og:title", "") or _heading(page) or page.title_tag(),
        content=content,
        published=_published(page, as_text(data.get("datePublished"))),
        author=clean_line(jsonld.author(data)) or page.metas.get("article:author", "") or page.metas.get("author", ""),
    )


def _address(page: Page, platform: str) -> Address:
    link = first(page.root, "link[rel=canonical][href]")
    for candidate in (link.get("href") if link is not None else "", page.metas.get("og:url", "")):
        try:
            told = urljoin(page.url, candidate or "")
            same_host = urlsplit(told).hostname == urlsplit(page.url).hostname
            # A canonical address of the front page is a common mistake of news systems.
            if candidate and same_host and urlsplit(told).path not in {"", "/"}:
                return _with_platform(told, platform)
        except ValueError:
            continue
    return _with_platform(page.url, platform)


def _with_platform(url: str, platform: str) -> Address:
    known = read_address(url)
    return known if known.platform != "web" else web_address(url, platform)


def _published(page: Page, told: str) -> Published:
    for value in (told, *(page.metas.get(name, "") for name in _TIMES)):
        found = from_iso(value, page.seen_at) if value else Published()
        if found.day:
            return found
    for selector in _PRINTED:
        for element in page.root.cssselect(selector):
            machine = element.get("datetime") or element.get("data-date-time")
            found = from_iso(machine, page.seen_at) if machine else from_printed(element.text_content(), page.seen_at)
            if found.day:
                return found
    return Published()


def _heading(page: Page) -> str:
    heading = first(page.root, "article h1", "h1")
    return clean_line(heading.text_content()) if heading is not None else ""


def _matches(page: Page) -> bool:
    return looks_like_article(page)


def _read(page: Page) -> Draft:
    return read_article(page)


PARSER = Parser("article", "2", _matches, _read)
