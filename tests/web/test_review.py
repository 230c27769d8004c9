"""Decisions of people: saved, shown, undone, written to the audit log."""

from __future__ import annotations

import re

from lxml import html
from starlette.testclient import TestClient

from pungmun.store import Query, Store

CLAIM = "nk-all-missions-closed"


def _form(client: TestClient, address: str, **fields: str) -> dict[str, str]:
    page = html.fromstring(client.get(address).text)
    form = page.xpath("//form[contains(@class, 'review')]")[0]
    data = {i.get("name"): i.get("value") for i in form.xpath(".//input")}
    return {"action": form.get("action"), **data, **fields}


def test_queue_starts_with_the_most_uncertain_and_moves_on(client: TestClient, store: Store) -> None:
    waiting = store.search(Query(labels=("needs_review",)), limit=1, order="uncertain")
    data = _form(client, "/review", label="weaker_true")
    assert data["action"] == f"/posts/{waiting.hits[0].post.post_id}/review"

    answer = client.post(data.pop("action"), data=data)

    assert answer.status_code == 303
    assert "done=" in answer.headers["location"]
    assert store.search(Query(labels=("needs_review",)), limit=1).total == waiting.total - 1
    stored = store.get(waiting.hits[0].post.post_id)
    assert stored
    assert (stored.findings[0].label, stored.findings[0].decided_by) == ("weaker_true", "review")
    assert store.audit(1)[0]["action"] == "review.set"


def test_a_decision_can_be_undone_from_the_next_page(client: TestClient, store: Store) -> None:
    before = store.search(Query(labels=("needs_review",)), limit=1).total
    data = _form(client, "/review", label="repeats")
    location = client.post(data.pop("action"), data=data).headers["location"]
    page = html.fromstring(client.get(location).text)
    undo = page.xpath("//form[contains(@class, 'notice')]")[0]
    fields = {i.get("name"): i.get("value") for i in undo.xpath(".//input")} | {"undo": "1"}

    client.post(undo.get("action"), data=fields)

    assert store.search(Query(labels=("needs_review",)), limit=1).total == before
    assert store.audit(1)[0]["action"] == "review.undo"


def test_skip_keeps_the_place(client: TestClient) -> None:
    page = html.fromstring(client.get("/review").text)
    after = html.fromstring(client.get(page.xpath("//a[@data-key='s']/@href")[0]).text)

    assert page.xpath("string(//h2[@class='doc-title'])")
    assert page.xpath("//form[@class='review']/@action") != after.xpath("//form[@class='review']/@action")


def test_a_wrong_label_or_claim_changes_nothing(client: TestClient, store: Store) -> None:
    data = _form(client, "/review", label="lie")
    action = data.pop("action")

    assert client.post(action, data=data).status_code == 422
    assert client.post(action, data={**data, "label": "repeats", "claim_id": "nothing"}).status_code == 422
    assert len(store.reviews()) == 1


def test_nobody_is_sent_to_another_site(client: TestClient) -> None:
    data = _form(client, "/review", label="repeats", next="//evil.example/")

    location = client.post(data.pop("action"), data=data).headers["location"]

    assert re.fullmatch(r"/posts/[0-9a-f]{32}", location)
