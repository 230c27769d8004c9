"""Looks whether a claim was added or changed, and says so: `rescan` runs on that word.

`pungmun claims changed` compares `config/claims` with the versions that the archive was judged by; when nothing changed the task is
skipped and no word is given. Whoever doesn't want to wait ten minutes gives the word by hand: Assets, `pungmun://claims`, Create event.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import CLAIMS, DEFAULTS, pungmun, seoul, tell

with DAG(
    dag_id="watch_claims",
    doc_md=__doc__,
    description="Give word when config/claims has changed",
    schedule=seoul("5-59/10 * * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=10),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    tags=["pungmun", "claims"],
) as dag:
    pungmun("changed", "claims changed", outlets=[CLAIMS], execution_timeout=timedelta(minutes=2))
