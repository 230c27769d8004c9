import json
from pathlib import Path

import pytest

from models.corpus import Problems, read_claims, read_posts, shipped
from pungmun.errors import ConfigError


def _write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_shipped_corpus_is_whole() -> None:
    claims, posts = shipped()
    assert len({c.claim_id for c in claims}) == len(claims) == 401
    assert len({p.post.post_id for p in posts}) == len(posts) == 6355
    for p in posts:
        if p.evidence:
            assert p.post.document[slice(*p.evidence)].strip()


def test_a_thin_claim_is_enough(tmp_path: Path) -> None:
    claim = read_claims(_write(tmp_path / "c.jsonl", {"claim_id": "x", "statement": "모두 닫혔다."}))[0]
    assert (claim.truth, claim.weaker_true, claim.complete) == ("", (), False)


def test_weaker_true_may_be_one_text_or_several(tmp_path: Path) -> None:
    rows = [{"claim_id": "x", "statement": "가", "weaker_true": "나"}, {"claim_id": "y", "statement": "가", "weaker_true": ["나", "다"]}]
    assert [c.weaker_true for c in read_claims(_write(tmp_path / "c.jsonl", *rows))] == [("나",), ("나", "다")]


def test_every_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    good = {"post_id": "a", "claim_id": "x", "label": "asks", "body": "정말?"}
    path = _write(tmp_path / "w-posts.jsonl", good, "{broken", {**good, "label": "maybe"}, [1], {"claim_id": "x", "label": "asks"})
    problems = Problems()
    assert [p.post.post_id for p in read_posts(path, problems)] == ["a"]
    assert sorted(line.split(":")[1] for line in problems.lines) == list("2345")
    with pytest.raises(ConfigError) as caught:
        read_posts(path)
    assert len(caught.value.problems) == 4


def test_a_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes('{"claim_id": "x", "statement": "모두"}'.encode("cp949") + b'\n{"claim_id": "y", "statement": "all"}\n')
    problems = Problems()
    assert [c.claim_id for c in read_claims(path, problems)] == ["y"]
    assert "UTF-8" in problems.lines[0]


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        read_claims(tmp_path / "none.jsonl")
