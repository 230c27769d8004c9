"""The pages without a browser: what they show, and that every number opens exactly what it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from pungmun.store import Query, Store
from pungmun.web.params import read_query, search_url

CLAIM = "/claims/nk-all-missions-closed"
PAGES = (
    "/",
    "/?days=90",
    "/claims",
    CLAIM,
    f"{CLAIM}?by=hour",
    f"{CLAIM}?cumulative=1",
    "/search",
    "/review",
    "/judge",
    "/sources",
    "/quarantine",
    "/audit",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_page_answers_in_both_languages(client: TestClient, address: str, lang: str) -> None:
    answer = client.get(address, params={"lang": lang} if "?" not in address else None, headers={"accept-language": lang})

    assert answer.status_code == 200
    assert html.fromstring(answer.text).get("lang") == lang


@pytest.mark.parametrize("address", PAGES)
def test_no_inline_script_or_style(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(address).text)

    assert not page.xpath("//style | //@style | //script[not(@src)] | //@onclick | //@onload")


@pytest.mark.parametrize(
    "address",
    ["/", "/?days=7", "/claims", CLAIM, f"{CLAIM}?by=hour", f"{CLAIM}?since=2023-11-13&until=2023-11-16", "/search?q=북한", "/sources"],
)
def test_every_number_opens_exactly_the_posts_it_counts(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(address).text)
    links = {
        (a.get("href"), int(a.text_content().replace(",", "")))
        for a in page.xpath("//a[contains(@class, 'n')][starts-with(@href, '/search')]")
    }

    assert links
    for href, n in links:
        assert _total(client, href) == n, href


@pytest.mark.parametrize("address", ["/", CLAIM, f"{CLAIM}?cumulative=1", f"{CLAIM}?by=hour"])
def test_every_column_of_a_chart_opens_exactly_the_posts_it_counts(client: TestClient, address: str) -> None:
    page = html.fromstring(client.get(address).text)
    columns = {(a.get("href"), int(a.xpath("string(.//title)").rsplit(" ", 1)[1])) for a in page.xpath("//svg//a[.//title]")}

    assert len(columns) > 10
    for href, n in sorted(columns)[:40]:
        assert _total(client, href) == n, href


@pytest.mark.parametrize(
    "address", ["/?since=2025-01-01&until=2023-11-20", "/?since=1901-01-01", "/?until=1901-01-01", f"{CLAIM}?since=2030-01-01"]
)
def test_odd_windows_are_answered(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_long_spreads_are_shown_a_window_at_a_time(client: TestClient, store: Store, story: ModuleType) -> None:
    judged = story.judged_posts()[1]
    early = replace(judged.post, post_id="e" * 32, url="https://a.example/e", canonical_url="https://a.example/e")
    early = replace(early, published=replace(early.published, day=date(2022, 1, 1), instant=None, precision="day"))
    store.write([replace(judged, post=early, findings=(replace(judged.findings[0], post_id=early.post_id),))])

    page = html.fromstring(client.get(CLAIM).text)
    earlier = page.xpath("//a[contains(@href, 'until=2023-')][contains(@href, '/claims/')]/@href")

    days = [row.text_content() for row in page.xpath("//details//tbody/tr/th")]
    assert (days[0], days[-1]) == ("2023-11-11", "2023-11-20")
    assert client.get(earlier[0]).status_code == 200


def test_search_pages_reach_every_post_once(client: TestClient, store: Store) -> None:
    seen: list[str] = []
    href: str | None = "/search"
    while href:
        page = html.fromstring(client.get(href).text)
        seen += [a.get("href") for a in page.xpath("//article//h3/a")]
        href = next(iter(page.xpath("//a[@rel='next']/@href")), None)

    assert len(seen) == len(set(seen)) == store.search(Query(), limit=1).total


def test_day_only_and_unknown_dates_are_shown_as_such(client: TestClient) -> None:
    listing = client.get("/search?claim=nk-all-missions-closed&label=repeats").text

    assert "2023-11-14 (날짜만 앎)" in listing
    assert "날짜 모름" in listing
    assert "00:00" not in listing


def test_claim_page_names_undated_posts_apart(client: TestClient) -> None:
    page = html.fromstring(client.get(CLAIM).text)

    assert "날짜를 알 수 없어" in page.text_content()
    assert page.xpath("//p[@class='note']//a[contains(@href, 'undated=1')]")


def test_claim_page_shows_lag_between_repeat_and_debunk(client: TestClient) -> None:
    facts = " ".join(html.fromstring(client.get(CLAIM).text).xpath("string(//dl[@class='facts'])").split())

    assert "2023-11-12 12:00" in facts
    assert "+2일 23시간" in facts


def test_a_day_is_a_band_in_the_hourly_chart(client: TestClient) -> None:
    marks = html.fromstring(client.get(f"{CLAIM}?by=hour").text).xpath("//*[contains(@class, 'mark-check')]")

    assert marks
    assert float(marks[0].xpath("string(rect/@width)")) > 50


def test_post_page_marks_the_deciding_sentence_beside_claim_and_truth(client: TestClient, story: ModuleType) -> None:
    post = story.judged_posts()[3].post
    page = html.fromstring(client.get(f"/posts/{post.post_id}").text)

    assert page.xpath("string(//mark)") == "이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요."
    side = page.xpath("string(//dl[@class='truth'])")
    assert "북한이 전 세계 모든 재외공관을 폐쇄했다." in side
    assert "53곳 가운데" in side
    assert "일부 재외공관의 문을 닫았다" in side
    assert post.capture in page.text_content()
    assert page.xpath("//figure[contains(@class, 'seg-quote')]//blockquote")
    assert page.xpath("//figure[contains(@class, 'seg-card')]")


def test_hostile_text_stays_text(client: TestClient) -> None:
    attack = '"><script>alert(1)</script>'
    page = html.fromstring(client.get("/search", params={"q": attack, "claim": attack, "link": attack}).text)

    assert not page.xpath("//script[not(@src)]")
    assert page.xpath("//input[@id='f-q']/@value") == [attack]


def test_post_with_a_script_address_gets_no_such_link(client: TestClient, store: Store, story: ModuleType) -> None:
    from pungmun.store import Judged

    post = replace(story.judged_posts()[0].post, post_id="x" * 32, url="javascript:alert(1)", canonical_url="javascript:alert(1)")
    store.write([Judged(post)])

    assert 'href="javascript' not in client.get(f"/posts/{post.post_id}").text


@pytest.mark.parametrize("address", ["/posts/nothing", "/claims/nothing", "/clusters/nothing", "/nothing"])
def test_missing_things_get_a_page_that_says_so(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert html.fromstring(answer.text).xpath("//h1")


WRONG = ("/search?since=yesterday", "/search?label=lie", "/search?undated=perhaps", "/search?order=price", "/search?hour=noon", "/?days=0")


@pytest.mark.parametrize("address", WRONG)
def test_wrong_addresses_get_a_page_that_names_the_value(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 422
    assert re.search("since|label|undated|order|hour|days", html.fromstring(answer.text).xpath("string(//main//code)"))


ADDRESSES = (
    "/search?q=가&claim=a&claim=b&label=repeats&platform=p&source=s&since=2023-11-01&until=2023-11-30&undated=0&judged=1",
    "/search?hour=2023-11-12T12%3A00%3A00%2B09%3A00&cluster=c&link=https%3A%2F%2Fa.example",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_and_queries_are_the_same_both_ways(address: str) -> None:
    query = read_query(QueryParams(urlsplit(address).query))

    assert parse_qs(urlsplit(search_url(query)).query) == parse_qs(urlsplit(address).query)


def test_judging_a_text_stores_nothing(client: TestClient, store: Store) -> None:
    before = store.search(Query(), limit=1).total
    form = {"csrf_token": token(client), "title": "", "text": "북한 대사관이 모두 없어졌대요."}
    page = html.fromstring(client.post("/judge", data=form).text)

    assert page.xpath("string(//mark)") == "대사관"
    assert store.search(Query(), limit=1).total == before


def test_a_broken_claim_file_is_shown_and_the_rest_works(client: TestClient, tmp_path_factory: pytest.TempPathFactory) -> None:
    import shutil

    from pungmun.web.console import Console

    console: Console = client.app.state.console  # type: ignore[attr-defined]
    console.config_dir = tmp_path_factory.mktemp("config") / "config"
    shutil.copytree("tests/web/config", console.config_dir)
    (console.config_dir / "claims" / "typo.yml").write_text("claim_id: typo\nstatment: 오타\n", encoding="utf-8")
    page = client.get("/claims").text

    assert "typo.yml:2: statment: unknown key" in unescape(page)
    assert "북한이 전 세계 모든 재외공관을 폐쇄했다." in page


def token(client: TestClient) -> str:
    """The form token of this client's session."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/judge").text)
    assert found
    return found.group(1)


def _total(client: TestClient, href: str) -> int:
    heading = html.fromstring(client.get(href).text).xpath("string(//h2[@id='results-title'])")
    return int(re.sub(r"[^0-9]", "", heading))
