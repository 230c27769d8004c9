"""The command: what it prints, and its exit codes."""

import json
import zipfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from crawlers.evidence.checks import Check, add_check
from pungmun.cli import cli
from pungmun.desk import Desk
from pungmun.errors import ConfigError
from pungmun.records import Finding
from pungmun.settings import get_settings
from pungmun.store import Judged
from pungmun.watch import watched

DESKTOP = "https://blog.naver.com/writer/223000000001"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """The settings that the command will read."""
    config = tmp_path / "config"
    for name in ("claims", "sources", "lexicon"):
        (config / name).mkdir(parents=True)
    (config / "lexicon" / "user_words.tsv").write_text("form\ttag\tscore\twhy\n")
    for name, value in {"VAR_DIR": tmp_path / "var", "CONFIG_DIR": config, "STORE": f"sqlite:///{tmp_path}/p.db"}.items():
        monkeypatch.setenv(f"PUNGMUN_{name}", str(value))
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture
def stored(settings, make_post):
    """stored(post id, label, published, …): write a post with one finding."""

    def stored(post_id, label="repeats", published="2023-11-12", **more):
        post = make_post(post_id, published=published, **more)
        finding = Finding(post_id, "moon", label, 0.9, {label: 1.0}, post.text, len(post.title) + 1, len(post.document), False)
        with Desk(settings) as desk:
            desk.store.migrate()
            desk.store.write([Judged(post, (finding,), frozenset({"moon"}))])
        return post

    return stored


def run(*arguments):
    done = CliRunner().invoke(cli, ["evidence", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_show_names_clock_status_headers_digest_size_and_file(settings, keep, posts):
    digests = keep(settings, posts)
    done = run("show", DESKTOP)
    assert done.exit_code == 0
    for part in (
        "2023-11-12T01:02:03.000000Z", "HTTP 200", digests[0], digests[3], f"{len(posts[0][1])} bytes",
        "Content-Type: text/html; charset=utf-8", "20231112T010203000000Z-blog-000.warc.gz:",
    ):  # fmt: skip
        assert part in done.stdout
    data = json.loads(run("show", DESKTOP, "--format", "json").stdout)
    assert [row["sha256"] for row in data["captures"]] == [digests[0], digests[3]]


def test_show_finds_by_the_stores_digest_and_shows_checks(settings, keep, posts, stored):
    digests = keep(settings, [("https://m.news.example/read/7", b"<html>article</html>")])
    stored("p7", url="https://news.example/7", capture=digests[0])
    add_check(settings, Check("p7", "https://news.example/7", "2023-11-20T00:00:00+00:00", "gone", 404, "answered 404"))
    data = json.loads(run("show", "https://news.example/7", "--format", "json").stdout)
    assert [row["url"] for row in data["captures"]] == ["https://m.news.example/read/7"]
    assert [row["state"] for row in data["checks"]] == ["gone"]
    assert data["post_id"] == "p7"


def test_an_address_without_captures(settings):
    assert run("show", DESKTOP).exit_code == 1
    assert run("verify", DESKTOP).exit_code == 1


def test_verify_compares_with_the_store(settings, keep, posts, stored):
    digests = keep(settings, posts)
    stored("p1", url=posts[0][0], capture=digests[0])
    assert run("verify", "--all").exit_code == 0
    assert run("verify", DESKTOP).exit_code == 0
    stored("p2", url="https://lost.example/2", capture="f" * 64)
    done = run("verify", "--all", "--format", "json")
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    assert data["ok"] is False
    assert [damage["place"] for damage in data["damages"]] == ["post p2"]


def test_verify_names_the_damaged_place(settings, keep, posts):
    keep(settings, posts)
    path = next((settings.var_dir / "captures").glob("*.warc.gz"))
    offset = json.loads(next((settings.var_dir / "captures").glob("*.jsonl")).read_text().splitlines()[0])["offset"]
    data = bytearray(path.read_bytes())
    data[offset + 40] ^= 0xFF
    path.write_bytes(data)
    done = run("verify", "--all")
    assert done.exit_code == 1
    assert f"{path.name}:{offset}: " in done.stdout
    assert run("verify", DESKTOP).exit_code == 1


@pytest.mark.parametrize("arguments", [[], ["--all", DESKTOP]])
def test_verify_wants_one_address_or_all(settings, arguments):
    assert run("verify", *arguments).exit_code == 2


def test_export_writes_a_package(settings, keep, posts, tmp_path):
    keep(settings, posts)
    done = run("export", DESKTOP, "--output", tmp_path / "case" / "x.wacz")
    assert done.exit_code == 0
    assert "2 captures, without time-stamp" in done.stdout
    assert zipfile.is_zipfile(tmp_path / "case" / "x.wacz")


def test_what_is_watched(settings, stored):
    day = datetime.now(UTC).date().isoformat()
    stored("new", published=day)
    stored("undated", published=None)
    stored("old", published="2019-01-01")
    stored("debunk", "debunks", published=day)
    stored("gone", published=day)
    stored("seen", published=day)
    for state in ("gone", "gone"):
        add_check(settings, Check("gone", "https://x.example/", "2023-11-20T00:00:00+00:00", state))
    add_check(settings, Check("seen", "https://x.example/", "2023-11-20T00:00:00+00:00", "gone"))
    with Desk(settings) as desk:
        assert [post.post_id for post in watched(desk, days=30)] == ["new", "undated", "seen"]
        assert watched(desk, days=30, claims=["other"]) == []


def test_check_without_a_source_that_may_fetch_says_so(settings, stored):
    stored("p1", published=datetime.now(UTC).date().isoformat())
    done = run("check")
    assert done.exit_code == 0
    assert "1 posts were not asked for" in done.stderr


def test_evidence_stands_without_a_store(settings, keep, posts, monkeypatch):
    keep(settings, posts)
    monkeypatch.setenv("PUNGMUN_STORE", "sqlite:////proc/none/p.db")
    get_settings.cache_clear()
    for arguments in (("show", DESKTOP), ("verify", DESKTOP), ("verify", "--all")):
        done = run(*arguments)
        assert done.exit_code == 0
        assert "Without the store" in done.stderr


def test_what_is_no_address_is_said_at_once_and_what_was_never_fetched_too(settings):
    with pytest.raises(ConfigError, match="'nonsense' is no web address"):
        run("show", "nonsense")
    done = run("show", DESKTOP)
    assert done.exit_code == 1
    assert "never fetched" in done.output
