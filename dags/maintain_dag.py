"""Nightly upkeep: a backup, then the schema, then what is past its time.

The order matters: nothing is removed before the backup of this night stands. `retention_days` of 0 removes nothing. Backups lie in
`var/backups`, one for each day of the week, so that they don't grow without end; copy them to another machine.
Airflow's own history of runs is no task's business: `make airflow-clean`.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, chain
from pungmun_dags import DEFAULTS, KOREAN_DAY, pungmun, seoul, tell

with DAG(
    dag_id="maintain",
    doc_md=__doc__,
    description="Back up, migrate, remove what is past its time",
    schedule=seoul("30 4 * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args={**DEFAULTS, "pool": "heavy", "execution_timeout": timedelta(hours=2)},
    on_failure_callback=tell,
    tags=["pungmun", "upkeep"],
) as dag:
    weekday = "{{ " + KOREAN_DAY.replace("%Y-%m-%d", "%a").lower() + " }}"
    backup = pungmun("backup", 'store backup "var/backups/$WEEKDAY"', env={"WEEKDAY": weekday})
    migrate = pungmun("migrate", "store migrate")
    retention = pungmun("retention", "store retention")
    chain(backup, migrate, retention)
