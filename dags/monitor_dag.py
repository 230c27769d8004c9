"""One round: every source that is due is crawled, parsed, judged and stored.

`pungmun sources list --due` names the sources that are switched on, permitted and due by their own `schedule`; each becomes one
task. A source is one command from crawl to store: a round that was killed is simply run again, for ids follow from the content
and nothing is stored twice. `stored` then gives word of new posts, once for all sources. What can't be parsed goes to quarantine and
does not stop the round. Rounds don't overlap, and `pungmun` itself locks a source against a second worker.

**When a source fails**: read its task's log; `pungmun sources health` shows since when; switch it off in
`config/sources/<source_id>.yml` (`enabled: false`) until it is understood. The other sources go on.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from pungmun_dags import DEFAULTS, PROJECT, RETRIES, command, listing, seoul, stored, tell

with DAG(
    dag_id="monitor",
    doc_md=__doc__,
    description="Crawl, judge and store every source that is due",
    schedule=seoul("*/10 * * * *", at_once=True),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULTS,
    on_failure_callback=tell,
    tags=["pungmun", "collect"],
) as dag:
    due = listing("due", "sources list --due --format json")
    rounds = BashOperator.partial(
        task_id="round",
        bash_command=command('run --source "$SOURCE" --format json'),
        cwd=PROJECT,
        append_env=True,
        pool="crawl",
        map_index_template="{{ task.env['SOURCE'] }}",
        retries=RETRIES,
    ).expand(env=due.output.map(lambda source: {"SOURCE": source["source_id"]}))
    rounds >> stored()
