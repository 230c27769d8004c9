"""Board lists of Daum Cafe: rows in JavaScript (desktop and mobile of today) or in HTML (2011)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawlers.parsers.clean import clean_line
from crawlers.parsers.dates import from_printed
from crawlers.parsers.jsobject import assigned, calls, pairs
from crawlers.parsers.many import Link, Reply
from crawlers.parsers.page import Page
from crawlers.parsers.urls import read_address
from crawlers.parsers.walk import first

NAME, VERSION = "daum-cafe-list", "1"
_READ_LINK = re.compile(r"/_c21_/(?:bbs|album)_read\?")


def matches(page: Page) -> bool:
    """Whether the body is a board list."""
    return "articles.push(" in page.text or (
        first(page.root, "dd.subject a[href]", "td.subject a[href]") is not None and bool(_READ_LINK.search(page.text))
    )


def read(page: Page) -> Reply:
    """A list -> links to articles, each once. Raises ParseError `unparsed` when no row can be read."""
    found = [link for source in calls(page.text, "articles.push") if (link := _row(page, pairs(source)))] or _html_rows(page)
    if not found:
        raise page.unparsed("A board list without rows")
    links = {link.url: link for link in reversed(found)}
    return Reply(tuple(reversed(links.values())), None, bool(next_page(page)))


def next_page(page: Page) -> str:
    """Address of the next page of the list; empty on the last one or when the page doesn't tell."""
    app = pairs(assigned(page.text, "CAFEAPP")) | pairs(assigned(page.text, "CAFEAPP.ui"))
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    here, last = app.get("PAGE", query.get("page", "1")), app.get("lastPage") or app.get("LASTPAGE", "")
    if not (here.isdigit() and last.isdigit() and int(here) < int(last) and "grpid" in query):
        return ""
    query |= {
        "page": str(int(here) + 1),
        "prev_page": here,
        "firstbbsdepth": app.get("firstBbsDepth") or app.get("FIRSTBBSDEPTH", ""),
        "lastbbsdepth": app.get("lastBbsDepth") or app.get("LASTBBSDEPTH", ""),
    }
    return f"https://cafe.daum.net/_c21_/bbs_list?{urlencode(query)}"


def _row(page: Page, row: dict[str, str]) -> Link | None:
    number, board = row.get("dataid", ""), row.get("fldid", "")
    if not (number.isdigit() and board):
        return None
    title = clean_line(row.get("title", ""))
    published = from_printed(row.get("created") or row.get("articleElapsedTime") or "", page.seen_at)
    if grpid := row.get("grpid", ""):
        query = {"grpid": grpid, "fldid": board, "contentval": row.get("bbsdepth", ""), "datanum": number}
        return Link(f"https://cafe.daum.net/_c21_/bbs_read?{urlencode(query)}", title, published)
    name = urlsplit(page.url).path.strip("/").split("/")[0]
    return Link(f"https://m.cafe.daum.net/{name}/{board}/{number}", title, published) if name and not name.startswith("_") else None


def _html_rows(page: Page) -> list[Link]:
    links = []
    for anchor in page.root.cssselect("dd.subject a[href], td.subject a[href]"):
        title = clean_line(anchor.text_content())
        if re.fullmatch(r"\[\d+\]", title) or not title:
            continue
        try:
            url = urljoin(page.url, anchor.get("href") or "")
            known = read_address(url)
        except ValueError:
            continue
        row = next((parent for parent in anchor.iterancestors("dl", "tr", "li")), None)
        words = row.text_content() if row is not None else ""
        if known.platform == "daum_cafe":
            links.append(Link(url, title, from_printed(" ".join(re.findall(r"\d{2}\.\d{2}\.\d{2}", words)[:1]), page.seen_at)))
    return links
