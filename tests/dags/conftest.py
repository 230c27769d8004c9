"""Airflow in its own environment, called as a program: a home, a stub of the command, a way to run one DAG."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BIN = PROJECT / ".venv-airflow" / "bin"
HERE = Path(__file__).parent
RunDags = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def airflow_bin() -> Path:
    """Folder of Airflow's programs; without it the test is skipped on a laptop and fails in CI."""
    if not (BIN / "airflow").exists():
        message = "no .venv-airflow: `make airflow-install` makes it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return BIN


def airflow_env(home: Path, **more: str) -> dict[str, str]:
    """Environment of Airflow's programs, with nothing of ours but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PUNGMUN"))}
    return {
        **kept,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        **more,
    }


@pytest.fixture(scope="session")
def airflow_home(airflow_bin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database and the pools; made once."""
    home = tmp_path_factory.mktemp("airflow")
    for words in (["db", "migrate"], ["pools", "import", str(PROJECT / "dags" / "pools.json")]):
        subprocess.run([airflow_bin / "airflow", *words], env=airflow_env(home), check=True, capture_output=True, timeout=120)
    return home


@pytest.fixture(scope="session")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `pungmun` that writes its words to STUB_CALLS.

    `sources list` names two sources; a call with the word STUB_FAILS ends with STUB_EXIT.
    """
    path = tmp_path_factory.mktemp("stub") / "pungmun"
    path.write_text(
        f"#!{sys.executable}\n"
        "import json, os, sys\n"
        "with open(os.environ['STUB_CALLS'], 'a') as file: print(json.dumps(sys.argv[1:]), file=file)\n"
        "if sys.argv[1:3] == ['sources', 'list']:\n"
        "    print(json.dumps([{'source_id': 'naver-blog', 'title': '\\n|'}, {'source_id': 'daum-cafe', 'title': ''}], indent=2))\n"
        "sys.exit(int(os.environ['STUB_EXIT']) if os.environ.get('STUB_FAILS') in sys.argv else 0)\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture(scope="session")
def run_dags(airflow_home: Path) -> RunDags:
    """Runs jobs by name, whole, by `dag.test()`: {"state", "tasks": {"id[map index]": state}}; one process, for its start takes seconds.

    A job is {"dag_id"}, and may have "run_after", "conf", and "env" for its tasks; the keywords are for all of them.
    """

    numbers = itertools.count()
    plain = {"run_after": "2026-11-22T23:00:00+00:00", "conf": {}, "env": {}}

    def run(jobs: dict[str, dict[str, Any]], **env: str) -> dict[str, Any]:
        done = subprocess.run(
            [BIN / "python", HERE / "run_dags.py"],
            input=json.dumps([{**plain, **job, "number": next(numbers)} for job in jobs.values()]),
            env=airflow_env(airflow_home, **env),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=560,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return dict(zip(jobs, json.loads(done.stdout.splitlines()[-1]), strict=True))

    return run


@pytest.fixture(scope="session")
def settings_of() -> Callable[[Path, str], dict[str, str]]:
    """Gives the settings of the real command for a place of its own: one source, one claim, against the replay site."""
    return _settings_of


def _settings_of(place: Path, replay: str) -> dict[str, str]:
    for kind, name in (("sources", "naver-blog-search"), ("claims", "nk-all-missions-closed")):
        (place / "config" / kind).mkdir(parents=True)
        shutil.copy(PROJECT / "config" / kind / f"{name}.yml", place / "config" / kind)
    for name in ("lexicon", "alerts.yml"):
        copy = shutil.copytree if (PROJECT / "config" / name).is_dir() else shutil.copy
        copy(PROJECT / "config" / name, place / "config" / name)
    return {
        "PUNGMUN_REPLAY": replay,
        "PUNGMUN_CONFIG_DIR": str(place / "config"),
        "PUNGMUN_VAR_DIR": str(place / "var"),
        "PUNGMUN_STORE": f"sqlite:///{place}/var/pungmun.db",
    }


@pytest.fixture(scope="session")
def contents() -> Callable[[dict[str, str]], Any]:
    """Gives what a store holds."""
    return _contents


def _contents(settings: dict[str, str]) -> Any:
    """All posts with their findings, as `pungmun search` prints them."""
    words = [PROJECT / ".venv/bin/pungmun", "search", "--limit", "10000", "--format", "json"]
    done = subprocess.run(words, env={**os.environ, **settings}, capture_output=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    return found["total"], sorted(found["posts"], key=lambda post: str(post["post_id"]))
