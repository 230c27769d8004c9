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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(420)]


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

    def run_of(self, dag_id: str, wanted: Callable[[dict[str, Any]], bool], seconds: float = 180) -> dict[str, Any]:
        """The first run that is as wanted and has ended; fails with what there was instead."""
        runs: list[dict[str, Any]] = []
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            runs = self.ask(f"/api/v2/dags/{dag_id}/dagRuns?limit=100")["dag_runs"]
            for run in runs:
                if wanted(run) and run["state"] in ("success", "failed"):
                    return dict(run)
            time.sleep(1)
        pytest.fail(f"no such run of {dag_id} within {seconds} s, but {[(run['run_id'], run['state']) for run in runs]}")

    def tasks(self, run: dict[str, Any]) -> dict[str, str]:
        """State of each task of a run, mapped ones with their index."""
        found = self.ask(f"/api/v2/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances?limit=1000")["task_instances"]
        return {f"{ti['task_id']}[{ti['map_index']}]" if ti["map_index"] >= 0 else ti["task_id"]: ti["state"] for ti in found}


def start(home: Path, **env: str) -> Iterator[Airflow]:
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
    watchdog = threading.Timer(180, process.terminate)
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
        assert not (home / "standalone.pid").exists()


class TestWithStub:
    """What Airflow itself must do: schedule, map, give word, back-fill, tell of failure."""

    @pytest.fixture(scope="class")
    def calls(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("calls") / "calls"

    @pytest.fixture(scope="class")
    def airflow(self, airflow_bin: Path, stub: Path, calls: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
        home = tmp_path_factory.mktemp("standalone") / "home"
        yield from start(home, PUNGMUN_BIN=str(stub), STUB_CALLS=str(calls), STUB_FAILS="check", STUB_EXIT="1")

    def called(self, calls: Path) -> list[list[str]]:
        return [json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines()]

    def test_a_scheduled_round_ends_green_with_one_task_a_source(self, airflow: Airflow) -> None:
        run = airflow.run_of("monitor", lambda run: run["run_type"] == "scheduled")
        assert run["state"] == "success"
        assert airflow.tasks(run) == {"due": "success", "round[0]": "success", "round[1]": "success"}

    def test_nothing_else_starts_by_itself_in_the_first_minute(self, airflow: Airflow) -> None:
        airflow.run_of("monitor", lambda run: run["run_type"] == "scheduled")
        for dag_id in ("backfill", "digest", "retrain", "maintain", "recheck_evidence"):
            assert airflow.ask(f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"] == [], dag_id

    def test_posts_set_off_alerts_and_their_failure_is_told(self, airflow: Airflow, calls: Path) -> None:
        run = airflow.ask("/api/v2/dags/recheck_evidence/dagRuns", {"logical_date": None})
        assert run["state"] in ("queued", "running")
        time.sleep(0)
        ended = airflow.run_of("alerts", lambda run: run["run_type"] == "asset_triggered", 240)
        assert ended["state"] == "failed"
        deadline = time.monotonic() + 30
        while not (told := [words for words in self.called(calls) if words[:3] == ["notify", "--key", "airflow-alerts"]]):
            assert time.monotonic() < deadline, "nobody was told"
            time.sleep(1)
        assert told[0][3].startswith("Airflow: alerts, run asset_triggered__")

    def test_word_of_a_changed_claim_sets_off_the_rescan(self, airflow: Airflow) -> None:
        assets = airflow.ask("/api/v2/assets?uri_pattern=pungmun%3A%2F%2Fclaims")["assets"]
        airflow.ask("/api/v2/assets/events", {"asset_id": assets[0]["id"]})
        assert airflow.run_of("rescan", lambda run: run["run_type"] == "asset_triggered")["state"] == "success"

    def test_backfill_asks_for_each_korean_day_once(self, airflow: Airflow, calls: Path) -> None:
        words = ["backfill", "create", "--dag-id", "backfill", "--max-active-runs", "1"]
        days = ["--from-date", "2026-11-18T00:00:00+09:00", "--to-date", "2026-11-19T00:00:00+09:00"]
        env = {**airflow.env, "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow.env['AIRFLOW_HOME']}/airflow.db?timeout=60"}
        env |= {"AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
        subprocess.run([PROJECT / ".venv-airflow/bin/airflow", *words, *days], env=env, check=True, capture_output=True, timeout=120)
        airflow.run_of("backfill", lambda run: run["run_type"] == "backfill" and run["logical_date"].startswith("2026-11-18"))
        asked = [(words[2], words[4]) for words in self.called(calls) if words[0] == "run" and "--since" in words]
        assert sorted(asked) == [(source, f"2026-11-{day}") for source in ("daum-cafe", "naver-blog") for day in (18, 19)]
