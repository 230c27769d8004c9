"""Claims in the browser: checked as on disk, previewed, written whole or not at all."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from lxml import html
from starlette.testclient import TestClient

from pungmun.records import Claim, Finding, Post
from pungmun.registry import load_claims
from pungmun.store import Store
from pungmun.web import create_app

HERE = Path(__file__).parent
CLAIM = "nk-all-missions-closed"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A registry of its own."""
    return Path(shutil.copytree(HERE / "config", tmp_path / "config"))


@pytest.fixture
def client(store: Store, config: Path, story: ModuleType) -> TestClient:
    """A console over that registry, with a preview that finds one post."""

    def preview(claim: Claim) -> list[tuple[Post, Finding]]:
        judged = story.judged_posts()[1]
        return [(judged.post, judged.findings[0])]

    app = create_app(store, config, preview=preview, secret=b"test")
    return TestClient(app, base_url="http://127.0.0.1", headers={"accept-language": "ko"}, follow_redirects=False)


def form(client: TestClient, address: str = f"/claims/{CLAIM}/edit") -> dict[str, str]:
    page = html.fromstring(client.get(address).text)
    fields = {i.get("name"): i.get("value") for i in page.xpath("//form[@action='/claims/save']//input")}
    return {**fields, "text": page.xpath("string(//textarea)")}


def test_a_preview_writes_nothing(client: TestClient, config: Path) -> None:
    before = (config / "claims" / f"{CLAIM}.yml").read_bytes()
    data = form(client)
    answer = client.post("/claims/save", data={**data, "text": data["text"].replace("version: 2", "version: 3")})

    assert "보관된 글에서 찾게 될 것" in answer.text
    assert "북한, 전 세계 공관 폐쇄" in answer.text
    assert (config / "claims" / f"{CLAIM}.yml").read_bytes() == before


def test_a_saved_claim_is_the_file_and_in_the_audit_log(client: TestClient, config: Path, store: Store) -> None:
    data = form(client)
    text = data["text"].replace("version: 2", "version: 3").replace("전부 닫았다", "몽땅 닫았다")
    assert client.post("/claims/save", data={**data, "text": text, "save": "1"}).status_code == 303

    assert next(c for c in load_claims(config) if c.claim_id == CLAIM).version == 3
    assert (store.audit(1)[0]["action"], store.audit(1)[0]["detail"]) == ("claim.edit", "version 2 → 3")
    assert not list((config / "claims").glob(".claim-*"))
    assert "3판" in client.get(f"/claims/{CLAIM}?saved=1").text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("statement: 북한이", "statment: 북한이", r"nk-all-missions-closed\.yml:4: statment: unknown key"),
        ("전부 닫았다", "몽땅 닫았다", r":2: version: the meaning changed, so it must be 3 or more"),
        (f"claim_id: {CLAIM}", "claim_id: other", r"claim_id: is 'other', must stay"),
        ("version: 2", "version: [", r"not YAML"),
    ],
)
def test_what_is_wrong_is_named_and_not_written(client: TestClient, config: Path, old: str, new: str, message: str) -> None:
    before = (config / "claims" / f"{CLAIM}.yml").read_bytes()
    data = form(client)
    answer = client.post("/claims/save", data={**data, "text": data["text"].replace(old, new, 1), "save": "1"})

    assert answer.status_code == 422
    assert re.search(message, html.fromstring(answer.text).xpath("string(//section[@role='alert'])"))
    assert (config / "claims" / f"{CLAIM}.yml").read_bytes() == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(client: TestClient, config: Path) -> None:
    data = form(client)
    path = config / "claims" / f"{CLAIM}.yml"
    path.write_text(path.read_text(encoding="utf-8") + "note: 다른 사람이 적음\n", encoding="utf-8")

    answer = client.post("/claims/save", data={**data, "text": data["text"].replace("version: 2", "version: 3"), "save": "1"})

    assert answer.status_code == 409
    assert "다른 사람이 적음" in path.read_text(encoding="utf-8")


def test_a_new_claim(client: TestClient, config: Path, store: Store) -> None:
    data = form(client, "/claims/new")
    text = (
        data["text"].replace("new-claim", "moon-made-of-cheese").replace('statement: ""', "statement: 달은 치즈로 되어 있다.")
        .replace('  - ""', "  - 달 사진이 치즈처럼 보인다.", 1).replace('variants:\n  - ""', "variants: []")
        .replace('publisher: ""', "publisher: 다온 팩트체크").replace("https://", "https://example.org/moon")
    )  # fmt: skip
    assert client.post("/claims/save", data={**data, "text": text, "save": "1"}).status_code == 303

    assert client.get("/claims/moon-made-of-cheese").status_code == 200
    assert store.audit(1)[0]["action"] == "claim.create"
    assert client.post("/claims/save", data={**data, "text": text, "save": "1"}).status_code == 409


@pytest.mark.parametrize("claim_id", ["../sources/board", "..", ".hidden", "A", "a" * 90])
def test_ids_can_not_leave_the_folder(client: TestClient, config: Path, claim_id: str) -> None:
    from pungmun.web.claimfile import path_of

    assert path_of(config, claim_id) is None
    assert client.get(f"/claims/{claim_id}/edit").status_code == 404


@pytest.mark.slow
def test_the_real_preview_finds_repeats_of_the_seed_claim(store: Store) -> None:
    from pungmun.web.preview import preview

    claim = next(c for c in load_claims(HERE / "config") if c.claim_id == CLAIM)
    found = preview(store, claim)

    assert found
    assert {finding.claim_id for _, finding in found} == {CLAIM}
