"""Single commands as a new user types them: output, exit code, and what bad input says."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CLAIM = "nk-all-missions-closed"
SEED = "북한이 전 세계 모든 재외공관을 폐쇄했다."


@pytest.fixture(scope="module")
def place(new_place):
    return new_place()


@pytest.fixture
def posts(tmp_path):
    """A posts.jsonl with one repeat, an empty post, a megabyte of one word, a post without a date, and a broken line."""
    rows = [
        {"post_id": "one", "title": "속보", "body": f"속보랍니다. {SEED} 다들 알아두세요.", "published": "2023-11-13T10:00:00+09:00"},
        {"post_id": "empty", "title": "", "body": ""},
        {"post_id": "long", "title": "가", "body": "가" * 1_000_000, "published": "2023-11-13"},
        {"post_id": "undated", "title": "북한 대사관", "body": "북한이 해외 대사관을 전부 닫았다는데 사실인가요?"},
    ]
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n{"post_id": "broken", \n', encoding="utf-8")
    return path


@pytest.fixture
def page():
    return next((ROOT / "tests" / "pages" / "naver-blog-se-one").glob("*.html"))


def test_parse_gives_the_contracts_keys(place, page):
    post = json.loads(place.run("parse", str(page), "--url", "https://blog.naver.com/pmdemo/223260000001"))
    wanted = "post_id platform url canonical_url title author published published_precision text segments links parser parser_version"
    assert set(wanted.split()) <= set(post)
    assert post["text"] == "\n".join(segment["text"] for segment in post["segments"])


def test_parse_without_an_address_is_wrong_usage(place, page):
    place.run("parse", str(page), code=2)


def test_parse_of_a_wall_ends_with_1(place, tmp_path):
    wall = tmp_path / "wall.html"
    wall.write_text("<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>", encoding="utf-8")
    place.run("parse", str(wall), "--url", "https://x.tistory.com/1", code=1)


def test_a_page_whose_bytes_are_not_what_it_declares(place, tmp_path):
    page = (ROOT / "tests" / "pages" / "daum-cafe-desktop").glob("*.html")
    text = next(page).read_bytes()
    changed = tmp_path / "utf8-as-euckr.html"
    changed.write_bytes(text.replace(b"utf-8", b"euc-kr").replace(b"UTF-8", b"euc-kr"))
    post = json.loads(place.run("parse", str(changed), "--url", "https://cafe.daum.net/_c21_/bbs_read?grpid=1Pm&fldid=abcd&datanum=1"))
    assert "\ufffd" not in post["text"]


def test_classify_names_what_it_could_not_read_and_goes_on(place, posts, tmp_path):
    out = tmp_path / "findings.jsonl"
    place.run("classify", "--claims", "config/claims", "--input", str(posts), "--output", str(out), code=1)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    (row,) = [row for row in rows if row["post_id"] == "one" and row["claim_id"] == CLAIM]
    assert row["label"] == "repeats"
    document = f"속보\n속보랍니다. {SEED} 다들 알아두세요."
    assert document[row["start"] : row["end"]] == row["evidence"]
    assert abs(sum(row["probabilities"].values()) - 1) < 0.01


def test_match_ranks_claims_without_labels(place, posts, tmp_path):
    out = tmp_path / "matches.jsonl"
    place.run("match", "--claims", "config/claims", "--input", str(posts), "--top", "3", "--output", str(out), code=1)
    rows = {row["post_id"]: row["claims"] for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert rows["one"][0]["claim_id"] == CLAIM
    assert len(rows["one"]) <= 3


def test_ingest_quarantines_the_broken_line_and_is_the_same_twice(place, posts):
    first = place.json("ingest", str(posts), code=1)
    assert first["quarantined"] >= 1
    again = place.json("ingest", str(posts), code=1)
    assert again["new"] == 0
    assert place.json("search", "--claim", CLAIM)["total"] >= 1
    assert place.json("timeline", CLAIM)["undated"]


def test_a_timeline_as_a_picture_and_a_search_as_csv(place, posts, tmp_path):
    place.run("ingest", str(posts), code=1)
    place.run("timeline", CLAIM, "--format", "png", "--output", str(tmp_path / "t.png"))
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    assert place.run("search", "--claim", CLAIM, "--format", "csv").startswith("published,platform,label")


def test_forget_removes_and_stays_removed(place, posts):
    place.run("ingest", str(posts), code=1)
    post = place.json("search", "--claim", CLAIM)["posts"][0]
    place.run("store", "forget", post["url"])
    place.run("ingest", str(posts), code=1)
    assert post["post_id"] not in {hit["post_id"] for hit in place.json("search", "--claim", CLAIM)["posts"]}


def test_doctor_for_probes(place):
    report = json.loads(place.run("doctor", "--json"))
    assert report["ok"]
    assert {"claims", "sources", "store", "model", "clock"} <= {check["name"] for check in report["checks"]}


def test_the_registry_as_json(place):
    assert len(place.json("claims", "list")) >= 21
    assert all({"source_id", "permission", "may_run"} <= set(row) for row in place.json("sources", "list"))
    assert place.run("claims", "check").strip().endswith("no problem.")
    assert place.run("sources", "check").strip().endswith("no problem.")


def test_a_source_that_may_not_run_is_refused_with_what_to_do(place):
    place.run("run", "--source", "naver-blog-posts", code=2)
