"""Rules over all DAGs, whatever they do."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pungmun.cli import COMMANDS

pytestmark = pytest.mark.airflow
PROJECT = Path(__file__).resolve().parents[2]
DAGS = {path.name.removesuffix("_dag.py") for path in (PROJECT / "dags").glob("*_dag.py")}
POOLS = json.loads((PROJECT / "dags" / "pools.json").read_text(encoding="utf-8"))
#: A command of ours, after a prefix that sets a variable or makes the pipe fail with it.
LINE = re.compile(r"""(?:set -o pipefail; |DAY="\{\{[^"]+\}\}"; )?pungmun (?P<words>[^|]+?)(?: \| tr '\\n' ' ')?$""")


@pytest.fixture(scope="module")
def described(airflow_bin: Path) -> dict[str, Any]:
    words = [airflow_bin / "python", PROJECT / "scripts" / "dags_doc.py", "--json"]
    found: dict[str, Any] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout)
    return found


@pytest.fixture(scope="module")
def by_id(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {dag["dag_id"]: dag for dag in described["dags"]}


def test_all_files_are_read_without_error(described: dict[str, Any], by_id: dict[str, Any]) -> None:
    assert described["errors"] == {}
    assert by_id.keys() == DAGS


@pytest.mark.parametrize("dag_id", sorted(DAGS))
class TestEach:
    def test_tells_people_what_it_is(self, by_id: dict[str, Any], dag_id: str) -> None:
        dag = by_id[dag_id]
        assert dag["file"] == f"{dag_id}_dag.py"
        assert len(dag["doc"]) > 200
        assert dag["description"]
        assert dag["owner"] == "pungmun"
        assert dag["tags"]
        assert all(param["description"] for param in dag["params"].values())

    def test_runs_once_at_a_time_in_korean_time_and_tells_of_failure(self, by_id: dict[str, Any], dag_id: str) -> None:
        dag = by_id[dag_id]
        assert dag["zone"] == "Asia/Seoul" or dag["schedule"].startswith("on pungmun://")
        assert dag["catchup"] is False
        assert dag["max_active_runs"] == 1
        assert dag["timeout"]
        assert dag["tells"] == ["tell"]

    def test_tasks_are_commands_of_ours_that_may_be_retried(self, by_id: dict[str, Any], dag_id: str) -> None:
        for task in by_id[dag_id]["tasks"]:
            assert task["operator"] == "BashOperator"
            match = LINE.match(task["command"])
            assert match, task["command"]
            assert match["words"].split()[0] in COMMANDS
            assert "{{" not in match["words"], "values come in as variables, so that they can't become shell code"
            assert task["retries"] >= 1
            assert task["backoff"] > 1
            assert 0 < task["timeout"] <= by_id[dag_id]["timeout"]
            assert task["pool"] == "default_pool" or task["pool"] in POOLS  # a task in an unknown pool waits for ever


def test_reading_a_file_imports_nothing_of_ours_and_little_else(airflow_bin: Path, tmp_path: Path) -> None:
    code = """
import json, sys
sys.path.insert(0, "dags")
from airflow.providers.standard.operators import bash
import airflow.sdk
from airflow.sdk import DAG, Asset, CronDataIntervalTimetable, CronTriggerTimetable, DeadlineAlert, DeadlineReference, Param, SyncCallback
before = set(sys.modules)
import importlib, pathlib
for path in sorted(pathlib.Path("dags").glob("*_dag.py")):
    importlib.import_module(path.stem)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    env = {"AIRFLOW_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR"}
    done = subprocess.run(
        [airflow_bin / "python", "-c", code], cwd=PROJECT, env=env, capture_output=True, text=True, check=True, timeout=60
    )
    new = json.loads(done.stdout.splitlines()[-1])
    ours = {name for name in new if not name.endswith("_dag") and name != "pungmun_dags"}
    assert not {name for name in ours if name.split(".")[0] in {"pungmun", "crawlers", "nlp", "models", "pandas", "scrapy", "sklearn"}}
    assert len(ours) < 40, sorted(ours)


def test_page_about_dags_is_what_the_files_say(airflow_bin: Path) -> None:
    words = [airflow_bin / "python", PROJECT / "scripts" / "dags_doc.py", "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
