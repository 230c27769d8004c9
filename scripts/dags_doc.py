"""Describe every DAG: as docs/dags.md (`--check` compares), or as JSON for the tests (`--json`).

Run it with Airflow's interpreter: `.venv-airflow/bin/python scripts/dags_doc.py`. It needs no database.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
DAGS = PROJECT / "dags"
PAGE = PROJECT / "docs" / "dags.md"
COMMAND = "pungmun"
HEAD = """# DAGs

Made by `make docs` from the files in `dags/`; don't edit. Times are in Asia/Seoul. Each task runs one command; `pungmun` stands for the
path in `PUNGMUN_BIN`. How to start, watch and mend: [operations.md](operations.md).
"""


def load(home: str) -> tuple[dict[str, Any], dict[str, str]]:
    """All DAGs by id, and import errors by file; with `pungmun` as the command's path, and `home` as AIRFLOW_HOME."""
    os.environ.update(AIRFLOW_HOME=home, PUNGMUN_BIN=COMMAND, PUNGMUN_PROJECT=".")
    os.environ.update(AIRFLOW__CORE__LOAD_EXAMPLES="False", AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR")
    sys.path.insert(0, str(DAGS))
    from airflow.dag_processing.dagbag import DagBag  # noqa: TID251 - it is Airflow that reads DAG files

    bag = DagBag(dag_folder=str(DAGS))
    return dict(sorted(bag.dags.items())), {Path(path).name: error for path, error in bag.import_errors.items()}


def describe(dag: Any) -> dict[str, Any]:
    """One DAG as plain data; durations in seconds."""
    return {
        "dag_id": dag.dag_id,
        "file": Path(dag.fileloc).name,
        "doc": dag.doc_md or "",
        "description": dag.description,
        "schedule": _schedule(dag),
        "zone": str(getattr(dag.timetable, "timezone", "") or ""),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "timeout": _seconds(dag.dagrun_timeout),
        "tags": sorted(dag.tags - {COMMAND}),
        "owner": dag.owner,
        "tells": [callback.__name__ for callback in _many(dag.on_failure_callback)],
        "deadline": [_seconds(alert.interval) for alert in _many(dag.deadline)],
        "params": {name: _param(dag.params, name) for name in dag.params},
        "tasks": [_task(task) for task in dag.topological_sort()],
    }


def _schedule(dag: Any) -> str:
    condition = getattr(dag.timetable, "asset_condition", None)
    if condition is not None:
        return "on " + ", ".join(asset.uri for asset in condition.objects)
    return str(getattr(dag.timetable, "expression", None) or dag.timetable.summary)


def _param(params: Any, name: str) -> dict[str, Any]:
    param = params.get_param(name)
    return {"default": param.value, "description": param.description, **param.schema}


def _task(task: Any) -> dict[str, Any]:
    value = task.partial_kwargs.get if task.is_mapped else lambda name, default=None: getattr(task, name, default)
    return {
        "task_id": task.task_id,
        "operator": task.task_type,
        "mapped": task.is_mapped,
        "command": value("bash_command"),
        "env": value("env") or {},
        "pool": task.pool,
        "retries": task.retries,
        "backoff": float(task.retry_exponential_backoff),
        "timeout": _seconds(task.execution_timeout),
        "outlets": [asset.uri for asset in value("outlets") or ()],
        "after": sorted(task.upstream_task_ids),
    }


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _seconds(value: timedelta | None) -> float | None:
    return None if value is None else value.total_seconds()


def page(dags: list[dict[str, Any]]) -> str:
    """docs/dags.md."""
    rows = [f"| [{dag['dag_id']}](#{dag['dag_id']}) | `{dag['schedule']}` | {dag['description']} |" for dag in dags]
    return "\n".join([HEAD, "| DAG | when | what |", "|---|---|---|", *rows, "", *("\n".join(_section(dag)) for dag in dags)])


def _section(dag: dict[str, Any]) -> list[str]:
    gives = sorted({uri for task in dag["tasks"] for uri in task["outlets"]})
    facts = [
        f"`dags/{dag['file']}`",
        f"when: `{dag['schedule']}`",
        f"tags: {', '.join(dag['tags'])}",
        f"at most {_time(dag['timeout'])} a run",
    ]
    facts += [f"gives word on: {', '.join(f'`{uri}`' for uri in gives)}"] if gives else []
    facts += [f"reported late after {_time(seconds)}" for seconds in dag["deadline"]]
    lines = [f"## {dag['dag_id']}", "", dag["doc"].strip(), "", "; ".join(facts) + ".", ""]
    if dag["params"]:
        lines += ["| parameter | default | |", "|---|---|---|"]
        lines += [f"| `{name}` | `{json.dumps(param['default'])}` | {param['description']} |" for name, param in dag["params"].items()]
        lines.append("")
    lines += ["| task | after | command | pool | retries | at most |", "|---|---|---|---|---|---|"]
    for task in dag["tasks"]:
        command = task["command"].replace("|", "\\|")
        name = task["task_id"] + (", one a source" if task["mapped"] else "")
        after = ", ".join(task["after"])
        lines.append(f"| {name} | {after} | `{command}` | {task['pool']} | {task['retries']} | {_time(task['timeout'])} |")
    return [*lines, ""]


def _time(seconds: float) -> str:
    return f"{seconds / 3600:g} h" if seconds >= 3600 else f"{seconds / 60:g} min"


def main() -> int:
    """Write, check or print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 when docs/dags.md is not what would be written")
    parser.add_argument("--json", action="store_true", help="print all DAGs and import errors")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dags-doc-") as home:
        dags, errors = load(home)
    found = [describe(dag) for dag in dags.values()]
    if options.json:
        print(json.dumps({"dags": found, "errors": errors}))  # noqa: T201
        return 0
    if errors:
        sys.exit("\n".join(f"{name}: {error}" for name, error in errors.items()))
    text = page(found)
    if options.check and (not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text):
        sys.exit("docs/dags.md is out of date: run `make docs`")
    if not options.check:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
