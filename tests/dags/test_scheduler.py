"""The real scheduler: Airflow alone, started as an operator starts it, asked through its REST API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.replay.site import ReplaySite
from tests.elasticsearch_node.fixtures import _running

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(900)]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass
class Airflow:
    """A running Airflow."""

    base: str
    token: str
    env: dict[str, str]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """GET, or POST with a body."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data, headers), timeout=30) as answer:
            return json.load(answer)

    def run_of(self, dag_id: str, wanted: Callable[[dict[str, Any]], bool], seconds: float = 300) -> dict[str, Any]:
        """The first run that is as wanted and has ended; fails with what there was instead."""
        runs: list[dict[str, Any]] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            runs = self.ask(f"/api/v2/dags/{dag_id}/dagRuns?limit=100")["dag_runs"]
            for run in runs:
                if wanted(run) and run["state"] in ("success", "failed"):
                    return dict(run)
            time.sleep(1)
        pytest.fail(f"no such run of {dag_id} within {seconds} s, but {[(run['dag_run_id'], run['state']) for run in runs]}")

    def tasks(self, run: dict[str, Any]) -> dict[str, str]:
        """State of each task of a run, mapped ones with their index."""
        found = self.ask(f"/api/v2/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances?limit=1000")["task_instances"]
        return {f"{ti['task_id']}[{ti['map_index']}]" if ti["map_index"] >= 0 else ti["task_id"]: ti["state"] for ti in found}


@contextmanager
def started(home: Path, *, ends_well: bool = True, **env: str) -> Iterator[Airflow]:
    """`scripts/airflow-alone start` with ports of its own, until it says that it is well; ended whole afterwards."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PUNGMUN"))}
    whole = {
        **kept,
        **env,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_PORT": str(port),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
    }
    process = subprocess.Popen(
        [PROJECT / "scripts" / "airflow-alone", "start"],
        env=whole,
        cwd=home.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(300, process.terminate)
    watchdog.start()
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Log:"):
                break
        else:
            pytest.fail("".join(said) + (home / "standalone.log").read_text(errors="replace")[-3000:])
        watchdog.cancel()
        login = next(line.split(None, 1)[1] for line in said if line.startswith("Login:"))
        username, password = login.strip().split(" / ")
        base = f"http://127.0.0.1:{port}"
        token = Airflow(base, "", whole).ask("/auth/token", {"username": username, "password": password})["access_token"]
        yield Airflow(base, token, whole)
    finally:
        watchdog.cancel()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        assert not ends_well or not (home / "standalone.pid").exists()


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the stub writes its words."""
    return tmp_path_factory.mktemp("calls") / "calls"


@pytest.fixture(scope="module")
def airflow(airflow_bin: Path, stub: Path, calls: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
    """Airflow over the stub; the check of alerts fails."""
    with started(
        tmp_path_factory.mktemp("alone") / "home", PUNGMUN_BIN=str(stub), STUB_CALLS=str(calls), STUB_FAILS="alerts", STUB_EXIT="1"
    ) as it:
        yield it


def called(calls: Path) -> list[list[str]]:
    return [json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines()]


def test_a_scheduled_round_ends_green_with_one_task_a_source(airflow: Airflow) -> None:
    run = airflow.run_of("monitor", lambda run: run["run_type"] == "scheduled")
    assert run["state"] == "success"
    assert airflow.tasks(run) == {"due": "success", "round[0]": "success", "round[1]": "success", "stored": "success"}
    for dag_id in ("backfill", "digest", "retrain", "maintain", "recheck_evidence"):
        assert airflow.ask(f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"] == [], f"{dag_id} does not wait for its time"


def test_word_of_a_changed_claim_sets_off_the_rescan(airflow: Airflow) -> None:
    assets = airflow.ask("/api/v2/assets?uri_pattern=pungmun%3A%2F%2Fclaims")["assets"]
    airflow.ask("/api/v2/assets/events", {"asset_id": assets[0]["id"]})
    assert airflow.run_of("rescan", lambda run: run["run_type"] == "asset_triggered")["state"] == "success"


def test_backfill_asks_for_each_korean_day_once(airflow: Airflow, calls: Path) -> None:
    words = ["backfill", "create", "--dag-id", "backfill", "--max-active-runs", "1"]
    days = ["--from-date", "2026-11-18T00:00:00+09:00", "--to-date", "2026-11-19T00:00:00+09:00"]
    done = subprocess.run(
        [PROJECT / "scripts" / "airflow-alone", "airflow", *words, *days], env=airflow.env, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    for day in ("2026-11-18", "2026-11-19"):
        at = datetime.fromisoformat(f"{day}T00:00:00+09:00")
        run = airflow.run_of("backfill", lambda run, at=at: datetime.fromisoformat(run["logical_date"]) == at)  # type: ignore[misc]
        assert run["state"] == "success"
    asked = [(words[2], words[4]) for words in called(calls) if words[0] == "run" and words[4].startswith("2026-11-1")]
    assert sorted(asked) == [(source, f"2026-11-{day}") for source in ("daum-cafe", "naver-blog") for day in (18, 19)]


def test_posts_set_off_alerts_and_their_failure_is_told(airflow: Airflow, calls: Path) -> None:
    ended = airflow.run_of("alerts", lambda run: run["run_type"] == "asset_triggered")
    assert ended["state"] == "failed"
    deadline = time.monotonic() + 60
    while not (told := [words for words in called(calls) if words[:3] == ["notify", "--key", "airflow-alerts"]]):
        assert time.monotonic() < deadline, "nobody was told"
        time.sleep(1)
    assert told[0][3].startswith("Airflow: alerts, run asset_triggered__")


@pytest.fixture
def store_of_airflow(tmp_path: Path) -> str:
    """An empty Elasticsearch store; SQLite where there is no node, unless one is required."""
    url, why = _running()
    if url is None:
        if os.environ.get("PUNGMUN_REQUIRE_ELASTICSEARCH") == "1":
            pytest.fail(f"Elasticsearch is required here: {why}")
        return f"sqlite:///{tmp_path}/killed/var/pungmun.db"
    return f"{url}/airflow{uuid.uuid4().hex[:12]}"


def test_scheduler_killed_in_mid_round_and_started_again_leaves_the_store_as_one_round_does(
    airflow_bin: Path,
    settings_of: Callable[[Path, str], dict[str, str]],
    contents: Callable[[dict[str, str]], Any],
    store_of_airflow: str,
    tmp_path: Path,
) -> None:
    """Killed over Elasticsearch, compared with one undisturbed round over SQLite: neither the kill nor the store may show."""
    # Airflow looks every five minutes by default for tasks whose worker is gone; the test can't wait that long.
    soon = {f"AIRFLOW__SCHEDULER__{name}": "25" for name in ("TASK_INSTANCE_HEARTBEAT_TIMEOUT", "SCHEDULER_HEALTH_CHECK_THRESHOLD")}
    soon |= {"AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5"}
    # A scheduler that is back within those seconds finds its predecessor's tasks still held, and looks again at this interval only.
    soon |= {"AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10"}
    with ReplaySite() as site:
        whole = settings_of(tmp_path / "whole", site.url)
        subprocess.run(
            [PROJECT / ".venv/bin/pungmun", "run"], env={**os.environ, **whole}, cwd=tmp_path, capture_output=True, check=True, timeout=300
        )
        killed = settings_of(tmp_path / "killed", site.url) | {"PUNGMUN_STORE": store_of_airflow}
        home = tmp_path / "home"
        with started(home, **killed, **soon, ends_well=False):
            deadline = time.monotonic() + 120
            while not any((tmp_path / "killed" / "var" / "spool").glob("*/*.posts.jsonl")):
                assert time.monotonic() < deadline, "no crawl began"
                time.sleep(0.1)
            os.killpg(int((home / "standalone.pid").read_text()), signal.SIGKILL)
        with started(home, **killed, **soon) as airflow:
            run = airflow.run_of("monitor", lambda run: run["run_type"] == "scheduled", 500)
            assert run["state"] == "success"
        assert contents(killed) == contents(whole)
        assert contents(whole)[0] > 20
