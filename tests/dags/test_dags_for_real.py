"""Every DAG run whole by `dag.test()` with the real command: replay site, spiders, model, a store of its own, a mailbox on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawlers.replay.site import ReplaySite

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(600)]
PROJECT = Path(__file__).resolve().parents[2]
DAY = "2023-11-16"  # of the story; runs of 2026 have nothing to tell

#: In the order of a day; what a task does the second time is as telling as the first.
JOBS: dict[str, dict[str, Any]] = {
    "monitor": {"dag_id": "monitor"},
    "alerts": {"dag_id": "alerts"},
    "watch_claims": {"dag_id": "watch_claims"},
    "rescan": {"dag_id": "rescan"},
    "watch_claims again": {"dag_id": "watch_claims"},
    "monitor again": {"dag_id": "monitor"},
    "backfill": {"dag_id": "backfill", "conf": {"sources": ["naver-blog-search"], "day": "2023-11-03"}},
    "digest": {"dag_id": "digest", "conf": {"day": DAY}},
    "digest again": {"dag_id": "digest", "conf": {"day": DAY}},
    "recheck_evidence": {"dag_id": "recheck_evidence"},
    "health": {"dag_id": "health"},
    "retrain": {"dag_id": "retrain"},
    "maintain": {"dag_id": "maintain"},
}
ROUND = {"round[0]": "success", "stored": "success"}
TASKS = {
    "monitor": {"due": "success", **ROUND},
    "alerts": {"check": "success"},
    "watch_claims": {"changed": "success"},
    "rescan": {"rescan": "success"},
    "watch_claims again": {"changed": "skipped"},  # the archive is judged by the claims as they are
    "monitor again": {"due": "success", "round": "skipped", "stored": "success"},  # its source is not due yet
    "backfill": {"sources": "success", "day[0]": "success", "stored": "success"},
    "digest": {"digest": "success"},
    "digest again": {"digest": "success"},
    "recheck_evidence": {"verify": "success", "check": "success"},
    "health": {"doctor": "success", "sources": "success"},
    "retrain": {"train": "skipped"},  # nobody has reviewed anything
    "maintain": {"backup": "success", "migrate": "success", "retention": "success"},
}


@contextmanager
def mailbox() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An apprise address on loopback, and the messages that came to it."""
    messages: list[dict[str, Any]] = []

    class Box(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Box) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}", messages
        server.shutdown()


@pytest.fixture(scope="module")
def ran(
    run_dags: Callable[..., dict[str, Any]],
    settings_of: Callable[[Path, str], dict[str, str]],
    contents: Callable[[dict[str, str]], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    place = tmp_path_factory.mktemp("real")
    with ReplaySite() as site, mailbox() as (address, messages):
        settings = settings_of(place, site.url)
        bin_ = str(PROJECT / ".venv" / "bin" / "pungmun")
        results = run_dags(JOBS, **settings, PUNGMUN_PROJECT=str(place), PUNGMUN_BIN=bin_, PUNGMUN_SEND_TO=address)
    return {"results": results, "messages": messages, "contents": contents(settings), "place": place}


@pytest.mark.parametrize("name", JOBS)
def test_each_task_ends_as_it_should(ran: dict[str, Any], name: str) -> None:
    assert ran["results"][name]["tasks"] == TASKS[name]
    assert ran["results"][name]["state"] != "failed"


def test_the_posts_are_in_the_store_with_their_findings(ran: dict[str, Any]) -> None:
    total, posts = ran["contents"]
    assert total > 20
    assert {finding["label"] for post in posts for finding in post["findings"]} >= {"repeats", "debunks"}


def test_a_digest_that_a_retry_writes_again_is_sent_once(ran: dict[str, Any]) -> None:
    assert [message["title"] for message in ran["messages"] if "아침 보고" in message["title"]] == [f"풍문 아침 보고 {DAY}"]
    assert not [message for message in ran["messages"] if "Airflow" in message["message"]], "no run failed"


def test_the_backup_of_the_night_stands(ran: dict[str, Any]) -> None:
    assert (ran["place"] / "var" / "backups" / "Mon").exists()


def test_every_dag_is_run() -> None:
    dags = {path.name.removesuffix("_dag.py") for path in (PROJECT / "dags").glob("*_dag.py")}
    assert {job["dag_id"] for job in JOBS.values()} == dags
