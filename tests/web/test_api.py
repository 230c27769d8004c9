"""The API: the same answers as the commands, and no 500 whatever is sent."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from starlette.testclient import TestClient

from pungmun.reports.posts import search_json
from pungmun.reports.timeline import timeline
from pungmun.store import Query, Store
from tests.amounts import inputs

CLAIM = "nk-all-missions-closed"
API = "/api/v1"


def test_search_counts_and_timeline_are_the_commands_answers(client: TestClient, store: Store) -> None:
    query = Query(claims=(CLAIM,), labels=("repeats",))

    found = client.get(f"{API}/search?claim={CLAIM}&label=repeats&limit=5").json()
    assert found == json.loads(json.dumps(search_json(store.search(query, limit=5))))
    assert client.get(f"{API}/counts?by=day,label&claim={CLAIM}").json() == store.counts(("day", "label"), Query(claims=(CLAIM,)))
    assert client.get(f"{API}/claims/{CLAIM}/timeline?by=hour").json() == timeline(store, CLAIM, "hour")


def test_pages_reach_every_post_once(client: TestClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{API}/search", params={"limit": 7, "cursor": cursor}).json()
        seen += [post["post_id"] for post in page["posts"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen)) == page["total"]


def test_a_post_has_text_segments_and_reviews(client: TestClient, story: ModuleType, store: Store) -> None:
    reviewed = store.reviews()[0]
    post = client.get(f"{API}/posts/{reviewed.post_id}").json()

    assert post["reviews"][0]["by"] == "한결"
    assert post["text"]
    assert post["segments"][0]["kind"] == "text"


def test_a_review_is_kept_and_taken_back(client: TestClient, story: ModuleType, store: Store) -> None:
    post_id = story.judged_posts()[4].post.post_id
    body = {"post_id": post_id, "claim_id": CLAIM, "label": "asks", "note": "물음이다"}

    assert client.post(f"{API}/reviews", json=body).status_code == 201
    stored = store.get(post_id)
    assert stored
    assert stored.findings[0].decided_by == "review"
    assert client.delete(f"{API}/reviews", params={"post": post_id, "claim": CLAIM}).status_code == 204
    assert client.delete(f"{API}/reviews", params={"post": post_id, "claim": CLAIM}).status_code == 404
    assert [row["action"] for row in store.audit(2)] == ["review.undo", "review.set"]


def test_a_form_of_another_site_can_not_write(client: TestClient, story: ModuleType, store: Store) -> None:
    body = json.dumps({"post_id": story.judged_posts()[4].post.post_id, "claim_id": CLAIM, "label": "asks"})

    assert client.post(f"{API}/reviews", content=body, headers={"content-type": "text/plain"}).status_code == 415
    headers = {"content-type": "application/json", "sec-fetch-site": "cross-site"}
    assert client.post(f"{API}/reviews", content=body, headers=headers).status_code == 403
    assert len(store.reviews()) == 1


UNREADABLE = (
    "/search?since=0001-01-01",
    "/search?hour=9999-12-31T23:00:00-12:00",
    "/search?cursor=abc",
    "/counts?by=",
    "/counts?by=day,day",
    "/search?limit=0",
)


@pytest.mark.parametrize("address", UNREADABLE)
def test_what_can_not_be_read_is_named(client: TestClient, address: str) -> None:
    answer = client.get(API + address)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"]


def test_a_closed_store_is_503(client: TestClient, store: Store) -> None:
    store.close()

    assert client.get(f"{API}/search").status_code == 503
    assert client.get(f"{API}/search?cursor=abc").status_code == 503
    page = client.get("/")
    assert page.status_code == 503
    assert "pungmun doctor" in page.text


@pytest.mark.slow
def test_no_request_makes_the_api_fail(app: FastAPI) -> None:
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app, headers={"host": "localhost"})
    tried: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=inputs(40), deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
        @_given(operation)
        def attempt(case: Any) -> None:
            answer = case.call(headers={"host": "localhost"})
            assert answer.status_code < 500, (case.formatted_path, answer.text)
            case.validate_response(answer, checks=[schemathesis.checks.not_a_server_error])

        attempt()
        tried.add(operation.label)

    assert len(tried) >= 12


def _given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())
