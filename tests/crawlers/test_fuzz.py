"""Mutated pages: whatever the bytes are, there is a post, a reply or a reason; never another exception, never dirty text."""

import contextlib
import html
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawlers.parsers import parse_page, parse_reply
from crawlers.parsers.clean import clean_code, clean_line, clean_text
from crawlers.parsers.dates import from_digits, from_epoch_ms, from_iso, from_printed, from_rfc822
from crawlers.parsers.encoding import decode
from crawlers.parsers.jsobject import assigned, calls, pairs, unescape
from crawlers.parsers.urls import read_address
from pungmun.errors import QuarantineError, SourceError
from pungmun.records import Post
from tests.amounts import inputs

PAGES = Path(__file__).parents[1] / "pages"
BODIES = [
    (path.read_bytes(), json.loads(path.with_name(f"{path.stem}.meta.json").read_text(encoding="utf-8"))["url"])
    for path in sorted(PAGES.glob("*/*"))
    if path.suffix in (".html", ".xml", ".json") and not path.name.endswith((".meta.json", ".expected.json"))
]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FEW = settings(max_examples=inputs(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
_TAGS = b"< > </div> <div> <xmp_id=template_xmp> &#x110000; &lt; ]]> <![CDATA[ { } ' \\u null -1 9999999999999 <table> <script> <!--"
SPLINTERS = st.sampled_from([*_TAGS.split(), b'"', b"\x00", b"\xff", b"\xed\xa0\x80", b"\xa4\xa1", "\u1112\u1161\u11ab\u200b".encode()])


@st.composite
def mutated(draw):
    """A page of ours with pieces cut out, doubled, moved and driven in."""
    body, url = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        length = draw(st.integers(0, 400))
        match draw(st.sampled_from(["cut", "double", "splinter", "flip", "end"])):
            case "cut":
                body = body[:at] + body[at + length :]
            case "double":
                body = body[:at] + body[at : at + length] * 2 + body[at + length :]
            case "splinter":
                body = body[:at] + draw(SPLINTERS) + body[at:]
            case "flip":
                body = body[:at] + bytes(255 - value for value in body[at : at + min(length, 8)]) + body[at + min(length, 8) :]
            case "end":
                body = body[:at]
    return body, draw(st.sampled_from([url, "https://any.example/x", "", "file:///tmp/x.html"]))


def check(post):
    assert len(post.post_id) == 32
    for text in (post.title, post.author, *(segment.text for segment in post.segments)):
        text.encode("utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text)
        assert "\u200b" not in text
    assert all(segment.text.strip() for segment in post.segments)
    assert "\n" not in post.title
    assert all(link.startswith(("http://", "https://")) for link in post.links)
    assert post.published.day is None or 1995 <= post.published.day.year <= 2026


@FEW
@given(mutated())
def test_pages(case):
    body, url = case
    kind = ""
    try:
        check(parse_page(body, url, seen_at=NOW))
    except QuarantineError as error:
        kind = error.kind
    assert kind in {"", "wall", "shell", "deleted", "private", "empty", "encoding", "unparsed"}


@FEW
@given(mutated())
def test_replies(case):
    body, url = case
    try:
        for item in parse_reply(body, url, seen_at=NOW).items:
            if isinstance(item, Post):
                check(item)
    except (QuarantineError, SourceError) as error:
        reason = str(error)
    else:
        reason = "read"
    assert reason


@FEW
@given(st.binary(max_size=600), st.sampled_from(["https://m.blog.naver.com/a_b/223264000001", "x", ""]))
@example(b"", "x")
@example(b"\xff\xfe", "")
def test_any_bytes(body, url):
    for read in (parse_page, parse_reply):
        with contextlib.suppress(QuarantineError, SourceError):
            assert read(body, url, seen_at=NOW) is not None


@FEW
@given(st.text(max_size=80))
def test_small_readers_take_any_text(text):
    for read in (from_printed, from_iso, from_digits, from_epoch_ms, from_rfc822):
        found = read(text, NOW)
        assert (found.precision == "unknown") == (found.day is None)
    assert pairs(assigned(f"A = {{{text}}}", "A")) is not None
    assert isinstance(calls(text, "push"), list)
    unescape(text).encode("utf-8")
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    clean_code(text).encode("utf-8")
    with contextlib.suppress(ValueError):
        assert read_address(text).canonical


@FEW
@given(st.text(alphabet=st.characters(codec="cp949"), min_size=1, max_size=200))
def test_korean_text_is_read_in_both_encodings(text):
    page = f'<meta charset="euc-kr">{text}한글입니다 한글입니다'
    for encoding in ("cp949", "utf-8"):
        assert decode(page.encode(encoding)).text.endswith("한글입니다")


WORDS = st.text(alphabet="가나다라마바사 ABC<>&\"'#;0123", min_size=1, max_size=40).map(clean_line).filter(bool)
COMPONENTS = st.lists(st.tuples(st.sampled_from(["text", "quote", "caption", "card"]), WORDS), min_size=1, max_size=12)
ONE = {
    "text": '<div class="se-component se-text"><p class="se-text-paragraph"><span>{}</span></p></div>',
    "quote": '<div class="se-component se-quotation"><blockquote><p class="se-text-paragraph">{}</p></blockquote></div>',
    "caption": '<div class="se-component se-image"><img src="x"><div class="se-module se-module-text se-caption"><p>{}</p></div></div>',
    "card": '<div class="se-component se-oglink"><a class="se-oglink-info" href="https://x.example/"><strong>{}</strong></a></div>',
}
THREE = {
    "text": '<div class="se_component se_paragraph"><p class="se_textarea">{}</p></div>',
    "quote": '<div class="se_component se_quotation"><blockquote><p class="se_textarea">{}</p></blockquote></div>',
    "caption": '<div class="se_component se_image"><img src="x"><p class="se_textarea se_caption">{}</p></div>',
    "card": '<div class="se_component se_oglink"><a class="se_og_box" href="https://x.example/"><div class="se_og_tit">{}</div></a></div>',
}
TWO = {
    "text": "<p>{}</p>",
    "quote": '<blockquote class="se2_quote1">{}</blockquote>',
    "caption": "<figcaption>{}</figcaption>",
    "card": '<div class="og _oglink"><a href="https://x.example/"><div class="ell tit">{}</div></a></div>',
}


@FEW
@pytest.mark.parametrize(
    ("markup", "container"),
    [
        (ONE, '<div class="se-main-container">{}</div>'),
        (THREE, '<div id="viewTypeSelector">{}</div>'),
        (TWO, '<div id="viewTypeSelector">{}</div>'),
    ],
    ids=["one", "three", "two"],
)
@given(components=COMPONENTS)
def test_nothing_is_lost_and_nothing_is_mixed(markup, container, components):
    body = "".join(markup[kind].format(html.escape(words)) for kind, words in components)
    page = f'<html><head><meta charset="utf-8"></head><body>{container.format(body)}</body></html>'
    post = parse_page(page.encode(), "https://m.blog.naver.com/a_b/223264000001", seen_at=NOW)
    expected: list[tuple[str, str]] = []
    for kind, words in components:
        if expected and kind == "text" == expected[-1][0]:
            expected[-1] = ("text", f"{expected[-1][1]}\n{words}")
        else:
            expected.append((kind, words))
    assert [(segment.kind, segment.text) for segment in post.segments] == expected
