"""The whole line over HTTP on loopback: does the console's story come out of the spiders, and only once?"""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
STORY = Path(__file__).parents[2] / "crawlers" / "replay" / "story" / "posts.jsonl"
CLAIM = "nk-all-missions-closed"


@pytest.fixture(scope="module")
def story():
    return [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines() if line.strip()]


def test_the_summary(demo):
    _, summary = demo
    assert summary["posts"] >= 120
    assert len(summary["platforms"]) >= 3
    assert sum(summary["platforms"].values()) == summary["posts"]
    assert {"repeats", "debunks", "asks", "weaker_true", "related"} <= set(summary["findings"])
    assert summary["first_repeat"]["published"].startswith("2023-11-1"), "the rumour began on 2023-11-12"
    assert summary["first_debunk"]["url"].startswith("http")
    assert Path(summary["digest"]).read_text(encoding="utf-8").startswith("# 풍문 아침 보고 2023-11-")


def test_every_post_of_the_story_was_read_or_stands_in_quarantine(demo, story):
    place, summary = demo
    readable = Counter(post["platform"] for post in story if post.get("state", "ok") == "ok")
    unreadable = sum(post.get("state", "ok") != "ok" for post in story)
    assert sum(readable.values()) <= summary["posts"] <= len(story)
    walls = sum(row["errors"].get("wall", 0) for row in summary["sources"])  # a bot wall is an answer that is no page
    assert summary["quarantined"] + walls >= unreadable
    kinds = {item["kind"] for item in json.loads(place.run("quarantine", "list", "--format", "json"))}
    assert {"deleted", "wall"} <= kinds


def test_a_second_demo_changes_nothing(demo):
    place, first = demo
    again = place.json("demo", "--no-serve")
    assert again["new"] == 0
    keys = ("posts", "findings", "platforms", "quarantined", "first_repeat", "first_debunk")
    assert {key: again[key] for key in keys} == {key: first[key] for key in keys}


def test_timeline(demo):
    place, _ = demo
    data = place.json("timeline", CLAIM)
    assert data["zone"] == "Asia/Seoul"
    dated = sum(bucket.get("repeats", 0) for bucket in data["buckets"])
    total = place.json("search", "--claim", CLAIM, "--label", "repeats")["total"]
    assert dated + data["undated"].get("repeats", 0) == total
    assert isinstance(data["lag_seconds"], int)
    rows = list(csv.DictReader(io.StringIO(place.run("timeline", CLAIM, "--by", "hour", "--format", "csv"))))
    assert {"start", "repeats", "debunks"} <= set(rows[0])


def test_counts_are_searches(demo):
    place, summary = demo
    rows = place.json("counts", "--by", "platform,label")
    for row in rows:
        found = place.json("search", "--platform", row["platform"], "--label", row["label"], "--limit", "1")
        assert found["total"] == row["posts"], row
    assert {row["label"] for row in rows} <= {"repeats", "needs_review", "debunks", "asks", "weaker_true", "related"}
    del summary


def test_search_finds_words_by_their_morphemes(demo):
    place, _ = demo
    assert place.json("search", "대사관을 닫는다", "--claim", CLAIM)["total"] > 0
    assert place.json("search", "대사관", "--limit", "5")["posts"][0]["findings"] is not None


def test_digest(demo):
    place, summary = demo
    day = Path(summary["digest"]).stem
    data = place.json("digest", "--date", day)
    assert data["day"] == day
    assert data["claims"][0]["claim_id"] == CLAIM
    assert "<table" in place.run("digest", "--date", day, "--format", "html")


def test_health_of_the_sources(demo):
    place, summary = demo
    rows = place.json("sources", "health")
    assert {row["source_id"] for row in rows if row["day"]} == {row["source_id"] for row in summary["sources"]}
    for row in rows:
        assert row["asked"] == row["answered"] + sum(row["errors"].values()), row


def test_review_wins_and_is_undone_by_nobody(demo):
    place, _ = demo
    post = place.json("search", "--claim", CLAIM, "--label", "repeats", "--order", "newest", "--limit", "1")["posts"][0]
    place.run("review", "set", post["post_id"], CLAIM, "debunks", "--by", "tester")
    place.run("rescan", CLAIM)
    found = place.json("search", "--claim", CLAIM, "--label", "debunks", "--limit", "500")["posts"]
    (mine,) = [hit for hit in found if hit["post_id"] == post["post_id"]]
    (finding,) = [f for f in mine["findings"] if f["claim_id"] == CLAIM]
    assert (finding["label"], finding["decided_by"], finding["review"]) == ("debunks", "review", False)


def test_export(demo, tmp_path):
    place, _ = demo
    place.run("export", "--format", "csv", "--label", "repeats", "--output", str(tmp_path / "x.csv"))
    rows = list(csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8")))
    assert rows
    assert all(len(row["text"]) <= 300 for row in rows)
