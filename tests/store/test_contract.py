"""What every store must keep, on single cases: posts, findings, decisions, books; the random ones are in test_contract_random.py."""

from datetime import UTC, date, datetime, timedelta

from pungmun.records import Published, Quarantined, Review, Segment
from pungmun.store import HealthRow, Judged, Query, Written
from tests.store.conftest import found, total

NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)
LATER = datetime(2023, 12, 24, tzinfo=UTC)


# posts and findings
def test_a_post_comes_back_as_it_was_written(store, make_post):
    post = make_post(
        "p1",
        "본문\n둘째 줄 😀",
        title="제목",
        published="2023-11-12T09:30:00+09:00",
        author_key="k",
        links=("http://a", "http://b"),
        capture="c" * 64,
        parser="naver_blog",
        parser_version="3",
    )
    segments = (*post.segments, Segment("quote", "남의\n말"), Segment("card", ""))
    post = post.__class__(**{**{f: getattr(post, f) for f in post.__slots__}, "segments": segments})
    store.write([Judged(post)])
    assert store.get("p1").post == post
    assert store.get("p2") is None


def test_many_posts_come_in_the_order_asked_for(store, make_judged):
    store.write([make_judged(f"p{n:03}", "repeats", published=f"2023-1{n % 3}-05") for n in range(600)])
    store.set_review(review("debunks", "p005"))
    asked = ["p005", "nowhere", *(f"p{n:03}" for n in range(599, -1, -1)), "p005"]
    found = store.get_many(asked)
    assert list(found) == list(dict.fromkeys(name for name in asked if name != "nowhere"))
    assert all(found[name] == store.get(name) for name in ("p005", "p599"))
    assert [f.label for f in found["p005"].findings] == ["debunks"]
    assert store.get_many([]) == {}


def test_writing_twice_is_writing_once(store, make_judged):
    batch = [make_judged(f"p{n}", "repeats", published="2023-11-12") for n in range(5)]
    assert store.write(batch) == Written(new=5)
    assert store.write(batch) == Written(unchanged=5)
    assert store.write([batch[0], batch[0], make_judged("p9", "asks")]) == Written(new=1, unchanged=2)
    assert store.counts(["label"]) == [{"label": "asks", "posts": 1}, {"label": "repeats", "posts": 5}]
    assert total(store) == 6


def test_nothing_is_written_for_an_empty_batch(store):
    assert store.write([]) == Written()
    assert store.search(Query()).hits == ()
    assert store.counts(["platform", "label"]) == []
    assert store.counts([]) == [{"posts": 0}]


def test_a_new_judgement_replaces_the_old_one_and_leaves_other_claims_alone(store, make_judged, make_post):
    store.write([make_judged("p1", "repeats", claim="moon")])
    store.write([make_judged("p1", "debunks", claim="virus")])
    assert [(f.claim_id, f.label) for f in store.get("p1").findings] == [("moon", "repeats"), ("virus", "debunks")]
    store.write([Judged(make_post("p1"), (), frozenset({"moon"}))])
    assert [f.claim_id for f in store.get("p1").findings] == ["virus"]
    store.write([Judged(make_post("p1"))])
    assert [f.claim_id for f in store.get("p1").findings] == ["virus"]


def test_a_snippet_never_overrules_the_article_and_its_judgement(store, make_judged, make_post):
    store.write([make_judged("p1", "debunks", text="모두 폐쇄했다는 말은 사실이 아니다.")])
    snippet = make_post("p1", "모두 폐쇄했다는…", excerpt=True, seen_at=LATER)
    store.write([Judged(snippet, (), frozenset({"moon"}))])
    stored = store.get("p1")
    assert not stored.post.excerpt
    assert [f.label for f in stored.findings] == ["debunks"]
    assert found(store, text="사실이") == ["p1"]


def test_an_edit_replaces_the_text_and_findings_follow_their_sentence(store, make_judged, make_post):
    store.write([make_judged("p1", "repeats", text="모든 공관을 닫았다.")])
    store.write([Judged(make_post("p1", "고침: 모든 공관을 닫았다.", seen_at=LATER))])
    stored = store.get("p1")
    (finding,) = stored.findings
    assert stored.post.document[finding.start : finding.end] == finding.evidence == "모든 공관을 닫았다."
    assert found(store, text="고침") == ["p1"]
    store.write([Judged(make_post("p1", "글을 내렸습니다", seen_at=LATER + timedelta(days=1)))])
    assert store.get("p1").findings == ()
    assert total(store, judged=True) == 0
    assert found(store, text="공관을") == []


def test_a_post_is_one_document_even_when_its_month_becomes_known(store, make_judged):
    for when in (None, "2023-11-12", "2023-12-01T00:10:00+09:00", "2023-11-12", None):
        store.write([make_judged("p1", "repeats", published=when)])
    assert total(store) == 1
    assert store.counts(["day", "label"]) == [{"day": "2023-12-01", "label": "repeats", "posts": 1}]
    assert store.counts(["hour"]) == [{"hour": "2023-12-01T00:00:00+09:00", "posts": 1}]


def test_clusters_are_set_taken_away_and_kept_by_a_second_sighting(store, make_judged):
    store.write([make_judged(f"p{n}", "repeats") for n in range(3)])
    store.set_clusters({"p0": "p0", "p1": "p0", "nowhere": "p0"})
    store.write([make_judged("p0", "repeats", seen_at=LATER)])
    assert found(store, cluster="p0") == ["p0", "p1"]
    assert store.counts(["cluster"]) == [{"cluster": "p0", "posts": 2}, {"cluster": None, "posts": 1}]
    store.set_clusters({"p0": None, "p1": None})
    assert found(store, cluster="p0") == []
    assert store.get("p0").post.cluster_id is None


def test_an_address_leads_to_the_post(store, make_post):
    store.write([Judged(make_post("p1", url="http://a/1")), Judged(make_post("p2", url="http://a/2"))])
    assert store.find_url("http://a/2").post.post_id == "p2"
    assert store.find_url("http://a/3") is None


# people's decisions
def review(label, post_id="p1", by="kim", day=1, claim="moon"):
    return Review(post_id, claim, label, by, NOON + timedelta(days=day), "메모")


def test_a_review_wins_over_every_later_judgement(store, make_judged):
    store.write([make_judged("p1", "repeats", published="2023-11-12")])
    store.set_review(review("debunks"))
    store.write([make_judged("p1", "repeats", published="2023-11-12", score=0.99, seen_at=LATER)])
    (finding,) = store.get("p1").findings
    assert (finding.label, finding.decided_by, finding.model, finding.review) == ("debunks", "review", "kim", False)
    assert finding.evidence.startswith("북한이")
    assert store.counts(["day", "label"]) == [{"day": "2023-11-12", "label": "debunks", "posts": 1}]


def test_a_review_may_come_before_its_post_and_survives_a_judgement_without_a_finding(store, make_post):
    store.set_review(review("repeats"))
    assert store.get("p1") is None
    store.write([Judged(make_post("p1"), (), frozenset({"moon"}))])
    (finding,) = store.get("p1").findings
    assert (finding.label, finding.evidence, finding.score) == ("repeats", "", 1.0)
    assert total(store, labels=("repeats",), claims=("moon",)) == 1


def test_the_newest_review_holds_in_whatever_order_they_come(store, make_judged):
    store.write([make_judged("p1", "repeats")])
    for each in (review("debunks", day=3), review("asks", by="lee", day=2), review("related", day=1)):
        store.set_review(each)
    assert [(r.by, r.label) for r in store.reviews("moon")] == [("lee", "asks"), ("kim", "debunks")]
    assert [f.label for f in store.get("p1").findings] == ["debunks"]
    store.drop_review("p1", "moon", "kim")
    assert [f.label for f in store.get("p1").findings] == ["asks"]
    store.drop_review("p1", "moon", "lee")
    store.drop_review("p1", "moon", "nobody")
    assert [f.label for f in store.get("p1").findings] == ["repeats"]
    assert store.reviews() == []


def test_a_review_as_unrelated_takes_the_finding_away(store, make_judged):
    store.write([make_judged("p1", "repeats"), make_judged("p2", "repeats")])
    store.set_review(review("unrelated"))
    assert store.get("p1").findings == ()
    assert found(store, judged=False) == ["p1"]
    assert store.counts(["label"]) == [{"label": "repeats", "posts": 1}]
    assert [r.post_id for r in store.reviews(post_id="p1")] == ["p1"]
    assert store.reviews(post_id="p2") == []


# bookkeeping
def test_quarantine_can_be_listed_and_released(store):
    items = [
        Quarantined(f"i{n}", "wall" if n % 2 else "deleted", f"http://x/{n}", "이유", NOON + timedelta(hours=n), f"s{n}") for n in range(4)
    ]
    assert store.quarantine(items) == 4
    assert store.quarantine([*items[:1], Quarantined("i9", "wall", "", "r", NOON)]) == 1
    assert [q.item_id for q in store.quarantined()] == ["i3", "i2", "i1", "i9", "i0"]
    assert store.quarantined("deleted", "s2") == [items[2]]
    assert store.release(["i2", "i2", "nowhere"]) == 1
    assert store.quarantined("deleted", "s2") == []
    assert store.quarantine([]) == store.release([]) == 0


def test_health_keeps_one_row_a_round(store):
    rows = [HealthRow("b", date(2023, 11, 12), "r1", 5, 4, 3, 2, 1, {"http_403": 1}), HealthRow("a", date(2023, 11, 12), "r2", 1)]
    for row in (*rows, rows[0], HealthRow("a", date(2023, 11, 11), "r0"), HealthRow("a", date(2023, 11, 12), "r2", 7)):
        store.add_health(row)
    assert [(r.source_id, r.day.day, r.asked) for r in store.health()] == [("a", 11, 0), ("a", 12, 7), ("b", 12, 5)]
    assert store.health(date(2023, 11, 12))[1] == rows[0]


def test_audit_and_small_values(store):
    for n in range(3):
        store.log(NOON + timedelta(seconds=n), "kim", "review", f"p{n}", "repeats → debunks")
    assert [row["subject"] for row in store.audit(2)] == ["p2", "p1"]
    assert store.audit()[0] == {
        "at": "2023-11-12T03:00:02+00:00",
        "who": "kim",
        "action": "review",
        "subject": "p2",
        "detail": "repeats → debunks",
    }
    assert store.get_meta("quota") is None
    store.set_meta("quota", "1")
    store.set_meta("quota", "2")
    assert store.get_meta("quota") == "2"


def test_a_forgotten_post_is_gone_with_all_that_came_of_it_and_stays_away(store, make_judged):
    batch = [make_judged(f"p{n}", "repeats", url=f"http://x/{n}", published="2023-11-12") for n in range(2)]
    store.write(batch)
    store.set_review(review("repeats", "p0"))
    store.quarantine([Quarantined("i1", "wall", "http://x/0", "r", NOON)])
    assert [post.post_id for post in store.forget("http://x/0")] == ["p0"]
    assert store.get("p0") is None
    assert (found(store), found(store, text="공관을")) == (["p1"], ["p1"])
    assert store.reviews() == []
    assert store.quarantined() == []
    assert store.is_forgotten(["http://x/0", "http://x/1"]) == {"http://x/0"}
    assert store.write(batch) == Written(unchanged=2)
    assert store.counts(["label"]) == [{"label": "repeats", "posts": 1}]
    assert store.forget("http://x/0") == []
    assert store.forget("http://never/seen") == []
    assert store.is_forgotten(["http://never/seen"]) == {"http://never/seen"}
    assert store.is_forgotten([]) == set()


def test_an_undated_post_is_counted_as_such(store, make_judged):
    store.write([make_judged("p1", "repeats"), make_judged("p2", "repeats", published=Published.on(date(2023, 11, 12)))])
    assert store.counts(["day"]) == [{"day": "2023-11-12", "posts": 1}, {"day": None, "posts": 1}]
    assert store.counts(["hour"]) == [{"hour": None, "posts": 2}]
    assert store.counts(["day"], Query(undated=True)) == [{"day": None, "posts": 1}]
    assert store.counts(["source"]) == [{"source": None, "posts": 2}]
