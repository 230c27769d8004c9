"""Judges the archive again after a claim was added or changed.

Runs on the word of `watch_claims` or of the console. The store finds the posts by the claim's own words, the classifier that
judges new posts judges them too. Without `claims` only changed claims are judged again. Findings that people have reviewed stay as
they are. Killed in the middle, it is run again: judging twice changes nothing.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Param
from pungmun_dags import CLAIMS, DEFAULTS, pungmun, tell

with DAG(
    dag_id="rescan",
    doc_md=__doc__,
    description="Judge the archive again for changed claims",
    schedule=[CLAIMS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=8),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    params={
        "claims": Param(
            [],
            type="array",
            items={"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"},
            description="Claim ids, one a line; none: those that changed since the archive was last judged",
        ),
    },
    tags=["pungmun", "claims"],
) as dag:
    pungmun(
        "rescan",
        "rescan $CLAIMS",
        env={"CLAIMS": "{{ params.claims | join(' ') or '--changed' }}"},
        pool="heavy",
        execution_timeout=timedelta(hours=4),
    )
