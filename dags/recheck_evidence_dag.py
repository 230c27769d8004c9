"""Looks every week whether what we keep as evidence stands as we kept it, and whether the posts still stand.

`pungmun evidence verify --all` hashes every capture again; one that is missing or altered fails the run, so that somebody looks: a finding
without its capture proves nothing. `pungmun evidence check` asks politely for posts that repeat a claim, and notes which were changed
or deleted since; it keeps to each source's permission and daily number of requests.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, pungmun, seoul, tell

with DAG(
    dag_id="recheck_evidence",
    doc_md=__doc__,
    description="Hash every capture again, look again at posts that repeat a claim",
    schedule=seoul("0 3 * * 0"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=8),
    default_args={**DEFAULTS, "retries": 1, "execution_timeout": timedelta(hours=3)},
    on_failure_callback=tell,
    tags=["pungmun", "upkeep"],
) as dag:
    # Side by side: were one after the other "whatever became of it", a damaged capture would not fail the run.
    pungmun("verify", "evidence verify --all", pool="heavy")
    pungmun("check", "evidence check", pool="crawl")
