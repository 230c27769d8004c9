"""Body markup -> segments by kind, and links. One walk for all editors; class names say what is quoted or a card."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

from crawlers.parsers.clean import clean_code, clean_text
from crawlers.parsers.kinds import (
    BLOCKS,
    CELLS,
    CLASS_KINDS,
    CLOSED,
    PREFORMATTED_CLASSES,
    PREFORMATTED_TAGS,
    SKIPPED_CLASSES,
    SKIPPED_TAGS,
    TAG_KINDS,
)
from crawlers.parsers.markup import Element, compiled
from crawlers.parsers.smart_editor import embedded_words, formula_of, module_data, picture_link, picture_source
from pungmun.records import Segment, SegmentKind

#: Marks that no page can hold: control characters are gone before.
_ROW, _CELL = "\x1e", "\x1f"
#: Words that no reader sees, written for search engines. What a "더보기" folds away is meant to be read.
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FOLDED = re.compile(r"more-?_?less|fold|spoiler|collapse", re.IGNORECASE)
#: An address in running text. Hangul belongs to it only behind a separator: "…/등대" does, "….kr입니다" doesn't.
_BARE_URL = re.compile(r"https?://[A-Za-z0-9!#$%&*+,\-./:;=?@_~]+(?:(?<=[/=_-])[가-힣]+[A-Za-z0-9!#$%&*+,\-./:;=?@_~]*)*")
_MAX_LINKS = 200


@dataclass
class Content:
    """What a body says.

    Attributes:
        segments: in page order, none empty.
        links: absolute http(s) addresses in page order, each once.
        pictures: how many pictures stand in the body; a post of pictures only has no words of its own.
        images: addresses of the writer's own pictures in page order, each once; not those of link cards and stickers.
    """

    segments: list[Segment] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: int = 0
    images: list[str] = field(default_factory=list)


def read_body(root: Element, base_url: str) -> Content:
    """Walk one body container.

    Args:
        root: the container; its own class and style are not judged.
        base_url: address of the page, for relative links.
    """
    walk = _Walk(base_url)
    walk.run(root)
    return walk.content


def classes(element: Element) -> list[str]:
    """Class names of an element."""
    return (element.get("class") or "").split()


def text_of(element: Element) -> str:
    """Visible text of an element, as one string with line breaks."""
    return clean_text("\n".join(segment.text for segment in read_body(element, "").segments))


def first(root: Element, *selectors: str) -> Element | None:
    """The first element that the first fitting CSS selector finds."""
    for selector in selectors:
        for element in compiled(selector)(root):
            return element
    return None


class _Walk:
    """State of one walk. No recursion: a page of ten thousand nested `div` is still a page."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.content = Content()
        self.kinds: list[SegmentKind] = ["text"]
        self.parts: list[str] = []
        self.preformatted = 0

    def run(self, root: Element) -> None:
        stack: list[tuple[Element, str]] = [(root, "open")]
        while stack:
            element, step = stack.pop()
            if step != "open":
                self._close(element, boundary=step == "boundary")
                if element is not root:
                    self._text(element.tail)
                continue
            if not isinstance(element.tag, str):  # a comment
                self._text(element.tail)
                continue
            kind = None if element is root else self._kind(element)
            if kind == "skip":
                self._skip(element)
                self._text(element.tail)
                continue
            stack.append((element, "boundary" if kind else "close"))
            if kind:
                self._flush()
                self.kinds.append(kind)
            self._open(element)
            self._text(element.text)
            stack.extend((child, "open") for child in reversed(element))
        self._flush()
        self._bare_links()

    def _kind(self, element: Element) -> SegmentKind | Literal["skip"] | None:
        """`skip`, a kind that starts here, or None to go on as before."""
        names = classes(element)
        tag = element.tag.lower()
        if tag in SKIPPED_TAGS or not SKIPPED_CLASSES.isdisjoint(names) or _is_hidden(element):
            return "skip"
        current = self.kinds[-1]
        if current in CLOSED:
            return None
        found = next((CLASS_KINDS[name] for name in names if name in CLASS_KINDS), None) or TAG_KINDS.get(tag)
        if tag == "figure" and element.get("data-ke-type") == "opengraph":
            found = "card"
        if found == "table" and tag == "table" and element.cssselect(".colorscripter-code-table"):
            found = "code"
        return found if found != current else None

    def _open(self, element: Element) -> None:
        tag = element.tag.lower()
        if tag == "tr" and self.kinds[-1] == "table":
            self.parts.append(_ROW)
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS and element.getprevious() is not None:
            self.parts.append(_CELL if self.kinds[-1] == "table" else " ")
        self.preformatted += _is_preformatted(element)
        if tag == "img":
            self.content.pictures += 1
        if self.kinds[-1] != "card" and (source := picture_source(element)):
            self._image(source)
        if href := element.get("href"):
            self._link(href)
        if told := element.get("data-linkdata"):
            self._link(picture_link(told))
        if formula := formula_of(element):
            self.parts.append(formula)

    def _close(self, element: Element, *, boundary: bool) -> None:
        tag = element.tag.lower()
        self.preformatted -= _is_preformatted(element)
        if tag in BLOCKS and tag != "br":
            self.parts.append("\n")
        if boundary:
            self._flush()
            self.kinds.pop()

    def _skip(self, element: Element) -> None:
        """Addresses of embedded players, and of cards whose markup holds only data."""
        if element.tag == "iframe" and (source := element.get("src")):
            self._link(source)
        for data in module_data(element):
            self._link(str(data.get("link") or data.get("inputUrl") or ""))
        if words := embedded_words(element):
            self.parts.append(f"\n{words}\n")

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append(text if self.preformatted else re.sub(r"\s+", " ", text))

    def _flush(self) -> None:
        kind, raw = self.kinds[-1], "".join(self.parts)
        self.parts = []
        if kind == "code":
            text = clean_code(raw.replace(_CELL, "\t").replace(_ROW, "\n"))
        elif kind == "table":
            text = _table_text(raw)
        else:
            text = clean_text(raw.replace(_CELL, " "))
        if not text:
            return
        last = self.content.segments[-1] if self.content.segments else None
        if last and last.kind == kind == "text":
            self.content.segments[-1] = Segment("text", f"{last.text}\n{text}")
        else:
            self.content.segments.append(Segment(kind, text))

    def _link(self, href: str) -> None:
        href = href.strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return
        try:
            address = urljoin(self.base_url, href)
        except ValueError:
            return
        if address.split("#")[0] == self.base_url.split("#")[0]:
            return  # a picture of SmartEditor leads to its own page
        if address.startswith(("http://", "https://")) and address not in self.content.links and len(self.content.links) < _MAX_LINKS:
            self.content.links.append(address)

    def _image(self, source: str) -> None:
        try:
            address = urljoin(self.base_url, source)
        except ValueError:
            return
        if address.startswith(("http://", "https://")) and address not in self.content.images and len(self.content.images) < _MAX_LINKS:
            self.content.images.append(address)

    def _bare_links(self) -> None:
        for segment in self.content.segments:
            if segment.kind not in {"code", "card"}:
                for match in _BARE_URL.finditer(segment.text):
                    self._link(match.group().rstrip(".,;:!?"))


def _is_preformatted(element: Element) -> bool:
    return element.tag.lower() in PREFORMATTED_TAGS or not PREFORMATTED_CLASSES.isdisjoint(classes(element))


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is None and not _HIDDEN.search(element.get("style") or ""):
        return False
    around = (element, element.getparent())
    return not any(_FOLDED.search(f"{near.get('class') or ''} {near.get('data-ke-type') or ''}") for near in around if near is not None)


def _table_text(raw: str) -> str:
    """Rows as lines, cells apart by a tab. A row of one cell keeps its line breaks: old posts put whole articles in one."""
    rows = []
    for row in raw.split(_ROW):
        cells = [clean_text(cell) for cell in row.split(_CELL)]
        filled = [cell for cell in cells if cell]
        rows.append(filled[0] if len(filled) == 1 else "\t".join(" ".join(cell.split()) for cell in cells).strip("\t"))
    return "\n".join(row for row in rows if row)
