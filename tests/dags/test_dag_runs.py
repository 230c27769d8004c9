"""Each DAG run whole by `dag.test()` with a stub of the command: which commands, with which words, and what a failure does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

NAVER, DAUM = ["run", "--source", "naver-blog", "--format", "json"], ["run", "--source", "daum-cafe", "--format", "json"]
DUE = ["sources", "list", "--due", "--format", "json"]
STORED = ["counts", "--by", "label", "--format", "json"]


def day(source: str, date: str) -> list[str]:
    return ["run", "--source", source, "--since", date, "--format", "json"]


#: Name -> (job, commands that it must give). 23:00 UTC of the 22nd is 08:00 of the 23rd in Seoul.
RUNS: dict[str, tuple[dict[str, Any], list[list[str]]]] = {
    "monitor": ({"dag_id": "monitor"}, [DUE, NAVER, DAUM, STORED]),
    "backfill": (
        {"dag_id": "backfill", "run_after": "2026-11-18T15:00:00+00:00"},  # a run by hand or of Airflow's backfill, 00:00 of the 19th
        [STORED, ["sources", "list", "--enabled", "--format", "json"], day("naver-blog", "2026-11-19"), day("daum-cafe", "2026-11-19")],
    ),
    "backfill by hand": (
        {"dag_id": "backfill", "conf": {"sources": ["naver-blog", "daum-cafe"], "day": "2023-11-03"}},
        [
            STORED,
            ["sources", "list", "--enabled", "--format", "json", "naver-blog", "daum-cafe"],
            day("naver-blog", "2023-11-03"),
            day("daum-cafe", "2023-11-03"),
        ],
    ),
    "digest": ({"dag_id": "digest"}, [["digest", "--date", "2026-11-22", "--send"]]),
    "digest before midnight in Seoul": (
        {"dag_id": "digest", "run_after": "2026-11-22T14:59:59+00:00"},
        [["digest", "--date", "2026-11-21", "--send"]],
    ),
    "digest after midnight in Seoul": (
        {"dag_id": "digest", "run_after": "2026-11-22T15:00:00+00:00"},
        [["digest", "--date", "2026-11-22", "--send"]],
    ),
    "digest of a day": ({"dag_id": "digest", "conf": {"day": "2023-11-06"}}, [["digest", "--date", "2023-11-06", "--send"]]),
    "alerts": ({"dag_id": "alerts"}, [["alerts", "check", "--send"]]),
    "watch_claims": ({"dag_id": "watch_claims"}, [["claims", "changed"]]),
    "rescan": ({"dag_id": "rescan"}, [["rescan", "--changed"]]),
    "rescan by hand": ({"dag_id": "rescan", "conf": {"claims": ["nk-518", "he-aus-doctor"]}}, [["rescan", "nk-518", "he-aus-doctor"]]),
    "recheck_evidence": ({"dag_id": "recheck_evidence"}, [["evidence", "verify", "--all"], ["evidence", "check"]]),
    "health": ({"dag_id": "health"}, [["doctor", "--json"], ["sources", "health", "--check", "--format", "json"]]),
    "retrain": ({"dag_id": "retrain"}, [["train", "--reviews"]]),
    "maintain": ({"dag_id": "maintain"}, [["store", "backup", "var/backups/Mon"], ["store", "migrate"], ["store", "retention"]]),
    "one source fails": ({"dag_id": "monitor", "env": {"STUB_FAILS": "naver-blog"}}, [DUE, *[NAVER] * 4, DAUM, STORED]),
    "list of sources fails": ({"dag_id": "monitor", "env": {"STUB_FAILS": "list"}}, [DUE, DUE, DUE, STORED]),
    "backup fails": ({"dag_id": "maintain", "env": {"STUB_FAILS": "backup"}}, [["store", "backup", "var/backups/Mon"]] * 3),
    "nothing changed": ({"dag_id": "watch_claims", "env": {"STUB_FAILS": "changed", "STUB_EXIT": "99"}}, [["claims", "changed"]]),
}


@pytest.fixture(scope="module")
def ran(run_dags: Callable[..., dict[str, Any]], stub: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("calls")
    jobs = {}
    for number, (name, (job, _)) in enumerate(RUNS.items()):
        jobs[name] = {**job, "env": {"STUB_EXIT": "1", **job.get("env", {}), "STUB_CALLS": str(folder / str(number))}}
    results = run_dags(jobs, PUNGMUN_BIN=str(stub))
    for number, name in enumerate(RUNS):
        results[name]["calls"] = [json.loads(line) for line in (folder / str(number)).read_text(encoding="utf-8").splitlines()]
    return results


@pytest.mark.parametrize("name", RUNS)
def test_commands(ran: dict[str, Any], name: str) -> None:
    assert sorted(words for words in ran[name]["calls"] if words[0] != "notify") == sorted(RUNS[name][1])


FAILING = {"one source fails", "list of sources fails", "backup fails"}


@pytest.mark.parametrize("name", [name for name in RUNS if name not in FAILING])
def test_runs_end_well(ran: dict[str, Any], name: str) -> None:
    assert ran[name]["state"] == "success"


@pytest.mark.parametrize("name", RUNS)
def test_word_of_a_failure_is_sent_once(ran: dict[str, Any], name: str) -> None:
    words = [words for words in ran[name]["calls"] if words[0] == "notify"]
    assert len(words) == (name in FAILING)
    for _, option, key, text in words:
        assert (option, key) == ("--key", f"airflow-{RUNS[name][0]['dag_id']}")
        assert text.startswith(f"Airflow: {RUNS[name][0]['dag_id']}, run ")


def test_every_dag_is_run() -> None:
    dags = {path.name.removesuffix("_dag.py") for path in (Path(__file__).resolve().parents[2] / "dags").glob("*_dag.py")}
    assert {job["dag_id"] for job, _ in RUNS.values()} == dags


def test_one_source_that_fails_does_not_stop_the_others_and_is_seen(ran: dict[str, Any]) -> None:
    assert ran["one source fails"] == {**ran["one source fails"], "state": "failed"}
    assert ran["one source fails"]["tasks"] == {"due": "success", "round[0]": "failed", "round[1]": "success", "stored": "success"}


def test_a_failing_list_of_sources_is_not_an_empty_list(ran: dict[str, Any]) -> None:
    assert ran["list of sources fails"]["state"] == "failed"


def test_nothing_is_removed_when_the_backup_failed(ran: dict[str, Any]) -> None:
    assert ran["backup fails"]["tasks"] == {"backup": "failed", "migrate": "upstream_failed", "retention": "upstream_failed"}


def test_no_word_is_given_when_no_claim_changed(ran: dict[str, Any]) -> None:
    assert ran["nothing changed"]["tasks"] == {"changed": "skipped"}
