"""Logs with ids and the sums of steps: what somebody outside sees of a step, also of one that failed."""

from __future__ import annotations

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pungmun import journal, logs
from pungmun.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path, log_level="INFO", log_format="json")


@pytest.fixture(autouse=True)
def quiet_again():
    yield
    logs.configure(Settings(log_level="WARNING", log_format="text"))


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_of_a_step_carries_its_ids(settings, capsys, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CTX_DAG_RUN_ID", "scheduled__1")
    logs.configure(settings)
    with journal.step(settings, "store", run_id="r1") as numbers:
        logging.getLogger("pungmun.store").warning("a line\nof two")
        journal.tell_source(
            {"source_id": "s", "asked": 2, "answered": 1, "posts": 0, "unparsed": 0, "errors": {"http_500": 1}, "problem": ""}
        )
        numbers["new"] = 3
    logging.getLogger("pungmun").info("after")

    first, source, last, after = rows(capsys.readouterr().err)
    assert {row["run_id"] for row in (first, source, last)} == {"r1"}
    assert {row["dag_run_id"] for row in (first, source, last, after)} == {"scheduled__1"}
    assert (source["source_id"], source["level"], source["errors"]) == ("s", "warning", {"http_500": 1})
    assert (last["step"], last["new"], last["level"]) == ("store", 3, "info")
    assert "run_id" not in after


def test_a_step_that_fails_is_counted_told_and_still_fails(settings, capsys):
    logs.configure(settings)
    with pytest.raises(ZeroDivisionError), journal.step(settings, "crawl", run_id="r2"):
        1 / 0  # noqa: B018
    (row,) = rows(capsys.readouterr().err)
    assert (row["level"], row["error"], row["run_id"]) == ("error", "ZeroDivisionError", "r2")
    assert 'pungmun_step_failures_total{step="crawl"} 1' in journal.lines(settings)


def test_in_words_nothing_is_said_twice(settings, capsys):
    logs.configure(settings.model_copy(update={"log_format": "text", "log_level": "WARNING"}))
    with pytest.raises(ZeroDivisionError), journal.step(settings, "crawl"):
        1 / 0  # noqa: B018
    assert capsys.readouterr().err == ""


def test_sums_of_many_at_once_lose_nothing_and_are_prometheus(settings):
    def one(_: int) -> None:
        with journal.step(settings, "judge"):
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(100)))
    text = journal.lines(settings)
    assert 'pungmun_step_seconds_count{step="judge"} 100' in text
    assert 'pungmun_step_seconds_bucket{step="judge",le="3600.0"} 100' in text
    assert all(re.fullmatch(r'#.*|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+', line) for line in text)
    assert (settings.var_dir / "metrics" / "steps.prom").read_text() == "\n".join([*text, ""])


@pytest.mark.parametrize("damage", ["", "{", '{"judge": {'])
def test_damaged_sums_begin_anew(settings, damage):
    (settings.var_dir / "metrics").mkdir()
    (settings.var_dir / "metrics" / "steps.json").write_text(damage)
    with journal.step(settings, "judge"):
        pass
    assert 'pungmun_step_seconds_count{step="judge"} 1' in journal.lines(settings)


def test_sums_that_cant_be_written_don_t_undo_the_step(settings):
    (settings.var_dir / "metrics").write_text("a file where the folder belongs")
    with journal.step(settings, "judge"):
        pass
    assert journal.lines(settings) == []
