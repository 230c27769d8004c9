"""Search results show the words that were searched for, and hostile text stays text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html
from starlette.testclient import TestClient

from pungmun.records import Post
from pungmun.store import Judged, Store

HOSTILE = '<script>alert(1)</script> 재외 공관 <img src=x onerror=alert(2)> "공관" </mark><mark class="word">'


@pytest.mark.parametrize("asked", ["공관", '"공관"', "재외 공관"])
def test_words_are_marked_and_nothing_else_is_markup(client: TestClient, store: Store, make_post: Callable[..., Post], asked: str) -> None:
    store.write([Judged(make_post("hostile", HOSTILE, title=f"{HOSTILE} 제목"))])
    page = html.fromstring(client.get("/search", params={"q": asked}).text)
    (hit,) = page.xpath("//article[@class='hit'][.//a[@href='/posts/hostile']]")
    assert set(hit.xpath(".//mark/text()")) <= {"공관", "재외", "재외 공관"}
    assert hit.xpath(".//h3//mark[@class='word']")
    assert hit.xpath(".//p[@class='lead-in']//mark[@class='word']")
    assert not hit.xpath(".//script | .//img")
    assert hit.xpath("string(.//h3)") == f"{HOSTILE} 제목"


def test_a_hostile_search_is_text_too(client: TestClient) -> None:
    page = html.fromstring(client.get("/search", params={"q": '<script>alert(1)</script>" onfocus="x'}).text)
    assert not page.xpath("//script[not(@src)] | //@onfocus")


def test_without_words_nothing_is_marked(client: TestClient) -> None:
    assert not html.fromstring(client.get("/search").text).xpath("//mark[@class='word']")
