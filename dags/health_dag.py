"""Asks every hour whether the machine and the sources are well.

`doctor` checks environment, settings, store, model and clock; `sources` names sources that fell silent today or yesterday, or brought far
more or fewer posts yesterday than they normally do. One that is ill fails the run, and word goes to where alerts go; both are always asked.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, pungmun, seoul, tell

with DAG(
    dag_id="health",
    doc_md=__doc__,
    description="Is the machine well, do the sources speak?",
    schedule=seoul("20 * * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    default_args={**DEFAULTS, "execution_timeout": timedelta(minutes=5)},
    on_failure_callback=tell,
    tags=["pungmun", "upkeep"],
) as dag:
    pungmun("doctor", "doctor --json")
    pungmun("sources", "sources health --check --format json")
