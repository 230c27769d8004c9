"""A rescan that was killed goes on where it was, and ends as one that was not."""

from dataclasses import replace

import pytest

import pungmun.steps
from pungmun.desk import Desk
from pungmun.records import Finding
from pungmun.registry import load_claims
from pungmun.settings import Settings
from pungmun.steps import rescan
from pungmun.store import Judged
from pungmun.waiting import changed_claims
from tests.line.conftest import ROOT

CLAIM = next(claim for claim in load_claims(ROOT / "config") if claim.claim_id == "nk-all-missions-closed")


class _Judge:
    """Finds a repeat in each post; dies at a call."""

    def __init__(self, dies_at=0):
        self.calls, self.seen, self.dies_at = 0, [], dies_at

    def judge(self, posts):
        self.calls += 1
        if self.calls == self.dies_at:
            raise KeyboardInterrupt
        self.seen += [post.post_id for post in posts]
        return [
            [Finding(p.post_id, CLAIM.claim_id, "repeats", 0.9, {"repeats": 0.9, "asks": 0.1}, p.title, 0, 2, review=False)] for p in posts
        ]


@pytest.fixture
def desk(store, tmp_path, make_post, monkeypatch):
    """A desk over 60 posts of which every third is undated, and that reads ten at a time."""
    monkeypatch.setattr(pungmun.steps, "BATCH", 10)
    monkeypatch.setattr(pungmun.steps.tokens, "search_tokens_many", lambda texts: [["공관"] for _ in texts])
    opened = Desk(Settings(store=store.url, var_dir=tmp_path, config_dir=tmp_path))
    opened.claims, opened.store = (CLAIM,), store
    days = [None if n % 3 == 0 else f"2023-11-{n % 28 + 1:02}T0{n % 7}:00:00+09:00" for n in range(60)]
    store.write([Judged(make_post(f"p{n:02}", f"공관 {n}", title="제목", published=day)) for n, day in enumerate(days)])
    return opened


def findings(store):
    return [(stored.post.post_id, [f.label for f in stored.findings]) for stored in store.scan()]


def test_it_goes_on_where_it_was(desk):
    desk.judge = _Judge(dies_at=4)
    with pytest.raises(KeyboardInterrupt):
        rescan(desk)
    assert len(desk.judge.seen) == 30
    first = desk.judge.seen
    assert changed_claims(desk.store, [CLAIM]) == [CLAIM.claim_id]
    desk.judge = _Judge()
    rescan(desk)
    assert {*first, *desk.judge.seen} == {f"p{n:02}" for n in range(60)}
    assert len({*first} & {*desk.judge.seen}) <= 2  # those of the last second
    assert findings(desk.store) == [(f"p{n:02}", ["repeats"]) for n in range(60)]
    assert changed_claims(desk.store, [CLAIM]) == []
    desk.judge = _Judge()
    rescan(desk)
    assert len(desk.judge.seen) == 60  # one that has ended is not gone on with


def test_a_claim_that_changed_meanwhile_begins_anew(desk):
    desk.judge = _Judge(dies_at=4)
    with pytest.raises(KeyboardInterrupt):
        rescan(desk)
    desk.claims = (replace(CLAIM, version=CLAIM.version + 1),)
    desk.judge = _Judge()
    rescan(desk)
    assert len(desk.judge.seen) == 60


def test_more_candidates_than_a_page_of_them_are_all_judged(desk, monkeypatch):
    limits = []
    candidates = desk.store.candidates
    monkeypatch.setattr(desk.store, "candidates", lambda words, limit=50: limits.append(limit) or candidates(words, limit))
    desk.judge = _Judge()
    rescan(desk)
    assert limits[0] > 1_000_000
