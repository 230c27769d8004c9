"""Tells the editor on duty at once: a claim that takes off, jumps to a new platform, comes back, or is overtaken by debunks.

Runs when a round brought posts. `pungmun alerts check` looks at today (Asia/Seoul) with the thresholds of `config/alerts.yml`; an alert is
sent once, and not at all after somebody acknowledged it, however often this runs.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, POSTS, pungmun, tell

with DAG(
    dag_id="alerts",
    doc_md=__doc__,
    description="Send what the editor has to know at once",
    schedule=[POSTS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    tags=["pungmun", "report"],
) as dag:
    pungmun("check", "alerts check --send", execution_timeout=timedelta(minutes=10))
