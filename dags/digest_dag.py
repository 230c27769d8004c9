"""The morning digest: what spread yesterday, sent at 08:00 in Seoul.

The day is the Korean day before the run, whatever zone the machine keeps; a retry or a late run reports the same day. Writing and
sending again is harmless: the digest of a day is a function of the store, and a day's digest is sent once to each address.
To send another day's, trigger the DAG with `day`. If it is not out by 08:30, word goes to where alerts go.

**When it fails**: `pungmun digest --date DAY` by hand shows the message; `pungmun doctor` checks the store and the addresses.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, DeadlineAlert, DeadlineReference, Param, SyncCallback
from pungmun_dags import DEFAULTS, KOREAN_YESTERDAY, pungmun, seoul, tell

with DAG(
    dag_id="digest",
    doc_md=__doc__,
    description="Write yesterday's digest and send it",
    schedule=seoul("0 8 * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    deadline=DeadlineAlert(reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(minutes=30), callback=SyncCallback(tell)),
    params={
        "day": Param(None, type=["null", "string"], format="date", description="Day in Korea to report, YYYY-MM-DD; empty: yesterday"),
    },
    tags=["pungmun", "report"],
) as dag:
    pungmun(
        "digest",
        'digest --date "$DAY" --send',
        env={"DAY": "{{ params.day or " + KOREAN_YESTERDAY + " }}"},
        execution_timeout=timedelta(minutes=10),
    )
