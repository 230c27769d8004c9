r"""Back to a past day: searches go on until they have passed it, instead of stopping at what is known.

Runs by itself each night for the day before (search services list posts late). For days further back use Airflow's own backfill;
dates need the Korean zone, or they shift by a day:

    scripts/airflow-alone airflow backfill create --dag-id backfill --max-active-runs 1 \
        --from-date 2026-11-18T00:00:00+09:00 --to-date 2026-11-20T00:00:00+09:00 --dag-run-conf '{"sources": ["naver-blog-search"]}'

No search service takes a date, so a run also meets all later posts, and one run for the earliest day is enough where the day's calls
suffice. A post that is known already changes nothing but the time it was last seen.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Param
from pungmun_dags import DEFAULTS, KOREAN_DAY, KOREAN_YESTERDAY, PROJECT, RETRIES, command, listing, seoul, stored, tell

#: Airflow's backfill makes a run at the start of each day it is asked for, the schedule makes one at the end of the day.
DAY = f"params.day or ({KOREAN_YESTERDAY} if dag_run.run_type == 'scheduled' else {KOREAN_DAY})"

with DAG(
    dag_id="backfill",
    doc_md=__doc__,
    description="Collect one past day again, from some or all sources",
    schedule=seoul("0 0 * * *"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    params={
        "sources": Param(
            [],
            type="array",
            items={"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"},
            description="Source ids, one a line; none: all that are switched on",
        ),
        "day": Param(None, type=["null", "string"], format="date", description="Day in Korea, YYYY-MM-DD; empty: today, or the run's own"),
    },
    tags=["pungmun", "collect"],
) as dag:
    sources = listing(
        "sources",
        "sources list --enabled --format json $SOURCES",
        env={"SOURCES": "{{ params.sources | join(' ') }}"},
    )
    rounds = BashOperator.partial(
        task_id="day",
        bash_command=f'DAY="{{{{ {DAY} }}}}"; ' + command('run --source "$SOURCE" --since "$DAY" --format json'),
        cwd=PROJECT,
        append_env=True,
        pool="crawl",
        map_index_template="{{ task.env['SOURCE'] }}",
        retries=RETRIES,
        execution_timeout=timedelta(hours=2),
    ).expand(env=sources.output.map(lambda source: {"SOURCE": source["source_id"]}))
    rounds >> stored()
