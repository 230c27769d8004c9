"""Run DAGs whole with `dag.test()` and print what became of each. For Airflow's interpreter.

Standard input: a list of {"dag_id", "run_after", "conf", "env", "number"}; the number tells runs of one DAG apart.
Last line of standard output: a list of {"state", "tasks": {id: state}}.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag

FOLDER = Path(__file__).resolve().parents[2] / "dags"


def run(dag: Any, job: dict[str, Any]) -> dict[str, Any]:
    dag.deadline = None  # dag.test() can't serialise deadlines yet (apache/airflow#73428)
    for task in dag.tasks:
        if task.is_mapped:
            task.partial_kwargs["retry_delay"] = timedelta(0)
        else:
            task.retry_delay = timedelta(0)
    os.environ.update(job["env"])
    run_after = datetime.fromisoformat(job["run_after"]) + timedelta(microseconds=job["number"])  # a run's id comes from it
    done = dag.test(run_after=run_after, run_conf=job["conf"])
    for name in job["env"]:
        del os.environ[name]
    states = {f"{ti.task_id}[{ti.map_index}]" if ti.map_index >= 0 else ti.task_id: str(ti.state) for ti in done.get_task_instances()}
    return {"state": str(done.state), "tasks": states}


def main() -> None:
    sys.path.insert(0, str(FOLDER))
    jobs = json.load(sys.stdin)
    bag = DagBag(dag_folder=str(FOLDER))
    results = [run(bag.dags[job["dag_id"]], job) for job in jobs]
    sys.stdout.write("\n" + json.dumps(results) + "\n")


if __name__ == "__main__":
    main()
