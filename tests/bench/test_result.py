"""Figures and goals: only a lost repeat is an error, a time never is."""

import json

import pytest
from click.testing import CliRunner

from pungmun.bench import clock, parts
from pungmun.bench.result import Figure, document, table
from pungmun.cli import cli

SLOW = Figure("search", 90, "ms", 50, "less")
LOST = Figure("repeats lost by the screen", 1, "findings", 0, "less", hard=True, detail="p1 / c1")


@pytest.mark.parametrize(
    ("value", "goal", "better", "reached"),
    [(8, 8, "more", True), (7.9, 8, "more", False), (50, 50, "less", True), (51, 50, "less", False), (1, None, "less", True)],
)
def test_reached(value, goal, better, reached):
    assert Figure("f", value, "x", goal, better).reached is reached


def test_the_same_texts_have_the_same_hash_and_others_another():
    hashes = [document([], texts, 1)["input_sha256"] for texts in (["a", "b"], ["a", "b"], ["ab"])]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_table_shows_what_was_missed():
    lines = table(document([SLOW, LOST], ["text"], 12.3)).splitlines()
    assert "| search | 90 ms | ≤ 50 ms | **no** |" in lines[-2]
    assert lines[-1].endswith("| p1 / c1 |")


@pytest.mark.parametrize(("figures", "code"), [([SLOW], 0), ([SLOW, LOST], 1)])
def test_exit_code_and_files(monkeypatch, tmp_path, figures, code):
    monkeypatch.setattr(parts, "measure", lambda setting, names, say: document(figures, ["text"], 1, short=setting.short))
    result = CliRunner().invoke(cli, ["bench", "--short", "--only", "start", "--format", "json", "--output", str(tmp_path / "b.json")])
    assert result.exit_code == code
    data = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert json.loads(result.stdout) == data
    assert data["form"] == "short"
    assert [figure["name"] for figure in data["figures"]] == [figure.name for figure in figures]
    assert (tmp_path / "b.json.md").read_text(encoding="utf-8") == table(data)


def test_the_command_offers_every_part():
    from pungmun.cli.bench import NAMES

    assert tuple(parts.PARTS) == NAMES


def test_the_clock_leaves_out_queueing_and_survives_a_system_that_does_not_tell(tmp_path):
    told = tmp_path / "schedstat"
    told.write_text("5000000000 2500000000 17\n")
    assert clock.queued(told) == 2.5
    assert clock.queued(tmp_path / "missing") == 0
