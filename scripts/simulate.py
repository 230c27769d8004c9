#!/usr/bin/env python3
"""How many sources the mapped DAG carries: N sources on the replay site, through a real Airflow, one round.

    .venv/bin/python scripts/simulate.py --sources 500 --stub     # what Airflow itself takes; tasks do nothing
    .venv/bin/python scripts/simulate.py --sources 40             # the real command for each source

Everything lies in a temporary folder and is removed. Needs both environments (`make install airflow-install`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import airflow_api
import yaml

from crawlers.replay.site import ReplaySite

PROJECT = Path(__file__).resolve().parents[1]
#: Seconds until the round is given up.
PATIENCE = 7200


def say(words: str) -> None:
    """One line on standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def make_place(place: Path, sources: int) -> dict[str, str]:
    """A registry of one claim and so many search sources, all due; settings of the command for it."""
    shutil.copytree(PROJECT / "config" / "lexicon", place / "config" / "lexicon")
    shutil.copy(PROJECT / "config" / "alerts.yml", place / "config")
    (place / "config" / "claims").mkdir()
    shutil.copy(PROJECT / "config" / "claims" / "nk-all-missions-closed.yml", place / "config" / "claims")
    (place / "config" / "sources").mkdir()
    source = yaml.safe_load((PROJECT / "config" / "sources" / "naver-blog-search.yml").read_text(encoding="utf-8"))
    for number in range(sources):
        one = {**source, "source_id": f"blog-search-{number:04}", "schedule": "0 0 1 1 *"}  # due now, for it never ran, and not again
        (place / "config" / "sources" / f"blog-search-{number:04}.yml").write_text(
            yaml.safe_dump(one, allow_unicode=True), encoding="utf-8"
        )
    return {
        "PUNGMUN_CONFIG_DIR": str(place / "config"),
        "PUNGMUN_VAR_DIR": str(place / "var"),
        "PUNGMUN_STORE": f"sqlite:///{place}/var/pungmun.db",
    }


def make_stub(place: Path, sources: int) -> Path:
    """A command that lists the sources and does nothing else."""
    listing = place / "listing.json"
    listing.write_text(json.dumps([{"source_id": f"blog-search-{number:04}"} for number in range(sources)]))
    path = place / "pungmun"
    path.write_text(f'#!/bin/sh\n[ "$1 $2" = "sources list" ] && cat {listing}\nexit 0\n')
    path.chmod(0o755)
    return path


def wait(until: Callable[[], Any], seconds: float) -> Any:
    """The first true answer; SystemExit when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if answer := until():
                return answer
        except (OSError, ValueError, KeyError):  # not there yet, or busy
            pass
        time.sleep(2)
    raise SystemExit(f"Nothing within {seconds:.0f} s.")


def finished_round() -> dict[str, Any] | None:
    """The round, once it has ended, with its tasks."""
    user, password = next(iter(airflow_api.logins().items()))
    token = airflow_api.ask("/auth/token", {"username": user, "password": password})["access_token"]
    runs = airflow_api.ask("/api/v2/dags/monitor/dagRuns?order_by=run_after&limit=1", token=token)["dag_runs"]
    if not runs or runs[0]["state"] not in ("success", "failed"):
        return None
    tasks: list[dict[str, Any]] = []
    address = f"/api/v2/dags/monitor/dagRuns/{runs[0]['dag_run_id']}/taskInstances?limit=100&offset="
    while page := airflow_api.ask(f"{address}{len(tasks)}", token=token)["task_instances"]:
        tasks += page
    return {**runs[0], "tasks": tasks}


def tell(done: dict[str, Any]) -> None:
    """Print what came of the round."""
    rounds = [task for task in done["tasks"] if task["task_id"] == "round"]
    at = [[datetime.fromisoformat(task[key]) for task in rounds if task[key]] for key in ("start_date", "end_date")]
    seconds = (max(at[1]) - min(at[0])).total_seconds()
    each = sorted(task["duration"] or 0.0 for task in rounds)
    retried = sum(task["try_number"] > 1 for task in rounds)
    states = ", ".join(f"{state} {n}" for state, n in sorted(Counter(task["state"] for task in rounds).items()))
    say(f"run {done['state']}; mapped tasks: {states}; tried more than once: {retried}")
    say(f"{len(rounds)} tasks in {seconds:.0f} s, {len(rounds) / seconds * 60:.1f} a minute")
    say(f"one task: median {each[len(each) // 2]:.1f} s, longest {each[-1]:.1f} s")


def main() -> None:
    """Set up, run one round, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--stub", action="store_true", help="tasks do nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pungmun-") as folder, ReplaySite() as site:
        place = Path(folder)
        home, port = place / "airflow", free_port()
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PUNGMUN"))}
        env |= make_place(place, options.sources) | {"PUNGMUN_REPLAY": site.url, "AIRFLOW_HOME": str(home), "AIRFLOW_PORT": str(port)}
        env |= {f"AIRFLOW__LOGGING__{name}_LOG_SERVER_PORT": str(free_port()) for name in ("WORKER", "TRIGGER")}
        if options.stub:
            env["PUNGMUN_BIN"] = str(make_stub(place, options.sources))
        os.environ |= {"AIRFLOW_HOME": str(home), "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}"}
        with subprocess.Popen([PROJECT / "scripts" / "airflow-alone", "start"], env=env, stdout=sys.stderr) as airflow:  # noqa: S603
            try:
                tell(wait(finished_round, PATIENCE))
                if not options.stub:
                    words = [str(PROJECT / ".venv" / "bin" / "pungmun"), "counts", "--by", "platform"]
                    subprocess.run(words, env=env, check=True)  # noqa: S603
            finally:
                airflow.send_signal(signal.SIGTERM)
                airflow.wait(timeout=60)


if __name__ == "__main__":
    main()
