#!/usr/bin/env python3
"""What `scripts/airflow-alone` asks a running Airflow: `well`, `login`, `first-round`. Reads AIRFLOW_HOME and AIRFLOW__API__BASE_URL."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

#: Every part must say that it is well: Airflow answers 200 even when its scheduler is gone.
PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
#: Seconds to wait for the first round; eleven sources on two busy cores took under three minutes.
PATIENCE = 900
#: Questions in a row without an answer, after which Airflow is taken for gone.
UNANSWERED = 60  # two minutes: a start takes that long on a busy machine


def say(words: str) -> None:
    """One line on standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def ask(path: str, body: dict[str, str] | None = None, token: str = "") -> Any:
    """GET, or POST with a body; the answer's JSON. Raises OSError or ValueError when there is none."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["AIRFLOW__API__BASE_URL"] + path, data, headers)  # noqa: S310 -- on loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def logins() -> dict[str, str]:
    """User -> password, as Airflow made them."""
    found: dict[str, str] = json.loads((Path(os.environ["AIRFLOW_HOME"]) / "simple_auth_manager_passwords.json.generated").read_text())
    return found


def well() -> bool:
    """Whether all parts say that they are well."""
    parts = ask("/api/v2/monitor/health")
    return all(parts[name]["status"] == "healthy" for name in PARTS)


def login() -> bool:
    """Print address, users and passwords."""
    say(f"Airflow: {os.environ['AIRFLOW__API__BASE_URL']}")
    for user, password in logins().items():
        say(f"Login:   {user} / {password}")
    return True


def first_round() -> bool:
    """Wait until the first round of a new Airflow has ended, and print how; False when it did not end well."""
    user, password = next(iter(logins().items()))
    token = ask("/auth/token", {"username": user, "password": password})["access_token"]
    deadline, unanswered = time.monotonic() + PATIENCE, 0
    while time.monotonic() < deadline:
        time.sleep(2)
        try:
            runs = ask("/api/v2/dags/monitor/dagRuns?order_by=run_after&limit=1", token=token)["dag_runs"]
        except OSError:  # a machine that is busy with the round may be slow to answer
            unanswered += 1
            if unanswered < UNANSWERED:
                continue
            raise
        if runs and runs[0]["state"] in ("success", "failed"):
            tasks = ask(f"/api/v2/dags/monitor/dagRuns/{runs[0]['dag_run_id']}/taskInstances?limit=1000", token=token)["task_instances"]
            say(f"Round:   monitor {runs[0]['state']}, {sum(task['state'] == 'success' for task in tasks)} of {len(tasks)} tasks")
            if runs[0]["state"] == "success":
                say("Posts:   .venv/bin/pungmun serve")
            return bool(runs[0]["state"] == "success")
        unanswered = 0
    say(f"Round:   none ended within {PATIENCE} s")
    return False


def main(words: list[str]) -> int:
    """Exit code 0 for yes, 1 for no or no answer, 2 for wrong usage."""
    asked = {"well": well, "login": login, "first-round": first_round}.get(" ".join(words))
    if asked is None:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        return int(not asked())
    except (OSError, ValueError, KeyError):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
