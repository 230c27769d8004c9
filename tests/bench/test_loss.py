"""What counts as lost; and the short form of the bench, which fails when the screen loses a repeat."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pungmun.bench.loss import Chosen, figures
from pungmun.bench.memory import figures as memory_figures

ROOT = Path(__file__).parents[2]


@pytest.fixture
def finding(make_judged):
    """finding("p1", "repeats", review=…)."""
    return lambda post_id, label, **more: make_judged(post_id, label, claim="c", **more).findings[0]


def keyed(*findings):
    return {(f.post_id, f.claim_id): f for f in findings}


def test_a_lost_repeat_counts_sure_or_in_review_and_so_does_a_changed_one(finding):
    without = keyed(finding("a", "repeats"), finding("b", "repeats", review=True), finding("c", "repeats"), finding("d", "repeats"))
    own = dict.fromkeys(without, "repeats")
    kept = keyed(finding("c", "debunks"), without["d", "c"])
    sure, lost, others, _ = figures(without, kept, own, strangers=0)
    assert (sure.value, sure.hard, sure.reached) == (2, True, False)
    assert (lost.value, lost.hard, lost.reached) == (75, True, False)
    assert others.value == 0


def test_nothing_lost(finding):
    same = keyed(finding("a", "repeats"), finding("b", "debunks"))
    assert [f.value for f in figures(same, same, dict.fromkeys(same, "repeats"), strangers=0)] == [0, 0, 0, 0]


def test_other_labels_are_told_in_percent(finding):
    without = keyed(*(finding(f"p{n}", "debunks") for n in range(4)))
    kept = {key: f for key, f in without.items() if key[0] != "p0"} | keyed(replace(without["p1", "c"], evidence="딴 말"))
    assert figures(without, kept, dict.fromkeys(without, "debunks"), strangers=0)[2].value == 50


def test_a_finding_about_a_strangers_claim_is_a_false_alarm_and_no_loss(finding):
    without = keyed(finding("stranger", "repeats", review=True))
    sure, lost, _, alarms = figures(without, {}, {}, strangers=10)
    assert (sure.value, lost.value, alarms.value) == (0, 0, 10)


class _Screen:
    def scores_many(self, documents, least):
        return [{"a": 2.0, "z": 2.0} if least > 0 else {"a": 2.0, "b": 0.1, "z": 2.0} for _ in documents]


def test_the_chosen_pairs_pass_with_or_without_the_screens_own_choice():
    pairs = {"글": ["b", "a", "c"]}
    assert Chosen(pairs, _Screen(), drops=False).scores_many(["글"]) == [{"a": 2.0, "b": 0.1, "c": 0.0}]
    assert Chosen(pairs, _Screen(), drops=True).scores_many(["글", "다른 글"]) == [{"a": 2.0}, {}]


def test_memory_that_grows_is_told():
    flat, growing = ([(n, 500.0 + n * slope) for n in range(100)] for slope in (0, 5))
    assert memory_figures(flat, 100, 1)[1].reached
    peak, growth = memory_figures(growing, 100, 1)
    assert peak.value == pytest.approx((500 + 99 * 5) / 1024)
    assert not growth.reached


@pytest.mark.slow
def test_the_short_form_loses_no_repeat(tmp_path):
    """No time is asserted here: a busy machine is no error."""
    out = tmp_path / "bench.json"
    command = [
        sys.executable,
        "-m",
        "pungmun",
        "bench",
        "--short",
        "--only",
        "loss",
        "--only",
        "classify",
        "--only",
        "start",
        "--output",
        str(out),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    figures = {figure["name"]: figure for figure in json.loads(out.read_text(encoding="utf-8"))["figures"]}
    for name in ("sure repeats lost by the screen", "repeats lost by the screen, review included"):
        assert figures[name]["reached"], figures[name]["detail"]
    assert done.returncode == 0, done.stderr
