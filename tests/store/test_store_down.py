"""A step whose store is slow, busy, breaks off or stays away: nothing is lost or doubled, and the operator is told what to do."""

import random
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from crawlers.child import _write_report
from crawlers.report import SourceReport
from crawlers.spool import SpoolWriter
from pungmun.desk import Desk
from pungmun.errors import StoreError
from pungmun.records import Quarantined
from pungmun.reports.summary import Summary
from pungmun.settings import Settings
from pungmun.steps import store_left_over
from pungmun.store import Query, open_store
from pungmun.store.elastic import ElasticStore
from tests.judge_stub import WordJudge
from tests.store.conftest import simple_tokens
from tests.store.faults import BadRoad

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow]
RUN = "20261125T120000000000Z"
POSTS = 7
NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)


@pytest.fixture
def new_desk(tmp_path, make_post):
    """new_desk(store): a desk with a spool of a few posts in three months, two things for quarantine and a report."""

    def make(store, name):
        folder = tmp_path / name
        desk = Desk(Settings(store=store.url, var_dir=folder / "var", config_dir=tmp_path, replay="http://127.0.0.1:9"))
        desk.claims, desk.judge, desk.store = (), WordJudge(), store
        spool = folder / "var" / "spool"
        writer = SpoolWriter(spool / RUN, "blog")
        for n in range(POSTS):
            writer.post(make_post(f"b{n:02}", f"북한이 공관을 닫았다. {n}", published=f"2023-1{n % 3}-05", source_id="blog"))
        for n in range(2):
            writer.quarantine(Quarantined(f"q{n}", "wall", "https://x.example", "wall", NOON, "blog"))
        writer.close()
        report = SourceReport("blog", asked=30, answered=POSTS + 2, posts=POSTS, unparsed=2)
        _write_report(SimpleNamespace(spool=spool, run_id=RUN, reports={"blog": report}), complete=True)
        return desk

    return make


def content(store):
    """Everything in the store."""
    return {
        "posts": [(stored.post, stored.findings) for stored in store.scan()],
        "aside": [item.item_id for item in store.quarantined()],
        "health": store.health(),
        "counts": store.counts(["day", "platform", "label"]),
        "total": store.search(Query(text="공관을")).total,
    }


@pytest.fixture
def undisturbed(tmp_path, new_desk):
    """What the embedded store holds after the same step."""
    store = open_store(f"sqlite:///{tmp_path}/calm.db", simple_tokens)
    store_left_over(new_desk(store, "calm"), Summary())
    yield content(store)
    store.close()


@pytest.fixture
def road_to(elastic_url):
    """road_to(fault): (road, store whose requests go over it, the same store without it)."""
    opened = []

    def make(fault, patience):
        url = elastic_url()
        node, _, prefix = url.rpartition("/")
        road = BadRoad(node, fault)
        over, straight = ElasticStore(f"{road.url}/{prefix}", simple_tokens), ElasticStore(url, simple_tokens)
        over.client.patience = patience
        opened.extend((over, straight, road))
        return road, over, straight

    yield make
    for each in opened:
        each.close()


def every(n, word):
    return lambda asked: word if asked % n == 0 else ""


def for_a_while(first, seconds):
    """Down from a request on, until the time is over."""
    began = []

    def fault(asked):
        if asked >= first and not began:
            began.append(time.monotonic())
        return "down" if began and time.monotonic() < began[0] + seconds else ""

    return fault


def everything(seed):
    chance = random.Random(seed)
    return lambda _: chance.choice(["slow", "429", "503", "gateway", "lost", "cut", "down", *[""] * 9])


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lambda: lambda _: "slow", id="slow"),
        pytest.param(lambda: every(2, "429"), id="busy"),
        pytest.param(lambda: every(2, "503"), id="no shard"),
        pytest.param(lambda: every(3, "gateway"), id="a gateway's page"),
        pytest.param(lambda: every(2, "lost"), id="answers lost"),
        pytest.param(lambda: every(3, "cut"), id="answers cut"),
        pytest.param(lambda: for_a_while(9, 1.5), id="away for a while"),
        pytest.param(lambda: everything(7), id="all at random"),
    ],
)
def test_a_step_on_a_bad_road_ends_as_on_a_good_one(road_to, new_desk, undisturbed, fault):
    road, over, straight = road_to(fault(), patience=30)
    desk = new_desk(over, "bad")
    store_left_over(desk, Summary())
    assert content(straight) == undisturbed
    assert not list((desk.settings.var_dir / "spool").iterdir())
    assert sum(n for word, n in road.met.items() if word) >= 3


@pytest.mark.parametrize(("after", "word"), [(1, "down"), (6, "503"), (11, "down"), (16, "503")])
def test_a_store_that_stays_away_ends_the_step_and_the_spool_keeps_the_work(road_to, new_desk, undisturbed, after, word):
    road, over, straight = road_to(lambda asked: word if asked > after else "", patience=0.5)
    desk = new_desk(over, "away")
    folder = desk.settings.var_dir / "spool" / RUN
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.glob("*.jsonl"))
    with pytest.raises(StoreError, match=r"(can't be reached|refused \(503\)|too busy).*(To do|queue is full)") as told:
        store_left_over(desk, Summary())
    assert told.value.exit_code == 1
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.glob("*.jsonl")) == lines == POSTS + 2
    road.fault = lambda _: ""
    store_left_over(desk, Summary())
    assert content(straight) == undisturbed
    assert not folder.exists()
