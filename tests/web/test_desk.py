"""Digest, alerts, exports, saved searches and metrics: the desk's other pages."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from lxml import html
from starlette.testclient import TestClient

from pungmun.store import Query, Store

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
