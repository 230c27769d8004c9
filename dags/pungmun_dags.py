"""What every DAG file here shares: the command's path, the house rules of a task, whom to tell of a failure.

Nothing of Pungmun is imported: Airflow lives in an environment of its own and meets it only as a command.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import Asset, CronTriggerTimetable

PROJECT = os.environ.get("PUNGMUN_PROJECT", str(Path(__file__).resolve().parent.parent))
BIN = os.environ.get("PUNGMUN_BIN", f"{PROJECT}/.venv/bin/pungmun")
ZONE = "Asia/Seoul"

#: Emitted once when the rounds of a run are over, whatever became of single sources.
POSTS = Asset("pungmun://posts")
#: Emitted when a claim was added or changed: by `watch_claims`, or by hand on Airflow's page of assets.
CLAIMS = Asset("pungmun://claims")

DEFAULTS: dict[str, Any] = {
    "owner": "pungmun",
    "retries": 2,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=15),
    "execution_timeout": timedelta(minutes=30),
    "do_xcom_push": False,
}

#: Of a source's round: an Airflow that was killed takes one, and one more when it starts tasks before its own API server answers (seen).
RETRIES = 3

#: The day in Korea on which a run starts, and the day before, as parts of a template. Airflow's own `ds` is the UTC day: at
#: 08:00 in Seoul that is yesterday, and runs by hand or by asset have none. Korea has had no daylight saving time since 1988.
KOREAN_DAY = "(dag_run.run_after + macros.timedelta(hours=9)).strftime('%Y-%m-%d')"
KOREAN_YESTERDAY = "(dag_run.run_after - macros.timedelta(hours=15)).strftime('%Y-%m-%d')"


def seoul(cron: str, *, at_once: bool = False) -> CronTriggerTimetable:
    """Cron expression, read in Korean time.

    A new Airflow waits for the time, else its first minute would train, back up and collect at once; `at_once` is for what should.
    """
    return CronTriggerTimetable(cron, timezone=ZONE, run_immediately=at_once or timedelta())


def command(words: str) -> str:
    """Shell line that runs `pungmun` with these words. Values come in as environment variables, never pasted into the line."""
    return f"{BIN} {words}"


def pungmun(task_id: str, words: str, **options: Any) -> BashOperator:
    """One task: one command, in the project's folder."""
    return BashOperator(task_id=task_id, bash_command=command(words), cwd=PROJECT, append_env=True, **options)


def listing(task_id: str, words: str, **options: Any) -> BashOperator:
    """A task whose command prints a JSON list, which is the task's result. Airflow reads the last line only: make it one."""
    line = f"set -o pipefail; {command(words)} | tr '\\n' ' '"
    return BashOperator(
        task_id=task_id,
        bash_command=line,
        cwd=PROJECT,
        append_env=True,
        output_processor=json.loads,
        do_xcom_push=True,
        execution_timeout=timedelta(minutes=2),
        **options,
    )


def stored() -> BashOperator:
    """Last task of a run that collects: prints what the store holds by label, and gives word of new posts, once for all sources.

    A teardown, so that it runs after sources that failed too, and does not make a run green in which one failed.
    """
    task = pungmun("stored", "counts --by label --format json", outlets=[POSTS], execution_timeout=timedelta(minutes=5))
    task.as_teardown()
    return task


def tell(context: dict[str, Any]) -> None:
    """Send word of a failed or late run to where Pungmun's alerts go. Called by Airflow, outside any task."""
    run = context["dag_run"]
    dag_id, run_id = (run["dag_id"], run["run_id"]) if isinstance(run, dict) else (run.dag_id, run.run_id)
    text = f"Airflow: {dag_id}, run {run_id}: {context.get('reason') or 'late'}"
    subprocess.run([BIN, "notify", "--key", f"airflow-{dag_id}", text], cwd=PROJECT, timeout=60, check=True)  # noqa: S603
