"""Users, roles, sessions, tokens and the proxy: who gets in, and what each may do."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pungmun.errors import ConfigError
from pungmun.store import Store
from pungmun.web import create_app
from pungmun.web.identity import Access
from pungmun.web.sessions import FAILURE_SECONDS, HOURS, MAX_FAILURES, Sessions, Throttle
from pungmun.web.users import Users

CONFIG = Path(__file__).parent / "config"
PASSWORD = "아주 긴 비밀번호 하나 더"


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A viewer and an analyst; a password's hash is slow by design, so it is made once."""
    users = Users(tmp_path_factory.mktemp("users") / "users.json")
    users.put("viewer", "viewer", PASSWORD)
    users.put("hangyeol", "analyst", PASSWORD)
    return users.path


@pytest.fixture
def users(tmp_path: Path, users_file: Path) -> Users:
    """A viewer and an analyst, in a file of their own."""
    (tmp_path / "var").mkdir()
    return Users(Path(shutil.copy2(users_file, tmp_path / "var" / "users.json")))


def console(store: Store, access: Access, token: str = "", peer: str = "testclient") -> TestClient:
    app = create_app(store, CONFIG, secret=b"test", access=access)
    headers = {"accept-language": "ko", **({"authorization": f"Bearer {token}"} if token else {})}
    return TestClient(app, base_url="http://127.0.0.1", headers=headers, follow_redirects=False, client=(peer, 1))


def log_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', client.get("/login").text)
    assert found
    return client.post("/login", data={"csrf_token": found.group(1), "name": name, "password": password, **more}).status_code


@pytest.mark.parametrize("address", ["/", "/search?q=a", "/posts/x", "/audit"])
def test_without_a_session_every_page_leads_to_the_login(store: Store, users: Users, address: str) -> None:
    answer = console(store, Access("login", users)).get(address)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=/")


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/openapi.json", "/metrics"])
def test_programs_get_401(store: Store, users: Users, address: str) -> None:
    assert console(store, Access("login", users)).get(address).status_code == 401


def test_login_and_logout(store: Store, users: Users) -> None:
    client = console(store, Access("login", users))
    assert log_in(client, "hangyeol") == 303
    page = client.get("/claims")
    assert page.status_code == 200
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
    assert found

    client.post("/logout", data={"csrf_token": found.group(1)})

    assert client.get("/claims").status_code == 303
    assert store.audit(1)[0]["action"] == "login"


@pytest.mark.parametrize(("name", "password"), [("hangyeol", "wrong"), ("nobody", PASSWORD), ("", ""), ("hangyeol", "")])
def test_a_wrong_password_or_name_is_401_and_the_same(store: Store, users: Users, name: str, password: str) -> None:
    client = console(store, Access("login", users))

    assert log_in(client, name, password) == 401
    assert client.get("/").status_code == 303


def test_failures_are_limited_even_for_the_right_password(store: Store, users: Users) -> None:
    client = console(store, Access("login", users))
    for _ in range(MAX_FAILURES):
        assert log_in(client, "hangyeol", "wrong") == 401

    assert log_in(client, "hangyeol") == 429


def test_failures_are_forgotten_in_time() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(MAX_FAILURES):
        throttle.failed("name a")
    assert throttle.wait("name a", "address b") > 0
    assert throttle.wait("name c") == 0

    now[0] = FAILURE_SECONDS + 1

    assert throttle.wait("name a") == 0


def test_sessions_end() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    key = sessions.start("hangyeol")
    assert sessions.name_of(key) == "hangyeol"

    now[0] = HOURS * 3600 + 1

    assert sessions.name_of(key) is None
    assert sessions.name_of("") is None


def test_a_removed_user_is_out_at_once(store: Store, users: Users) -> None:
    client = console(store, Access("login", users))
    log_in(client, "hangyeol")
    users.remove("hangyeol")

    assert client.get("/claims").status_code == 303


def test_a_viewer_reads_and_decides_nothing(store: Store, users: Users) -> None:
    client = console(store, Access("login", users))
    log_in(client, "viewer")
    page = client.get("/review").text
    assert 'name="label"' not in page
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    post = re.search(r'href="/posts/([0-9a-f]{32})"', page)
    assert found
    assert post
    data = {"csrf_token": found.group(1), "claim_id": "nk-all-missions-closed", "label": "repeats"}

    assert client.post(f"/posts/{post.group(1)}/review", data=data).status_code == 403
    assert len(store.reviews()) == 1


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("analyst", 404), ("admin", 404)])
def test_tokens_have_roles(store: Store, users: Users, role: str, status: int) -> None:
    client = console(store, Access("login", users), token=users.issue("bot", role))
    body = {"post_id": "nothing", "claim_id": "nk-all-missions-closed", "label": "asks"}

    assert client.get("/api/v1/search").status_code == 200
    assert client.post("/api/v1/reviews", json=body).status_code == status


def test_a_revoked_or_invented_token_is_401(store: Store, users: Users) -> None:
    token = users.issue("bot", "admin")
    client = console(store, Access("login", users), token=token)
    assert client.get("/api/v1/claims").status_code == 200

    assert users.revoke(users.tokens()[0]["id"])

    assert client.get("/api/v1/claims").status_code == 401
    invented = console(store, Access("open", users), token="pungmun_x")
    assert invented.get("/api/v1/claims").status_code == 401


def test_a_proxy_is_believed_only_at_its_address(store: Store, users: Users) -> None:
    access = Access("proxy", users, "x-forwarded-user", frozenset({"10.0.0.1"}))
    named = {"x-forwarded-user": "hangyeol"}

    assert console(store, access, peer="10.0.0.1").get("/claims", headers=named).status_code == 200
    assert console(store, access, peer="10.0.0.1").get("/claims").status_code == 401
    assert console(store, access, peer="10.0.0.9").get("/claims", headers=named).status_code == 401


def test_an_open_console_keeps_the_name_that_one_gives(store: Store) -> None:
    client = console(store, Access())
    assert log_in(client, "minji", next="/claims") == 303

    assert ">minji</a>" in client.get("/claims").text
    assert log_in(client, "민지 <b>") == 422


def test_the_users_file_is_private_and_holds_no_secret(users: Users) -> None:
    token = users.issue("bot", "viewer")
    text = users.path.read_text(encoding="utf-8")

    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert token not in text
    assert PASSWORD not in text
    assert "$argon2id$" in text


BAD = [("a b", "viewer", PASSWORD), ("a", "king", PASSWORD), ("a", "viewer", "short"), ("a", "viewer", None)]


@pytest.mark.parametrize(("name", "role", "password"), BAD)
def test_bad_users_are_refused(users: Users, name: str, role: str, password: str | None) -> None:
    with pytest.raises(ConfigError):
        users.put(name, role, password)  # type: ignore[arg-type]


def test_a_role_changes_without_a_new_password(users: Users) -> None:
    users.put("viewer", "admin", None)

    user = users.verify("viewer", PASSWORD)
    assert user
    assert user.role == "admin"
