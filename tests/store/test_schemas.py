"""Every schema that was released can be brought to the present one, with nothing lost and every count as if made anew."""

import sqlite3
from pathlib import Path

import pytest

from pungmun.records import COUNTED_LABELS
from pungmun.store import Judged, Query, open_store
from pungmun.store.sqlite.schema import MIGRATIONS

SCHEMAS = Path(__file__).parent / "schemas"


def words(texts):
    return [text.split() for text in texts]


def opened(tmp_path, version):
    path = tmp_path / f"v{version}.db"
    db = sqlite3.connect(path)
    db.executescript(f"BEGIN;{(SCHEMAS / f'v{version}.sql').read_text(encoding='utf-8')}COMMIT;")
    db.close()
    return open_store(f"sqlite:///{path}", words)


def test_every_version_before_the_present_one_has_its_small_store():
    assert sorted(path.stem for path in SCHEMAS.glob("*.sql")) == [f"v{n}" for n in range(1, len(MIGRATIONS))]


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_old_store_holds_the_same_after_the_upgrade_as_a_new_one_with_the_same_posts(tmp_path, version):
    old = opened(tmp_path, version)
    new = open_store(f"sqlite:///{tmp_path}/new.db", words)
    kept = list(old.kept())
    new.put_kept(kept)
    for review in old.reviews():
        new.set_review(review)
    assert len(kept) == 26
    assert list(new.scan()) == list(old.scan())
    for by in ((), ("label",), ("claim", "label", "day"), ("platform", "source"), ("platform", "label", "day"), ("claim",)):
        for query in (
            Query(),
            Query(labels=("repeats", "needs_review")),
            Query(undated=True),
            Query(judged=True),
            Query(labels=COUNTED_LABELS),
        ):
            assert old.counts(by, query) == new.counts(by, query), (by, query)
    assert old.search(Query("대사관을")).total == new.search(Query("대사관을")).total == 8
    queue = [hit.post.post_id for hit in old.search(Query(labels=("needs_review",)), order="uncertain").hits]
    assert queue == [hit.post.post_id for hit in new.search(Query(labels=("needs_review",)), order="uncertain").hits] != []
    assert len(old.quarantined()) == 2
    assert old.get_meta("claim-versions") == '{"nk-all-missions-closed": 2}'
    assert old.is_forgotten(["https://naver-blog.example/200"])
    assert old.write([Judged(kept[0].post)]).unchanged == 1
    old.close()
    new.close()
