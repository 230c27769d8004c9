"""Digest, alerts, exports, saved searches and metrics: the desk's other pages."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawlers.evidence.checks import Check, add_check
from pungmun.records import Published
from pungmun.settings import Settings
from pungmun.store import Judged, Query, Store
from pungmun.web import create_app
from pungmun.web.searches import search_alerts

CLAIM = "nk-all-missions-closed"


def token(client: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/judge").text)
    assert found
    return found.group(1)


def test_every_number_of_the_digest_opens_its_posts(client: TestClient) -> None:
    page = html.fromstring(client.get("/digest?day=2023-11-14").text)
    links = {(a.get("href"), int(a.text_content())) for a in page.xpath("//a[contains(@class, 'n')][starts-with(@href, '/search')]")}

    assert len(links) >= 4
    for href, n in links:
        heading = html.fromstring(client.get(href).text).xpath("string(//h2[@id='results-title'])")
        assert int(re.sub(r"\D", "", heading)) == n, href


def test_two_digests_and_two_feeds_of_one_day_are_the_same(client: TestClient) -> None:
    assert client.get("/digest?day=2023-11-14").text == client.get("/digest?day=2023-11-14").text
    assert client.get("/feed.atom").content == client.get("/feed.atom").content


def test_the_feed_holds_seven_days(client: TestClient) -> None:
    feed = ET.fromstring(client.get("/feed.atom").content)
    ids = [entry.findtext("{*}id") for entry in feed.findall("{*}entry")]

    assert len(set(ids)) == 7
    assert ids[0] == "tag:pungmun,2023:digest:2023-11-20"


def test_an_alert_is_acknowledged_by_a_person(client: TestClient, store: Store) -> None:
    page = html.fromstring(client.get("/digest?day=2023-11-13").text)
    action = page.xpath("//form[contains(@action, '/acknowledge')]/@action")[0]

    client.post(action, data={"csrf_token": token(client), "next": "/digest?day=2023-11-13"})

    after = html.fromstring(client.get("/digest?day=2023-11-13").text)
    assert action not in after.xpath("//form/@action")
    assert "확인: analyst" in after.text_content()
    assert store.audit(1)[0]["action"] == "alert.acknowledge"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-01-01"])
def test_days_at_the_end_of_time_are_refused(client: TestClient, day: str) -> None:
    assert client.get(f"/digest?day={day}").status_code == 422


def test_exports_hold_the_posts_of_the_search(client: TestClient, store: Store) -> None:
    total = store.search(Query(claims=(CLAIM,), labels=("repeats",)), limit=1).total
    address = f"?claim={CLAIM}&label=repeats"

    rows = list(csv.DictReader(io.StringIO(client.get(f"/export.csv{address}").text)))
    lines = [json.loads(line) for line in client.get(f"/export.jsonl{address}").text.splitlines()]

    assert len({row["post_id"] for row in rows}) == len(lines) == total
    assert client.get(f"/export.parquet{address}").content[:4] == b"PAR1"
    assert ET.fromstring(client.get(f"/export.gexf{address}").content).tag.endswith("gexf")
    assert store.audit(1)[0]["action"] == "export"


def test_a_timeline_is_a_picture_and_a_claim_is_claimreview(client: TestClient) -> None:
    assert client.get(f"/claims/{CLAIM}/timeline.png").content[:8] == b"\x89PNG\r\n\x1a\n"
    assert "<svg" in client.get(f"/claims/{CLAIM}/timeline.svg?by=hour").text
    assert client.get(f"/claims/{CLAIM}/claimreview.json").json()[0]["claimReviewed"] == "북한이 전 세계 모든 재외공관을 폐쇄했다."
    assert client.get("/claims/nothing/timeline.png").status_code == 404


def test_a_saved_search_counts_what_is_new(client: TestClient, store: Store) -> None:
    form = {"csrf_token": token(client), "name": "공관 되풀이", "query": f"claim={CLAIM}&label=repeats"}
    assert client.post("/saved", data=form).status_code == 303
    waiting = next(s for s in store.search(Query(labels=("needs_review",)), limit=9).hits if s.findings[0].label != "repeats")
    client.post(f"/posts/{waiting.post.post_id}/review", data={"csrf_token": token(client), "claim_id": CLAIM, "label": "repeats"})

    row = html.fromstring(client.get("/saved").text).xpath("//tbody/tr")[0]
    assert row.xpath("string(td[1])") == "1"
    key = row.xpath(".//button[@name='seen']/@value")[0]
    client.post("/saved", data={"csrf_token": token(client), "seen": key})
    assert html.fromstring(client.get("/saved").text).xpath("string(//tbody/tr/td[1])") == "0"
    client.post("/saved", data={"csrf_token": token(client), "remove": key})
    assert not html.fromstring(client.get("/saved").text).xpath("//tbody/tr")


@pytest.mark.parametrize("fields", [{"name": "", "query": ""}, {"name": "a", "query": "since=x"}])
def test_a_search_that_can_not_be_read_is_not_saved(client: TestClient, store: Store, fields: dict[str, str]) -> None:
    assert client.post("/saved", data={"csrf_token": token(client), **fields}).status_code == 422
    assert store.get_meta("saved-searches") is None


def test_metrics_are_in_prometheus_format(client: TestClient) -> None:
    client.get("/claims")
    text = client.get("/metrics").text

    assert re.search(r'^pungmun_posts\{platform="naver_blog"\} \d+$', text, re.M)
    assert re.search(r'^pungmun_findings_posts\{label="repeats"\} \d+$', text, re.M)
    assert 'pungmun_quarantine{kind="wall"} 1' in text
    assert 'pungmun_console_requests_total{status="200"} 1' in text
    assert all(re.fullmatch(r'#.*|[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.]+', line) for line in text.splitlines())


def test_an_admin_drops_a_quarantined_item(client: TestClient, store: Store) -> None:
    client.post("/quarantine/release", data={"csrf_token": token(client), "item_id": "q1"})

    assert [item.item_id for item in store.quarantined()] == ["q2"]
    assert store.audit(1)[0]["action"] == "quarantine.drop"


def test_a_case_file_is_one_click_away_and_is_logged(client: TestClient, store: Store) -> None:
    assert f'href="/claims/{CLAIM}/case.zip"' in client.get(f"/claims/{CLAIM}").text

    with zipfile.ZipFile(io.BytesIO(client.get(f"/claims/{CLAIM}/case.zip").content)) as archive:
        page = archive.read("index.html").decode()
        rows = archive.read("posts.jsonl").splitlines()

    assert len(rows) == store.search(Query(claims=(CLAIM,)), limit=1).total
    assert '<html lang="ko">' in page
    assert store.audit(1)[0]["subject"] == f"case {CLAIM}"
    assert client.get("/claims/nothing/case.zip").status_code == 404


def test_a_saved_search_sends_one_alert_a_day_if_it_was_asked_to(client: TestClient, store: Store) -> None:
    day = date(2023, 11, 22)
    form = {"csrf_token": token(client), "name": "공관 되풀이", "query": f"claim={CLAIM}&label=repeats", "alert": "1"}
    client.post("/saved", data=form)
    assert search_alerts(store, day) == []

    waiting = next(s for s in store.search(Query(labels=("needs_review",)), limit=9).hits if s.findings[0].label != "repeats")
    client.post(f"/posts/{waiting.post.post_id}/review", data={"csrf_token": token(client), "claim_id": CLAIM, "label": "repeats"})
    (alert,) = search_alerts(store, day)
    assert alert == search_alerts(store, day)[0]
    assert "‘공관 되풀이’에 새 글이 1건" in alert.words
    assert "1 new (" in alert.english

    key = html.fromstring(client.get("/saved").text).xpath("//button[@name='alert_off']/@value")[0]
    client.post("/saved", data={"csrf_token": token(client), "alert_off": key})
    assert search_alerts(store, day) == []
    client.post("/saved", data={"csrf_token": token(client), "alert_on": key})
    client.post("/saved", data={"csrf_token": token(client), "seen": key})
    assert search_alerts(store, day) == []


def test_alerts_name_platforms_and_speak_the_readers_language(client: TestClient) -> None:
    korean = client.get("/digest?day=2023-11-13").text
    english = client.get("/digest?day=2023-11-13&lang=en").text

    assert "다음 카페에 처음 나타났습니다" in korean
    assert "daum_cafe에" not in korean
    assert "first repeats on Daum Cafe" in english


def test_later_looks_at_a_post_stand_on_its_page(store: Store, tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path)
    post = store.search(Query(claims=(CLAIM,)), limit=1).hits[0].post
    add_check(settings, Check(post.post_id, post.url, "2023-11-20T00:00:00+00:00", "there"))
    add_check(
        settings, Check(post.post_id, post.url, "2023-11-21T00:00:00+00:00", "edited", diff="--- a\n+++ b\n-모두 닫았다\n+일부 닫았다")
    )
    add_check(settings, Check(post.post_id, post.url, "2023-11-22T00:00:00+00:00", "gone", why="HTTP 410"))
    app = create_app(store, Path(__file__).parent / "config", settings=settings)
    page = html.fromstring(TestClient(app, base_url="http://127.0.0.1").get(f"/posts/{post.post_id}?lang=ko").text)

    rows = [" ".join(row.text_content().split()) for row in page.xpath("//ul[contains(@class, 'checks')]/li")]
    assert [row.split(" 2023-")[0] for row in rows] == ["그대로 있음", "고쳐짐", "사라짐"]
    assert "2023-11-20 09:00" in rows[0]
    assert page.xpath("//pre//span[@class='del']")[0].text_content() == "-모두 닫았다"
    assert "HTTP 410" in rows[2]


def test_a_very_common_word_is_counted_but_not_split(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pungmun.web.routes.search.MOST_SPLIT", 3)
    page = client.get("/search?q=공관").text

    assert "나누어 세지 않았습니다" in page
    assert "나누어 세지 않았습니다" not in client.get("/search?claim=" + CLAIM).text


def test_a_debunk_before_the_first_repeat_is_said_to_be_that(client: TestClient, store: Store) -> None:
    first = store.first(Query(claims=(CLAIM,), labels=("repeats",)))
    assert first
    debunk = next(s for s in store.search(Query(claims=(CLAIM,), labels=("debunks",)), limit=9).hits if s.post.published.instant)
    early = replace(debunk.post, published=Published.on(date(2023, 11, 9)), post_id="early", url="https://a.example/e", canonical_url="")
    store.write([Judged(early, (replace(debunk.findings[0], post_id="early", decided_by="model"),))])

    text = " ".join(html.fromstring(client.get(f"/claims/{CLAIM}").text).xpath("string(//dl[@class='facts'])").split())
    assert "앞섬" in text
    assert "그 뒤의 첫 반박" in text
    assert "−" not in text
