"""`pungmun store …` on both stores, as an operator types it: what it says, its exit code, and what is in the store afterwards."""

import gzip
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from nlp.tokens import search_tokens_many
from pungmun.cli import main
from pungmun.records import Review
from pungmun.settings import get_settings
from pungmun.store import Query, open_store
from pungmun.store.dump import digest_of
from pungmun.store.elastic import ElasticStore
from tests.elasticsearch_node.fixtures import elasticsearch_url  # noqa: F401  # a fixture
from tests.line.conftest import ROOT
from tests.store.test_dump import fill

pytestmark = [pytest.mark.slow, pytest.mark.elasticsearch]
NOON = datetime(2023, 11, 12, 3, tzinfo=UTC)
FILLED = "2 review, 8 post, 1 quarantined, 1 health, 1 audit, 1 meta, 1 tombstone"


@pytest.fixture
def new_url(tmp_path, elasticsearch_url):  # noqa: F811
    """new_url(kind): the address of another store that does not exist yet."""
    made, number = [], itertools.count()

    def make(kind):
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/{next(number)}.db"
        made.append(f"{elasticsearch_url}/commands-{tmp_path.name.lower()}-{next(number)}".replace("[", "-").replace("]", ""))
        return made[-1]

    yield make
    for url in made:
        store = ElasticStore(url, search_tokens_many)
        store.destroy()
        store.close()


@pytest.fixture
def pungmun(monkeypatch, tmp_path, capsys):
    """pungmun(store, "backup", …): (exit code, what it said)."""

    def run(url, *arguments, **settings):
        for name, value in {"store": url, "var_dir": tmp_path / "var", "config_dir": ROOT / "config", **settings}.items():
            monkeypatch.setenv(f"PUNGMUN_{name.upper()}", str(value))
        get_settings.cache_clear()
        capsys.readouterr()
        try:
            main(["store", *map(str, arguments)])
        except SystemExit as end:
            return end.code, capsys.readouterr().err
        return 0, capsys.readouterr().err

    return run


def content(url):
    store = open_store(url, search_tokens_many)
    try:
        return digest_of(store)
    finally:
        store.close()


@pytest.fixture
def filled(new_url, make_judged):
    """filled(kind): the address of a store with something of everything."""

    def make(kind):
        url = new_url(kind)
        store = open_store(url, search_tokens_many)
        fill(store, make_judged)
        store.close()
        return url

    return make


PAIRS = [("sqlite", "elasticsearch"), ("elasticsearch", "sqlite")]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=["to elasticsearch", "to sqlite"])
def test_everything_goes_over_and_is_compared(pungmun, new_url, filled, one, other):
    source, target, third = filled(one), new_url(other), filled(other)
    assert pungmun(target, "migrate") == (0, f"{target} is ready\n")
    assert pungmun(target, "migrate")[0] == 0
    for _ in range(2):
        assert pungmun(source, "copy", source, target) == (0, f"copied and compared: {FILLED}\n")
    assert content(target).differences(content(source)) == []
    store = open_store(third, search_tokens_many)
    store.set_meta("quota", "8")
    store.set_review(Review("p2", "moon", "asks", "lee", NOON))
    store.close()
    code, said = pungmun(source, "copy", source, third)
    assert code == 1
    assert "review: 2 here, 3 there" in said
    assert "empty store" in said
    assert pungmun(source, "copy", source, source)[0] == 2


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=["to elasticsearch", "to sqlite"])
def test_a_backup_is_restored_into_either_kind_and_a_damaged_one_changes_nothing(pungmun, new_url, filled, tmp_path, one, other):
    source, target, empty = filled(one), new_url(other), new_url(other)
    file = tmp_path / "deep" / "backup"
    code, said = pungmun(source, "backup", file)
    assert (code, said) == (0, f"{file}: {file.stat().st_size:,} bytes\n")
    assert pungmun(target, "restore", file) == (0, f"restored and compared: {FILLED}\n")
    assert content(target).differences(content(source)) == []
    whole = file.read_bytes()
    middle = len(whole) // 2
    broken = {"half": whole[:middle]}
    if one == "elasticsearch":
        lines = gzip.decompress(whole).splitlines(keepends=True)
        broken |= {
            "flipped": whole[:middle] + b"\xff" * 8 + whole[middle + 8 :],
            "no end": gzip.compress(b"".join(lines[:-1])),
            "text": b"hello",
        }
    for name, damaged in broken.items():
        file.write_bytes(damaged)
        code, said = pungmun(empty, "restore", file)
        assert code == 1, name
        assert str(file) in said, name
        assert "choose another file" in said, name
        assert sum(content(empty).numbers.values()) == 0, name
    assert pungmun(empty, "restore", tmp_path / "nowhere")[0] == 2


@pytest.mark.parametrize("kind", ["sqlite", "elasticsearch"])
def test_a_takedown_and_what_retention_removes(pungmun, filled, kind, make_judged):
    url = filled(kind)
    assert pungmun(url, "forget", "http://x/1") == (0, "1 post and 0 captures removed; the address will not be collected again\n")
    assert pungmun(url, "forget", "http://x/1")[1].startswith("0 posts and 0 captures")
    store = open_store(url, search_tokens_many)
    assert store.is_forgotten(["http://x/1"])
    assert store.write([make_judged("p1", "repeats", url="http://x/1")]).new == 0
    recent = (datetime.now(UTC).date() - timedelta(days=5)).isoformat()
    store.write([make_judged(f"old{n}", "related", published=f"2022-0{n + 1}-05") for n in range(3)])
    store.write([make_judged("new", "related", published=recent), make_judged("waits", "repeats", review=True, published="2022-01-05")])
    store.close()
    assert pungmun(url, "retention", retention_days=0) == (0, "PUNGMUN_RETENTION_DAYS is 0: everything is kept\n")
    assert pungmun(url, "retention", "--dry-run", retention_days=30) == (0, "3 posts would be removed\n")
    assert pungmun(url, "retention", retention_days=30) == (0, "3 posts removed\n")
    store = open_store(url, search_tokens_many)
    left = {stored.post.post_id for stored in store.scan(Query())}
    store.close()
    assert left == {"p0", "p2", "p4", "p5", "p6", "p7", "p8", "new", "waits"}
