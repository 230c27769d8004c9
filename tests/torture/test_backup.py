"""A backup that is made while a round writes: restored on an empty machine it is one moment of the store, and the round goes on from it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nlp.tokens import search_tokens_many
from pungmun.cli import cli
from pungmun.records import Claim, Review
from pungmun.reports.digest import digest
from pungmun.reports.timeline import timeline
from pungmun.settings import get_settings
from pungmun.store import HealthRow, Judged, Query, Store, open_store
from pungmun.store.dump import digest_of
from tests.torture.rounds import ROOT

DAY = date(2023, 11, 12)
LABELS = ("repeats", "debunks", "asks", "weaker_true")
#: Posts of one write; a backup holds whole writes only.
BATCH = 8


def write(store: Store, batches: Sequence[tuple[int, list[Judged]]], told: Callable[[], None] = lambda: None) -> None:
    """As a round and an analyst do, side by side with everything else."""
    for number, batch in batches:
        store.write(batch)
        store.set_review(Review(f"b{number}-0", "moon", "asks", "kim", datetime(2026, 11, 25, tzinfo=UTC)))
        store.set_clusters({f"b{number}-1": "b0-1"})
        store.add_health(HealthRow("s", DAY, f"r{number}", BATCH))
        told()


def answers(store: Store) -> dict[str, Any]:
    """What people are told from it."""
    return {
        "digest": digest(store, [Claim("moon", "달은 치즈다.")], DAY),
        "timeline": timeline(store, "moon"),
        "search": [hit.post.post_id for hit in store.search(Query("공관을"), limit=50).hits],
        "queue": [hit.post.post_id for hit in store.search(Query(labels=("needs_review",)), order="uncertain").hits],
        "content": digest_of(store),
    }


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of the store that is written and backed up."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old/p.db"
        return
    url = f"{request.getfixturevalue('elasticsearch_url')}/backup-{uuid.uuid4().hex[:8]}"
    yield url
    store = open_store(url, search_tokens_many)
    store.destroy()  # type: ignore[attr-defined]
    store.close()


@pytest.mark.slow
def test_a_backup_made_while_a_round_writes_answers_alike_on_an_empty_machine_and_the_round_goes_on_from_it(
    tmp_path: Path, old_url: str, monkeypatch: pytest.MonkeyPatch, make_judged: Callable[..., Judged]
) -> None:
    batches = [
        (b, [make_judged(f"b{b}-{n}", LABELS[(b + n) % 4], published=f"2023-11-{1 + b % 12:02}", review=n == 5) for n in range(BATCH)])
        for b in range(30)
    ]
    file = tmp_path / "backups" / "now"
    embedded = old_url.startswith("sqlite")

    def pungmun(place: str, *words: str) -> None:
        for name, value in {
            "STORE": old_url if place == "old" else f"sqlite:///{tmp_path}/{place}/p.db",
            "VAR_DIR": tmp_path / place,
            "CONFIG_DIR": ROOT / "config",
        }.items():
            monkeypatch.setenv(f"PUNGMUN_{name}", str(value))
        get_settings.cache_clear()
        done = CliRunner().invoke(cli, ["store", *words])
        assert done.exit_code == 0, done.output

    pungmun("old", "migrate")
    old = open_store(old_url, search_tokens_many)
    begun, backed_up = threading.Event(), threading.Event()

    def told() -> None:
        begun.set()
        if not backed_up.is_set():
            backed_up.wait(0.05)  # so that the backup falls among the writes on a fast machine too

    writer = threading.Thread(target=write, args=(old, batches, told))
    writer.start()
    begun.wait()
    pungmun("old", "backup", str(file))
    backed_up.set()
    writer.join()

    pungmun("new", "restore", str(file))
    new = open_store(f"sqlite:///{tmp_path}/new/p.db", search_tokens_many)
    posts = new.search(Query()).total
    assert 0 < posts < 30 * BATCH, "the backup was not made among the writes"
    if embedded:  # Elasticsearch knows no writes of several posts at once
        assert posts % BATCH == 0, "half of a write"
        kept = open_store(f"sqlite:///{file}", search_tokens_many)
        assert answers(new) == answers(kept)
        kept.close()
    write(new, batches)
    assert answers(new) == answers(old)
    new.close()
    old.close()
