"""What the scheduler asks of the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from models.judge import Judge
from pungmun.cli import cli
from pungmun.desk import Desk, load_judge, own_model
from pungmun.locks import source_lock
from pungmun.records import Post, Published, Review, Segment
from pungmun.settings import Settings, get_settings
from pungmun.store import Judged

SOURCE = """source_id: {0}
title: {0}
platform: naver_blog
spider: naver_search
options: {{collection: blog}}
schedule: "{1}"
enabled: {2}
permission: {{state: allowed, who: A, when: 2026-11-01, why: asked}}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, schedule, enabled in (("always", "* * * * *", "true"), ("leap-day", "0 0 29 2 *", "true"), ("shut", "* * * * *", "false")):
        path = tmp_path / "config" / "sources" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE.format(name, schedule, enabled), encoding="utf-8")
    monkeypatch.setenv("PUNGMUN_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("PUNGMUN_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PUNGMUN_STORE", f"sqlite:///{tmp_path}/store.db")
    monkeypatch.delenv("PUNGMUN_REPLAY", raising=False)
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def listed(*words: str) -> list[str]:
    done = CliRunner().invoke(cli, ["sources", "list", "--format", "json", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return [row["source_id"] for row in rows]


def test_sources_that_never_ran_are_due(place: Path) -> None:
    assert listed("--due") == ["always", "leap-day"]


def test_a_source_that_ran_waits_for_its_schedule(place: Path) -> None:
    for source_id in ("always", "leap-day"):
        with source_lock(Settings(), source_id):
            pass
    os.utime(place / "var" / "locks" / "source-always.lock", (0, 0))
    assert listed("--due") == ["always"]


def test_on_a_replay_site_every_source_may_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUNGMUN_REPLAY", "http://127.0.0.1:1")
    get_settings.cache_clear()
    assert listed("--enabled") == ["always", "leap-day", "shut"]


def test_named_sources_only(place: Path) -> None:
    assert listed("--enabled", "shut", "leap-day") == ["leap-day"]
    done = CliRunner().invoke(cli, ["sources", "list", "nobody"])
    assert done.exit_code == 2
    assert "nobody" in done.stderr


def test_trouble_is_told_once_an_hour(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str, list[str]]] = []
    monkeypatch.setattr("pungmun.reports.send.send", lambda *words: sent.append(words))
    monkeypatch.setenv("PUNGMUN_SEND_TO", "json://127.0.0.1:1")
    get_settings.cache_clear()
    for key in ("airflow-digest", "airflow-digest", "airflow-monitor"):
        assert CliRunner().invoke(cli, ["notify", "--key", key, key], catch_exceptions=False).exit_code == 0
    assert [text for _, text, _ in sent] == ["airflow-digest", "airflow-monitor"]
    os.utime(place / "var" / "notified" / "airflow-digest", (0, 0))
    CliRunner().invoke(cli, ["notify", "--key", "airflow-digest", "again"], catch_exceptions=False)
    assert sent[-1] == ("풍문 운영", "again", ["json://127.0.0.1:1"])


def test_claims_are_changed_until_the_archive_was_judged_by_them(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_model = SimpleNamespace(with_claims=lambda claims, reviewed: None)  # the archive is empty: nothing is judged
    monkeypatch.setattr("models.judge.Judge.load", lambda: no_model)
    shipped = Path(__file__).resolve().parents[2] / "config" / "claims"
    (place / "config" / "claims").mkdir()
    claim = place / "config" / "claims" / "nk-518.yml"
    claim.write_bytes((shipped / "nk-518.yml").read_bytes())

    def changed() -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["claims", "changed"], catch_exceptions=False)
        return done.exit_code, done.stdout.strip()

    assert changed() == (0, "nk-518")
    assert CliRunner().invoke(cli, ["rescan", "--changed"], catch_exceptions=False).exit_code == 0
    assert changed() == (99, "")
    claim.write_text(re.sub(r"^version: \d+", "version: 99", claim.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert changed() == (0, "nk-518")


def test_a_round_by_cron_does_nothing_when_nothing_is_due(place: Path) -> None:
    (place / "config" / "sources" / "always.yml").unlink()
    with source_lock(Settings(), "leap-day"):
        pass
    done = CliRunner().invoke(cli, ["run", "--due"], catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "No source is due.\n")
    assert not (place / "var" / "spool").exists()


def test_a_silent_source_makes_the_health_check_fail(place: Path) -> None:
    done = CliRunner().invoke(cli, ["sources", "health", "--check"])
    assert done.exit_code == 1
    assert "Ill: always, leap-day." in done.stderr
    assert CliRunner().invoke(cli, ["sources", "health"]).exit_code == 0


@pytest.fixture
def trained(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A registry with one claim, and what a training, which takes long, was asked for; it promotes nothing."""
    (place / "config" / "claims").mkdir()
    shutil.copy(Path(__file__).resolve().parents[2] / "config" / "claims" / "nk-all-missions-closed.yml", place / "config" / "claims")
    asked: list[dict[str, Any]] = []

    def promote(claims: Any, posts: Any, **options: Any) -> Any:
        asked.append({"claims": {claim.claim_id for claim in claims}, "posts": posts, **options})
        return SimpleNamespace(promoted=False, words="Not promoted: asks got worse.")

    monkeypatch.setattr("models.train.promote", promote)
    return asked


def test_nothing_is_trained_while_nobody_has_reviewed(trained: list[dict[str, Any]]) -> None:
    done = CliRunner().invoke(cli, ["train", "--reviews"])
    assert (done.exit_code, trained) == (99, [])
    assert "Nobody has reviewed" in done.stderr


def test_training_learns_from_reviews_and_leaves_the_shipped_model_alone(place: Path, trained: list[dict[str, Any]]) -> None:
    post = Post("p1", "naver_blog", "", "", "제목", (Segment("text", "북한이 모든 공관을 닫았다"),), Published(), datetime.now(UTC))
    with Desk(get_settings()) as desk:
        desk.store.write([Judged(post)])
        desk.store.set_review(Review("p1", "nk-all-missions-closed", "repeats", "kim", datetime.now(UTC)))
        desk.store.set_review(Review("p1", "no-more-in-the-registry", "repeats", "kim", datetime.now(UTC)))
    done = CliRunner().invoke(cli, ["train", "--reviews"])
    assert done.exit_code == 99, "the old model stays: for Airflow the task is skipped, not failed"
    (asked,) = trained
    assert [(p.post.post_id, p.claim_id, p.label) for p in asked["posts"] if p.writer == "reviews"] == [
        ("p1", "nk-all-missions-closed", "repeats")
    ]
    assert len(asked["posts"]) > 1000, "beside the shipped corpus"
    assert asked["output"] == place / "var" / "model" / "stance.skops"


def test_an_own_model_that_no_longer_fits_gives_way_to_the_shipped_one(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = own_model(get_settings())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"of another version")
    assert load_judge(get_settings()).version == Judge.load().version
    assert "train --reviews" in caplog.text


def test_a_digest_reaches_each_address_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    full = {"json://127.0.0.1:2"}

    def instantiate(address: str, **_: Any) -> Any:
        return SimpleNamespace(notify_format="markdown", service_name="JSON", address=address)

    class Apprise:
        def add(self, target: Any) -> None:
            self.address = target.address

        def notify(self, **_: Any) -> bool:
            if self.address in full:
                return False
            taken.append(self.address)
            return True

    Apprise.instantiate = staticmethod(instantiate)  # type: ignore[attr-defined]
    monkeypatch.setattr("apprise.Apprise", Apprise)
    monkeypatch.setenv("PUNGMUN_SEND_TO", "json://127.0.0.1:1 json://127.0.0.1:2")
    get_settings.cache_clear()
    (place / "config" / "claims").mkdir()
    words = ["digest", "--date", "2023-11-16", "--send"]
    assert CliRunner().invoke(cli, words).exit_code == 1  # told; the second did not take it: a scheduler tries again
    full.clear()
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert taken == ["json://127.0.0.1:1", "json://127.0.0.1:2"]
    assert CliRunner().invoke(cli, [*words, "--again"]).exit_code == 0
    assert len(taken) == 4
