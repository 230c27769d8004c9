"""Host names, headers, form tokens and sizes: what keeps other web pages out of a console on loopback."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from pungmun.store import Store
from pungmun.web.security import MAX_BODY, host_name


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", "", "[::2]", "10.0.0.1"])
def test_other_host_names_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:1", "[::1]:8765", "LOCALHOST"])
def test_loopback_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("header", "name"), [("a:b:c", ""), ("[::1", ""), ("h:x", ""), (" host ", "host"), ("h:80", "h")])
def test_odd_host_headers(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize("address", ["/", "/nothing", "/static/console.css", "/search?since=x"])
def test_security_headers_stand_everywhere(client: TestClient, address: str) -> None:
    headers = client.get(address).headers

    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("token", ["", "0" * 64, "한글"])
def test_forms_without_the_right_token_change_nothing(client: TestClient, store: Store, token: str) -> None:
    waiting = re.search(r'action="(/posts/[0-9a-f]+/review)"', client.get("/review").text)
    assert waiting
    data = {"csrf_token": token, "claim_id": "nk-all-missions-closed", "label": "repeats"}

    assert client.post(waiting.group(1), data=data).status_code == 403
    assert len(store.reviews()) == 1


def test_a_token_of_another_visitor_does_not_count(client: TestClient, store: Store) -> None:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/judge").text)
    assert found
    client.cookies.clear()

    assert client.post("/judge", data={"csrf_token": found.group(1), "text": "글"}).status_code == 403


def test_a_form_that_a_browser_sends_from_another_site_is_refused(client: TestClient) -> None:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/judge").text)
    assert found
    answer = client.post("/judge", data={"csrf_token": found.group(1), "text": "글"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


def test_large_bodies_are_refused_unread(client: TestClient) -> None:
    assert client.post("/judge", content=b"x", headers={"content-length": str(MAX_BODY + 1)}).status_code == 413


def test_bodies_without_a_length_are_refused(client: TestClient) -> None:
    assert client.post("/judge", content=iter([b"x"])).status_code == 411


def test_cookies_are_out_of_reach_of_scripts(client: TestClient) -> None:
    client.cookies.clear()
    cookie = client.get("/").headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie
