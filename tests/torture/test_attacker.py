"""The console as an attacker meets it: every route without a session, forged tokens, other people's sessions, paths, guesses."""

from __future__ import annotations

import json
import logging
import re
import stat
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from crawlers.authors import author_key
from crawlers.child import _round
from crawlers.replay.handler import check_base
from pungmun.cli.serve import console_key
from pungmun.errors import ConfigError
from pungmun.settings import Settings
from pungmun.store import Judged, Store
from pungmun.web import create_app
from pungmun.web.identity import Access
from pungmun.web.sessions import MAX_FAILURES
from pungmun.web.users import Users

CONFIG = Path(__file__).parents[1] / "web" / "config"
PASSWORD = "correct horse battery staple"
SECRET = "s3cr3t-that-must-stay"


@pytest.fixture
def users(tmp_path: Path) -> Users:
    found = Users(tmp_path / "users.json")
    for name, role in (("viewer", "viewer"), ("analyst", "analyst"), ("boss", "admin")):
        found.put(name, role, PASSWORD)
    return found


@pytest.fixture
def access(users: Users) -> Access:
    return Access("login", users)


def client(store: Store, access: Access, **more: str) -> TestClient:
    """A browser of its own."""
    app = create_app(store, CONFIG, secret=b"test", access=access)
    return TestClient(app, base_url=more.pop("base_url", "http://127.0.0.1"), headers=more, follow_redirects=False)


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found
    return found.group(1)


def log_in(browser: TestClient, name: str, password: str = PASSWORD) -> int:
    data = {"csrf_token": token_of(browser.get("/login").text), "name": name, "password": password}
    return browser.post("/login", data=data).status_code


def routes(store: Store, access: Access) -> list[tuple[str, str]]:
    """(method, address) of every route of the console, mounted ones too."""
    found: list[tuple[str, str]] = []

    def walk(all_routes: list[object], prefix: str) -> None:
        for route in all_routes:
            if router := getattr(route, "original_router", None):
                walk(router.routes, prefix + (getattr(route.include_context, "prefix", "") or ""))  # type: ignore[attr-defined]
            if inner := getattr(getattr(route, "app", None), "routes", None):
                walk(inner, prefix + getattr(route, "path", ""))
            if isinstance(route, Route) or hasattr(route, "methods"):
                path = re.sub(r"\{[^}]*\}", "x", prefix + route.path)  # type: ignore[attr-defined]
                found.extend((method, path) for method in sorted((route.methods or {"GET"}) - {"HEAD"}))  # type: ignore[attr-defined]

    walk(create_app(store, CONFIG, secret=b"test", access=access).routes, "")  # type: ignore[arg-type]
    return found


def test_no_route_opens_without_a_session_or_with_a_foreign_one(store: Store, access: Access) -> None:
    found = routes(store, access)
    assert len(found) > 25
    for cookie in ("", "A" * 43, "../../etc/passwd"):
        browser = client(store, access)
        browser.cookies.set("pungmun_session", cookie)
        for method, path in found:
            if path.startswith("/login"):
                continue
            answer = browser.request(method, path)
            assert answer.status_code in (303, 401), f"{method} {path} with session {cookie!r}: {answer.status_code}"
            assert answer.headers.get("location", "/login").startswith("/login")
    assert store.reviews() == []


def test_no_change_is_made_without_the_form_token_of_that_browser(store: Store, access: Access) -> None:
    changes = [path for method, path in routes(store, access) if method == "POST" and not path.startswith(("/api", "/login"))]
    assert len(changes) > 5
    other = client(store, access)
    assert log_in(other, "boss") == 303
    foreign = token_of(other.get("/judge").text)
    for token in ("", "0" * 64, foreign):
        browser = client(store, access)
        assert log_in(browser, "boss") == 303
        for path in changes:
            assert browser.post(path, data={"csrf_token": token}).status_code == 403, f"{path} with token {token!r}"


def test_a_form_from_another_site_is_refused_even_with_a_token(store: Store, access: Access) -> None:
    browser = client(store, access)
    log_in(browser, "boss")
    data = {"csrf_token": token_of(browser.get("/judge").text), "title": "a", "text": "b"}

    assert browser.post("/judge", data=data, headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/quarantine/release", "/claims/save"])
def test_a_viewer_can_not_do_what_needs_more(store: Store, access: Access, path: str) -> None:
    browser = client(store, access)
    log_in(browser, "viewer")
    token = token_of(browser.get("/judge").text)

    assert browser.post(path, data={"csrf_token": token, "item_id": "x", "claim_id": "x"}).status_code == 403


def test_a_token_or_session_in_an_address_opens_nothing_and_no_answer_hands_one_out_there(
    store: Store, users: Users, access: Access
) -> None:
    token = users.issue("bot", "admin")
    session = access.sessions.start("boss")
    browser = client(store, access)
    for name, value in (("token", token), ("access_token", token), ("authorization", f"Bearer {token}"), ("pungmun_session", session)):
        assert browser.get("/api/v1/claims", params={name: value}).status_code == 401
        assert browser.get("/claims", params={name: value}).status_code == 303
    answer = client(store, access, authorization=f"Bearer {token}").get("/search?q=a")
    browser.cookies.set("pungmun_session", session)
    page = browser.get("/search?q=a")
    for told in (answer, page):
        assert told.status_code == 200
        assert token not in told.text + str(told.headers)
        assert session not in told.text + str(told.headers)
        assert told.headers["referrer-policy"] in ("no-referrer", "same-origin")


TRAVERSALS = [
    "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/....//app.py", "/static//etc/passwd",
    "/static/..%5capp.py", "/static/%00", "/posts/..%2f..%2fetc%2fpasswd", "/claims/..%2f..%2f..%2fetc%2fpasswd", "/clusters/../../x",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out(store: Store, path: str) -> None:
    answer = client(store, Access()).get(path)

    assert answer.status_code in (303, 307, 404, 422), answer.status_code
    assert "create_app" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("target", ["//e.example", "https://e.example", "/\\e.example", "javascript:x", "/x\r\nSet-Cookie: a=b"])
def test_a_login_leads_nowhere_else(store: Store, access: Access, target: str) -> None:
    browser = client(store, access)
    data = {"csrf_token": token_of(browser.get("/login").text), "name": "boss", "password": PASSWORD, "next": target}
    answer = browser.post("/login", data=data)

    assert answer.status_code == 303
    assert re.fullmatch(r"/(?![/\\])[^\r\n]*", answer.headers["location"])
    assert "a=b" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "127.0.0.1:80:80"])
def test_a_foreign_host_name_is_not_answered(store: Store, host: str) -> None:
    assert client(store, Access()).get("/claims", headers={"host": host}).status_code in (400, 421)


def test_guessing_in_parallel_gains_nothing(store: Store, access: Access) -> None:
    app = create_app(store, CONFIG, secret=b"test", access=access)

    def guess(number: int) -> int:
        browser = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        return log_in(browser, "boss", f"guess {number} of many")

    with ThreadPoolExecutor(12) as pool:
        answers = Counter(pool.map(guess, range(24)))

    assert answers[401] <= MAX_FAILURES, answers
    assert answers[429] >= 24 - MAX_FAILURES


def test_script_in_a_post_is_text_and_the_policy_runs_none(store: Store, make_judged: object) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">{{7*7}}${7*7}\u202e'
    judged: Judged = make_judged("p1", "repeats", title=evil, text=evil, url="javascript:alert(1)", published="2023-11-16")  # type: ignore[operator]
    store.write([judged])
    browser = client(store, Access())
    for path in ("/posts/p1", "/search?q=alert", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/review"):
        answer = browser.get(path)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert 'href="javascript:' not in answer.text
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_the_key_of_form_tokens_is_never_empty_and_private(tmp_path: Path) -> None:
    (tmp_path / "console.key").touch()  # what a kill between making and writing the file would have left

    key = console_key(tmp_path)

    assert len(key) == 64
    assert key == console_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "console.key").stat().st_mode) == 0o600


def test_secrets_are_in_no_log_nor_job_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    names = ("naver_client_secret", "kakao_rest_api_key", "author_key", "judge_key", "send_to", "elasticsearch_password")
    settings = Settings(var_dir=tmp_path, **dict.fromkeys(names, SECRET))  # type: ignore[arg-type]
    _round({"run_id": "r", "spool": str(tmp_path / "spool"), "since": None}, settings)
    logging.getLogger("pungmun").info("%s %r", settings, settings)

    assert SECRET not in repr(settings) + str(settings) + caplog.text + json.dumps(settings.model_dump(mode="json"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and SECRET in path.read_text(errors="replace")]


@pytest.mark.parametrize(
    "address", ["http://evil.example", "https://127.0.0.1", "http://127.0.0.1.evil.example", "http://10.0.0.1", "x", "//a"]
)
def test_a_replay_site_is_on_this_machine(address: str) -> None:
    with pytest.raises(ConfigError, match="no address on this machine"):
        check_base(address)


def test_an_author_is_a_key_that_nobody_can_compute_without_ours(tmp_path: Path) -> None:
    mine, other = author_key(Settings(var_dir=tmp_path / "a")), author_key(Settings(var_dir=tmp_path / "b"))

    assert mine("naver_blog", "hong") == mine("naver_blog", "hong") != other("naver_blog", "hong")
    assert mine("naver_blog", "hong") != mine("daum_cafe", "hong")
    assert stat.S_IMODE((tmp_path / "a" / "author.key").stat().st_mode) == 0o600
