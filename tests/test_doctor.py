"""What `doctor` says of rounds and the spool: whether the schedule stands still is seen by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pungmun.desk import Desk
from pungmun.doctor import _rounds, _spool
from pungmun.settings import Settings
from pungmun.steps import today
from pungmun.store import HealthRow


@pytest.fixture
def settings(tmp_path):
    return Settings(var_dir=tmp_path, store=f"sqlite:///{tmp_path}/store.db")


def test_crawls_that_wait_are_named(settings):
    assert _spool(settings).state == "good"
    (settings.var_dir / "spool" / "20261125T100000000000Z").mkdir(parents=True)
    check = _spool(settings)
    assert (check.state, check.found) == ("note", "1 crawls wait to be stored, the oldest began 20261125T100000000000Z")


@pytest.mark.parametrize(("days", "state"), [(None, "note"), (0, "good"), (1, "good"), (2, "note")])
def test_how_long_ago_the_last_round_was(settings, days, state):
    with Desk(settings) as desk:
        if days is not None:
            desk.store.add_health(HealthRow("s", today() - timedelta(days=days), "20261125T100000000000Z", asked=1, answered=1))
        check = _rounds(desk)
    assert check.state == state
    assert bool(check.todo) == (state == "note")


def test_a_store_that_can_not_be_opened_is_bad(settings):
    with Desk(settings.model_copy(update={"store": f"sqlite:///{settings.var_dir}"})) as desk:
        assert _rounds(desk).state == "bad"
