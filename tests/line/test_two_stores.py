"""The same judged posts in both stores tell the same story: digests, timelines, counts, jumps, copies, alerts, searches."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from nlp import tokens
from pungmun.desk import Desk
from pungmun.records import Review
from pungmun.registry.alerts import load_alert_rules
from pungmun.reports.alerts import find_alerts
from pungmun.reports.digest import digest
from pungmun.reports.health import health
from pungmun.reports.posts import search_json
from pungmun.reports.render import render
from pungmun.reports.timeline import timeline
from pungmun.settings import Settings
from pungmun.steps import recluster
from pungmun.store import Judged, Query, open_store
from pungmun.store.dump import digest_of
from tests.elasticsearch_node.fixtures import _running, give_up
from tests.line.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.elasticsearch]
DAYS = [date(2023, 11, 11) + timedelta(days=n) for n in range(9)]
#: As readers type them; the last one is read by Kiwi as something else than it is meant.
WORDS = ("대사관을 닫는다", "북한 공관", '"모든 재외공관"', "기차", "un")


@pytest.fixture(scope="module")
def desks(demo, node_url, tmp_path_factory):
    """The demo's posts as a round writes them: judged batches, copies found afterwards."""
    place, _ = demo
    folder = tmp_path_factory.mktemp("two")
    source = open_store(place.env["PUNGMUN_STORE"], tokens.search_tokens_many)
    claims = None
    opened = []
    for url in (f"sqlite:///{folder}/one.db", f"{node_url}/two-stores-{folder.parent.name}-{folder.name}"):
        desk = Desk(Settings(store=url, var_dir=folder, config_dir=ROOT / "config"))
        claims = claims or frozenset(claim.claim_id for claim in desk.claims)
        posts = [Judged(replace(kept.post, cluster_id=None), kept.findings, claims) for kept in source.kept()]
        for start in range(0, len(posts), 64):
            desk.store.write(posts[start : start + 64])
        recluster(desk)
        desk.store.quarantine(source.quarantined())
        for row in source.health():
            desk.store.add_health(row)
        for review in decisions(posts):
            desk.store.set_review(review)
        opened.append(desk)
    yield opened
    opened[1].store.destroy()
    for desk in opened:
        desk.close()
    source.close()


def decisions(posts):
    """What an analyst decides of the posts that wait, so that the story has its alerts whatever the model is sure of."""
    at = datetime(2023, 11, 20, tzinfo=UTC)
    waiting = sorted((f.post_id, f.claim_id) for judged in posts for f in judged.findings if f.review and f.label == "repeats")
    return [Review(post_id, claim_id, "repeats", "hangyeol", at, "") for post_id, claim_id in waiting]


@pytest.fixture(scope="module")
def node_url():
    url, why = _running()
    if url is None:
        give_up(why)
    return url


def told(desk):
    """Everything that a reader is told, as JSON."""
    store, claims = desk.store, desk.claims
    rows = health(store.health(), desk.sources)
    keys = ("platform", "label", "day", "hour", "claim", "source", "cluster")
    found = sorted({row["claim"] for row in store.counts(("claim",))})
    assert len(found) >= 2
    digests = {day.isoformat(): digest(store, claims, day, rows) for day in DAYS}
    clusters = sorted(row["cluster"] for row in store.counts(("cluster",)) if row["cluster"])
    assert clusters
    queries = [Query(text) for text in WORDS] + [
        Query(labels=("repeats",)),
        Query(undated=True),
        Query(text=WORDS[1], claims=tuple(found[:1])),
    ]
    return {
        "digests": digests,
        "rendered": {day: render(data, "md") for day, data in digests.items()},
        "timelines": [timeline(store, claim, by) for claim in found for by in ("day", "hour")],
        "counts": [store.counts(by, query) for by in combinations(keys, 2) for query in (Query(), Query(labels=("repeats", "debunks")))],
        "alerts": [repr(alert) for day in DAYS for alert in find_alerts(store, claims, load_alert_rules(desk.settings.config_dir), day)],
        "links": [store.top_links(query, 50) for query in queries],
        "clusters": {name: [hit.post.post_id for hit in store.search(Query(cluster=name)).hits] for name in clusters},
        "searches": [
            search_json(replace(store.search(query, limit=500, order=order), next=None))
            for query in queries
            for order in ("newest", "oldest", "uncertain")
        ],
        "found by words": [sorted(hit.post.post_id for hit in store.search(query, limit=500, order="relevance").hits) for query in queries],
        "candidates": sorted(post.post_id for post in store.candidates(["공관", "대사관"])),
    }


def test_both_stores_hold_the_same(desks):
    embedded, distributed = (digest_of(desk.store) for desk in desks)
    assert embedded.numbers["post"] >= 120
    assert embedded.differences(distributed) == []


def test_both_stores_tell_the_same_story(desks):
    embedded, distributed = (json.loads(json.dumps(told(desk), ensure_ascii=False, default=str)) for desk in desks)
    assert any(entry["jumps"] for day in embedded["digests"].values() for entry in day["claims"])
    assert embedded["alerts"]
    for part, words in embedded.items():
        assert distributed[part] == words, part
