"""Trains the model again each week with what people decided since.

`pungmun train --reviews` trains beside the model in use, measures with and without the reviews on the fixed set, and puts the new one in
place (`var/model`) only if no class got worse; otherwise the old one stays, the log says why, and the task is shown as skipped, as when
nobody has reviewed anything. The next round of `monitor` uses what then stands. To go back to the shipped model, remove `var/model`.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, pungmun, seoul, tell

with DAG(
    dag_id="retrain",
    doc_md=__doc__,
    description="Train with the week's reviews; promote only what is no worse",
    schedule=seoul("0 2 * * 1"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    tags=["pungmun", "learn"],
) as dag:
    pungmun("train", "train --reviews", pool="heavy", retries=1, execution_timeout=timedelta(hours=2))
