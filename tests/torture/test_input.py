"""What others wrote: bombs, script, paths, foreign model files, texts that no person writes. Refused with a reason, or read."""

from __future__ import annotations

import gzip
import io
import json
import resource
import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.ingest import read_anything
from crawlers.parsers import parse_reply
from pungmun.errors import ConfigError, StoreError
from pungmun.records import Post, Quarantined
from pungmun.registry.claims import ClaimFile
from pungmun.registry.exchange import import_claims
from pungmun.registry.files import parse_text
from pungmun.registry.sources import Source
from pungmun.store import Query, Store
from tests.amounts import inputs

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, tzinfo=UTC)
MEGABYTE = 2**20
FAST = settings(max_examples=inputs(200), deadline=2000, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all inputs: a new one for each takes longer than reading it."""
    return tmp_path_factory.mktemp("inputs")


def read(path: Path) -> list[Post | Quarantined]:
    """Everything in a file or folder."""
    return list(read_anything(path))


def in_small_memory(code: str, *arguments: str, megabytes: int = 700, seconds: int = 100) -> str:
    """Run code in a process that can't have more memory; its output."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))

    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, preexec_fn=limit, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


INGEST = """
    import sys
    from pathlib import Path
    from crawlers.ingest import read_anything
    for item in read_anything(Path(sys.argv[1])):
        print(type(item).__name__, getattr(item, "kind", ""))
"""


def warc(path: Path, body: bytes, **headers: str) -> Path:
    """A WARC file with one response."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        http = StatusAndHeaders("200 OK", [(name.replace("_", "-"), value) for name, value in headers.items()], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record("https://a.tistory.com/1", "response", payload=io.BytesIO(body), http_headers=http))
    return path


@pytest.mark.slow
def test_a_gzip_bomb_in_a_warc_is_cut_off(tmp_path: Path) -> None:
    bomb = gzip.compress(gzip.compress(bytes(600 * MEGABYTE), 1))
    path = warc(tmp_path / "bomb.warc.gz", gzip.decompress(bomb), Content_Type="text/html", Content_Encoding="gzip")
    assert path.stat().st_size < 10 * MEGABYTE

    assert in_small_memory(INGEST, str(path)).split() == ["Quarantined", "too_long"]


@pytest.mark.slow
def test_a_warc_that_is_one_endless_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "line.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.1\r\nX: " + b"a" * (900 * MEGABYTE), 1))

    assert in_small_memory(INGEST, str(path)).split()[0] == "Quarantined"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["page.html", "feed.xml", "table.csv", "reply.json"])
def test_a_saved_file_larger_than_memory_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(4096 * MEGABYTE)

    assert in_small_memory(INGEST, str(path)).split() == ["Quarantined", "too_long"]


def test_xml_entities_are_not_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden in a file", encoding="utf-8")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
        "<rss><channel><item><title>&e11;&file;</title><link>https://a.tistory.com/1</link><description>&e11;&file; 글</description>"
        "</item></channel></rss>"
    )
    items = parse_reply(text.encode(), "https://a.tistory.com/rss", seen_at=NOW).items

    assert len(items) == 1
    assert "hidden" not in repr(items)
    assert "haha" not in repr(items)
    assert len(repr(items)) < 100_000


YAML_BOMBS = {
    "laughs": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)),
    "snake": "claim_id: &a [*a]\n",
    "deep": "a: " + "[" * 5000,
    "deep and closed": "a: " + "[" * 3000 + "]" * 3000,
    "object": "claim_id: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "number": "version: !!int x\n",
    "list as key": "[1, 2]: x\n{a: b}: y\n",
    "merge": "<<: 1\n",
    "huge number": f"version: {'9' * 20_000}\n",
    "control": "claim_id: \x07\n",
    "sexagesimal": "version: 190:20:30:99\n",
    "bool key": "yes: 1\nnull: 2\n",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("model", [ClaimFile, Source])
@pytest.mark.parametrize("name", YAML_BOMBS)
def test_a_yaml_bomb_is_a_problem_with_a_line(tmp_path: Path, name: str, model: type[ClaimFile | Source]) -> None:
    text = YAML_BOMBS[name].replace("/tmp/owned", str(tmp_path / "owned"))
    entry, problems = parse_text(text, "bomb.yml", model)  # type: ignore[type-var]

    assert not (tmp_path / "owned").exists()

    assert entry is None
    assert problems
    assert all(problem.startswith("bomb.yml:") for problem in problems)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from([*ClaimFile.model_fields, *Source.model_fields]) | st.text(max_size=10)


@pytest.mark.slow
@FAST
@given(st.dictionaries(_KEYS, _VALUES, max_size=8))
def test_any_yaml_is_an_entry_or_problems(data: dict[str, object]) -> None:
    for text in (yaml.safe_dump(data, allow_unicode=True), json.dumps(data, default=str)):
        for model in (ClaimFile, Source):
            entry, problems = parse_text(text, "any.yml", model)  # type: ignore[type-var]
            assert (entry is None) == bool(problems)


@pytest.mark.slow
@FAST
@given(st.text(max_size=200))
def test_any_text_is_yaml_or_problems(text: str) -> None:
    for model in (ClaimFile, Source):
        entry, problems = parse_text(text, "any.yml", model)  # type: ignore[type-var]
        assert (entry is None) == bool(problems)


EVIL_CLAIMS = [
    {"claim_id": "../../../../tmp/owned", "statement": "x"},
    {"claim_id": "/tmp/owned", "statement": "x"},
    {"claim_id": "a\x00b", "statement": "x"},
    {"claim_id": {"a": 1}, "statement": ["x"]},
    {"claim_id": "ok-1", "statement": "x", "weaker_true": 7},
    {"claim_id": "ok-2", "statement": "x", "aliases": [1, 2], "variants": 3, "reviews": "x"},
    {"claimReviewed": "x", "identifier": {"@type": "PropertyValue"}, "reviewRating": [1, 2]},
    {"claimReviewed": None, "author": "x", "reviewRating": "False", "url": ["https://x.example"]},
    {"@graph": 5},
    {},
]


#: A claim that is taken; each id below is refused for itself, not for what else is wrong.
GOOD = {
    "claim_id": "ok-1",
    "statement": "북한이 재외공관을 모두 닫았다.",
    "verdict": "거짓",
    "reviews": [{"publisher": "x", "url": "https://x.example/1", "date": "2023-11-14", "verdict": "거짓"}],
}
EVIL_IDS = [
    "../../owned",
    "/tmp/owned",
    "..",
    ".",
    "a/b",
    "a\\b",
    "a\x00b",
    "C:owned",
    "~owned",
    "owned.yml",
    "A",
    "ㄱ",
    "-a",
    "a\n",
    "a" * 5000,
]


def test_a_claim_whose_id_is_no_plain_name_is_not_imported(tmp_path: Path) -> None:
    file, folder = tmp_path / "in.json", tmp_path / "config" / "claims"
    file.write_text(json.dumps([*({**GOOD, "claim_id": evil} for evil in EVIL_IDS), GOOD]), encoding="utf-8")

    written, refused = import_claims(file, folder)

    assert [path.name for path in written] == ["ok-1.yml"]
    assert len(refused) == len(EVIL_IDS)
    assert [*tmp_path.rglob("*.yml")] == written


@pytest.mark.parametrize("entry", EVIL_CLAIMS, ids=repr)
def test_an_imported_claim_stays_in_its_folder_or_is_refused(tmp_path: Path, entry: dict[str, object]) -> None:
    file, folder = tmp_path / "in.jsonl", tmp_path / "config" / "claims"
    file.write_text(json.dumps([entry]), encoding="utf-8")
    try:
        written, refused = import_claims(file, folder)
    except ConfigError:
        return

    assert written or refused
    assert set(tmp_path.rglob("*.yml")) == set(written)
    assert all(path.parent == folder for path in written)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, b"null", b"5", b'"text"', b"", b"\x00"])
def test_a_file_that_holds_no_claims_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "in.json"
    file.write_bytes(content)
    if content.strip() in (b"", b"[]"):
        assert import_claims(file, tmp_path / "claims") == ([], [])
        return
    with pytest.raises(ConfigError, match=r"in\.json"):
        import_claims(file, tmp_path / "claims")


@pytest.mark.slow
@FAST
@given(st.lists(st.dictionaries(st.sampled_from(["claim_id", "statement", "claimReviewed", "reviews"]) | st.text(), _VALUES)))
def test_any_json_is_claims_or_refused(scratch: Path, data: list[dict[str, object]]) -> None:
    folder = scratch / "claims"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    file = folder / "in.json"
    file.write_text(json.dumps(data, default=str), encoding="utf-8")
    written, refused = import_claims(file, folder / "config")
    assert bool(written or refused) == bool(data)


ROWS = st.dictionaries(
    st.sampled_from(["post_id", "url", "canonical_url", "title", "body", "text", "segments", "published", "seen_at", "links", "platform"])
    | st.text(max_size=5),
    _VALUES | st.sampled_from(["http://[::1", "http://a:99999999/", "javascript:x", "1970-01-01", "2099-12-31T00:00:00Z", "9" * 5000]),
    max_size=8,
)


@pytest.mark.slow
@FAST
@given(st.lists(ROWS, max_size=5))
def test_any_row_is_a_post_or_in_quarantine(scratch: Path, rows: list[dict[str, object]]) -> None:
    path = scratch / "rows.jsonl"
    path.write_text("".join(json.dumps(row, default=str) + "\n" for row in rows), encoding="utf-8")
    assert len(read(path)) == len(rows)


@pytest.mark.slow
@FAST
@given(st.binary(max_size=400))
def test_any_bytes_of_any_name_are_read_or_in_quarantine(scratch: Path, content: bytes) -> None:
    folder = scratch / "bytes"
    folder.mkdir(exist_ok=True)
    for name in ("a.jsonl", "b.csv", "c.warc", "d.warc.gz", "e.html", "f.xml", "g.json"):
        (folder / name).write_bytes(content)
    for item in read(folder):
        assert isinstance(item, Post) or item.reason


@pytest.mark.slow
@FAST
@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from('"*()^:-+"“” NEAR AND OR NOT 북한'), max_size=60))
def test_any_text_can_be_searched_for(store: Store, text: str) -> None:
    assert store.search(Query(text=text)).total == 0


@pytest.mark.parametrize("state", [[1], ["x"] * 5, [None, 1, 2, 3, 4], {"a": 1}, [["x"], "y", "z", "w", {}]])
def test_a_forged_cursor_is_refused(store: Store, state: object) -> None:
    import base64

    from pungmun.store.sqlite.cursors import fingerprint

    if isinstance(state, list) and len(state) == 5:
        state = [fingerprint(Query(), "newest"), *state[1:]]
    forged = base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")
    with pytest.raises(StoreError):
        store.search(Query(), cursor=forged)


NASTY = {
    "a word of 1 MB": "가" * 1_000_000,
    "1 MB of letters": "a" * 1_000_000,
    "digits": "1" * 30_000 + "명 중 7명이 북한 공관",
    "decomposed": "\u1107\u116e\u11a8\u1112\u1161\u11ab\u110b\u1175 공관을 모두 닫았다",
    "zero width": "북\u200b한이 공\u200b관을 모\u200b두 닫\u200b았다",
    "only marks": "?!" * 20_000,
    "quotes": '"' * 20_000 + "북한 공관",
    "jamo": "ㅋ" * 100_000,
    "brackets": "([{<" * 10_000 + "북한 대사관",
    "surrogates": "북한 \ud83d 공관",
    "right to left": "\u202e북한 공관\u202c",
    "no break": "북한 공관 " * 20_000,
    "emoji": "👩‍👩‍👧‍👦" * 20_000,
    "nul": "북한\x00공관",
    "combining": "가" + "\u0301" * 50_000,
}


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_is_judged_or_in_quarantine_in_time(tmp_path: Path, name: str) -> None:
    from pungmun.desk import Desk
    from pungmun.settings import Settings
    from pungmun.steps import ingest_paths

    path = tmp_path / "posts.jsonl"
    rows = [
        {"url": "https://a.tistory.com/1", "title": "공관", "body": NASTY[name]},
        {"url": "https://a.tistory.com/2", "body": "북한 공관"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    own = Settings(store=f"sqlite:///{tmp_path}/p.db", var_dir=tmp_path / "var", config_dir=ROOT / "config")

    with Desk(own) as desk:
        summary = ingest_paths(desk, [path])

        assert summary.posts + sum(summary.quarantined.values()) == 2
        for stored in desk.store.scan():
            for finding in stored.findings:
                assert stored.post.document[finding.start : finding.end] == finding.evidence
