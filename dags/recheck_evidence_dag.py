"""Looks every week whether what we keep as evidence still stands as we kept it.

`pungmun evidence check` reads every capture again and compares it with its SHA-256. A capture that is missing or altered is named,
and the run fails so that somebody looks: a finding without its capture proves nothing.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, pungmun, seoul, tell

with DAG(
    dag_id="recheck_evidence",
    doc_md=__doc__,
    description="Compare every capture with its hash",
    schedule=seoul("0 3 * * 0"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    tags=["pungmun", "upkeep"],
) as dag:
    pungmun("check", "evidence check", pool="heavy", retries=1, execution_timeout=timedelta(hours=3))
