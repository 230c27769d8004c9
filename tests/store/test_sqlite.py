"""What only the embedded store can meet: locks, files, threads, schema versions, a kill in the middle of a write."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pungmun.errors import ConfigError, StoreError, StoreNotReadyError
from pungmun.records import Review
from pungmun.store import Query, open_store
from pungmun.store.places import hour_of, hour_range, place_of
from pungmun.store.sqlite import SQLiteStore, ranking, walks
from pungmun.store.sqlite import connections as pool
from pungmun.store.sqlite.cursors import Cursor, fingerprint
from pungmun.store.sqlite.schema import MIGRATIONS, _statements
from tests.store import oracle

TALLIES = ("tally_post", "total_post", "tally_finding", "total_finding")


def tokenize(texts):
    return [text.split() for text in texts]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "s.db"


@pytest.fixture
def embedded(path):
    store = open_store(f"sqlite:///{path}", tokenize)
    yield store
    store.close()


def test_a_locked_store_says_so_and_writes_nothing(embedded, path, make_judged, monkeypatch):
    monkeypatch.setattr(pool, "BUSY_MS", 50)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    impatient = SQLiteStore(path, tokenize)
    with pytest.raises(StoreError, match=r"locked.*To do: wait"):
        impatient.write([make_judged("p1", "repeats")])
    assert impatient.search(Query()).total == 0
    other.execute("ROLLBACK")
    other.close()
    assert impatient.write([make_judged("p1", "repeats")]).new == 1
    impatient.close()


def test_a_full_disk_says_so_and_loses_nothing(embedded, make_judged):
    embedded.write([make_judged("p1", "repeats")])
    with embedded._connections.lend() as db:
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StoreError, match=r"disk is full.*free some space"):
        embedded.write([make_judged(f"q{n}", "repeats", text="글 " * 5000 + str(n)) for n in range(20)])
    assert [hit.post.post_id for hit in embedded.search(Query()).hits] == ["p1"]
    assert embedded.counts(["label"]) == [{"label": "repeats", "posts": 1}]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_says_so(embedded, path, make_judged):
    embedded.close()
    path.chmod(stat.S_IREAD)
    with pytest.raises(StoreError, match="read-only"):
        SQLiteStore(path, tokenize).write([make_judged("p1", "repeats")])


def test_a_read_only_connection_says_so(embedded, make_judged):
    with embedded._connections.lend() as db:
        db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match=r"is read-only.*writable"):
        embedded.write([make_judged("p1", "repeats")])


def test_another_file_is_not_a_store(path):
    path.parent.mkdir(parents=True)
    path.write_text("이것은 데이터베이스가 아니다. " * 100)
    with pytest.raises(StoreError, match="not a Pungmun store"):
        open_store(f"sqlite:///{path}", tokenize)


def test_a_folder_that_is_a_file_can_not_hold_a_store(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be made"):
        open_store(f"sqlite:///{tmp_path}/file/s.db", tokenize)


@pytest.mark.parametrize("url", ["", "var/pungmun.db", "postgres://x/y", "sqlite://", "http://localhost:9200", "http://localhost:9200/"])
def test_an_address_of_another_form_is_refused(url):
    with pytest.raises(ConfigError, match="no address of a store"):
        open_store(url, tokenize)


def test_a_store_without_a_schema_says_so(path):
    path.parent.mkdir(parents=True)
    store = SQLiteStore(path, tokenize)
    with pytest.raises(StoreNotReadyError, match="store migrate"):
        store.search(Query())
    store.close()


def test_a_newer_schema_is_refused(embedded, path):
    with embedded._connections.lend() as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StoreError, match=r"newer version.*update Pungmun"):
        open_store(f"sqlite:///{path}", tokenize)


def test_a_closed_store_says_so(embedded):
    embedded.close()
    with pytest.raises(StoreError, match="closed"):
        embedded.get("p1")


def test_many_open_the_same_new_store_at_once(path):
    errors = []

    def open_it():
        try:
            open_store(f"sqlite:///{path}", tokenize).close()
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_crowd_of_readers_leaves_few_connections_open(embedded, path):
    crowd, inside = 30, threading.Barrier(30)

    def read(_):
        with embedded._connections.reading() as db:
            inside.wait(10)
            return db.execute("SELECT 1").fetchone()[0]

    with ThreadPoolExecutor(crowd) as threads:
        assert list(threads.map(read, range(crowd))) == [1] * crowd
    # each connection has its own handle of the log; those of the file itself SQLite keeps, to use them again
    held = [link for link in Path("/proc/self/fd").iterdir() if os.path.realpath(link) == f"{path}-wal"]
    assert len(held) <= pool.KEPT


def test_threads_write_review_and_read_at_once(embedded, make_judged):
    batch = [make_judged(f"p{n:03}", "repeats", published="2023-11-12") for n in range(60)]
    errors = []

    def work(number):
        try:
            for n in range(number, 60, 4):
                embedded.write([batch[n], batch[(n + 1) % 60]])
                embedded.set_review(Review(f"p{n:03}", "moon", "debunks", f"r{number}", datetime(2023, 11, 13, tzinfo=UTC)))
                rows = embedded.counts(["label"])
                assert sum(row["posts"] for row in rows) <= 60
                embedded.search(Query(text="공관을"))
        except Exception as error:  # noqa: BLE001  # handed to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert embedded.counts(["label"]) == [{"label": "debunks", "posts": 60}]


WRITER = """
import sys
sys.path.insert(0, {root!r})
from datetime import UTC, datetime
from pungmun.records import Finding, Post, Published, Segment
from pungmun.store import Judged, open_store
store = open_store("sqlite:///" + sys.argv[1], lambda texts: [t.split() for t in texts])
for start in range(0, 100000, 50):
    posts = [Post(f"p{{n:06}}", "x", f"u{{n}}", f"u{{n}}", "제목", (Segment("text", f"본문 {{n}}"),), Published(), datetime.now(UTC))
             for n in range(start, start + 50)]
    store.write([Judged(p, (Finding(p.post_id, "c", "repeats", 1.0, {{"repeats": 1.0}}, "제목", 0, 2, False),)) for p in posts])
    print(start + 50, flush=True)
"""


def test_a_kill_in_the_middle_of_a_write_leaves_whole_batches(path, request):
    root = str(request.config.rootpath)
    writer = subprocess.Popen([sys.executable, "-c", WRITER.format(root=root), str(path)], stdout=subprocess.PIPE, text=True)
    for _ in range(4):
        said = int(writer.stdout.readline())
    time.sleep(0.02)
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.communicate()[0].split()
    said = int(rest[-1]) if rest else said
    store = open_store(f"sqlite:///{path}", tokenize)
    total = store.search(Query()).total
    assert total in (said, said + 50)
    assert store.counts(["label"]) == [{"label": "repeats", "posts": total}]
    assert store.search(Query(text="본문")).total == len(list(store.scan())) == total
    with store._connections.lend() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.execute("INSERT INTO fts(fts) VALUES('integrity-check')")
    store.close()


def test_a_backup_is_a_whole_store_also_while_others_write(embedded, tmp_path, make_judged):
    embedded.write([make_judged(f"p{n}", "repeats") for n in range(50)])
    going = threading.Event()

    def write():
        for n in range(50, 200):
            embedded.write([make_judged(f"p{n}", "repeats")])
            going.set()

    writer = threading.Thread(target=write)
    writer.start()
    going.wait()
    embedded.backup(str(tmp_path / "copy.db"))
    writer.join()
    copy = open_store(f"sqlite:///{tmp_path}/copy.db", tokenize)
    total = copy.search(Query()).total
    assert 50 <= total <= 200
    assert copy.counts(["label"]) == [{"label": "repeats", "posts": total}]
    assert list(tmp_path.glob("*.part")) == []
    copy.close()


def test_posts_of_the_same_place_are_told_apart(embedded, make_judged, monkeypatch):
    monkeypatch.setattr("pungmun.store.sqlite.write.place_of", lambda post_id, published: 1000 if published.day else -1)
    embedded.write([make_judged(f"p{n}", "repeats", published="2023-11-12" if n % 2 else None) for n in range(10)])
    embedded.write([make_judged(f"q{n}", "repeats", published="2023-11-12" if n % 2 else None) for n in range(10)])
    assert embedded.search(Query()).total == len(list(embedded.scan())) == 20


def test_places_follow_time_also_across_summer_time_and_at_the_ends_of_the_calendar(make_post):
    names = [
        "0001-01-01",
        "1988-05-08T01:59:59+09:00",
        "1988-05-08T03:30:00+10:00",
        "1988-10-09T02:30:00+10:00",
        "1988-10-09T02:30:00+09:00",
    ]
    names += ["2023-11-12T00:00:00+09:00", "2023-11-12T23:59:59+09:00", "2023-11-12", "2023-11-13T00:00:00+09:00", "9999-12-31"]
    posts = [make_post(f"p{n}", published=name) for n, name in enumerate(names)]
    places = [place_of(post.post_id, post.published) for post in posts]
    assert places == sorted(places)
    assert max(places) < 2**63
    for post, place in zip(posts, places, strict=True):
        if post.published.instant:
            first, after = hour_range(datetime.fromisoformat(hour_of(post.published)))
            assert first <= place < after
    assert hour_of(make_post(published=names[7]).published) is None
    assert posts[7].published.day == date(2023, 11, 12)


def test_the_numbers_that_are_kept_ready_are_what_counting_anew_gives(tmp_path):
    """After any writes, decisions, takings away: the rows equal the ones that the migration would make from the posts."""
    anew = [s for s in _statements(MIGRATIONS[1]) if "INTO tally_" in s or "INTO total_" in s]
    assert len(anew) == 4

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(oracle.judged(), max_size=20), st.lists(oracle.reviews, max_size=5), st.sets(st.integers(0, 11), max_size=4))
    def check(batch, reviews, gone):
        store = open_store(f"sqlite:///{tmp_path}/{uuid.uuid4().hex}.db", tokenize)
        store.write(batch[::2])
        for review in reviews:
            store.set_review(review)
        store.write(batch)
        for review in reviews[::2]:
            store.drop_review(review.post_id, review.claim_id, review.by)
        store.remove([f"p{n:02}" for n in gone])
        with store._connections.lend() as db:
            kept = {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in TALLIES}
            for table in TALLIES:
                db.execute(f"DELETE FROM {table}")
            for statement in anew:
                db.execute(statement)
            assert kept == {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4").fetchall() for table in TALLIES}
        store.close()

    check()


def test_what_is_too_old_to_be_ranked_follows_by_time_and_nothing_is_left_out(embedded, make_judged, monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 4)
    embedded.write([make_judged(f"p{n:02}", "repeats", text="공관 " * (n % 5 + 1), published=f"2023-11-{n + 1:02}") for n in range(12)])
    embedded.write([make_judged("u", "repeats", text="공관", published=None)])
    whole = [hit.post.post_id for hit in embedded.search(Query(text="공관"), limit=50, order="relevance").hits]
    assert sorted(whole[:4]) == ["p08", "p09", "p10", "p11"]
    assert whole[4:] == [f"p{n:02}" for n in range(7, -1, -1)] + ["u"]
    for size in (1, 3, 4, 5, 13):
        seen, cursor = [], None
        while True:
            page = embedded.search(Query(text="공관"), limit=size, cursor=cursor, order="relevance")
            seen += [hit.post.post_id for hit in page.hits]
            if (cursor := page.next) is None:
                break
        assert seen == whole, size


@pytest.mark.parametrize("gathered", [0, 1000])
def test_both_ways_to_a_text_with_conditions_give_the_same(embedded, make_judged, monkeypatch, gathered):
    monkeypatch.setattr(walks, "GATHERED", gathered)
    embedded.write(
        [
            make_judged(f"p{n:02}", "repeats" if n % 2 else "debunks", text="공관", platform="naver_blog" if n % 3 else "daum_cafe")
            for n in range(12)
        ]
    )
    query = Query(text="공관", claims=("moon",), labels=("repeats",), platforms=("naver_blog",))
    for order in ("newest", "relevance", "oldest", "uncertain"):
        assert sorted(hit.post.post_id for hit in embedded.search(query, order=order).hits) == ["p01", "p05", "p07", "p11"]
    assert embedded.counts(["platform", "label"], query) == [{"platform": "naver_blog", "label": "repeats", "posts": 4}]


def test_posts_that_share_only_common_words_are_similar_too(embedded, make_judged, monkeypatch):
    monkeypatch.setattr(ranking, "COMMON", 3)
    embedded.write([make_judged(f"p{n:02}", "repeats", text=f"공관 폐쇄 {'홍콩' if n > 9 else n}") for n in range(12)])
    assert [s.post.post_id for s in embedded.similar("p11", 1)] == ["p10"]
    assert len(embedded.similar("p05", 3)) == 3


@pytest.mark.parametrize("after", [[5], ["x", None], [0, "y"], [1, 2, 3], [None, 4]])
@pytest.mark.parametrize("phase", [0, 1])
def test_a_forged_position_in_the_ranking_is_refused(embedded, make_judged, after, phase):
    embedded.write([make_judged("p1", "repeats", text="공관")])
    query = Query(text="공관")
    forged = Cursor(fingerprint(query, "relevance"), 1, 1, phase, after).write()
    with pytest.raises(StoreError, match="start again"):
        embedded.search(query, cursor=forged, order="relevance")
