import json
from pathlib import Path

import pytest

from models.corpus import DATA, Problems, read_claims
from models.stream import findings, posts_of, run
from pungmun.errors import ConfigError

CLAIMS = read_claims(DATA / "b-claims.jsonl")


def _lines(path: Path, workers: int) -> list[str]:
    return [line for outcome in run(posts_of(path, Problems()), CLAIMS, findings, workers=workers) for line in outcome.lines]


@pytest.mark.slow
def test_two_workers_write_what_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join((DATA / "b-posts.jsonl").read_text(encoding="utf-8").splitlines()[:24]), encoding="utf-8")
    one, two = _lines(path, 1), _lines(path, 2)
    assert one
    assert [{k: v for k, v in json.loads(a).items() if k not in {"probabilities", "score"}} for a in one] == [
        {k: v for k, v in json.loads(b).items() if k not in {"probabilities", "score"}} for b in two
    ]


def test_a_post_without_text_has_no_findings_and_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"post_id": "a"}\n{"post_id": "b", "title": "", "body": ""}\n', encoding="utf-8")
    assert _lines(path, 1) == []


def test_no_claim_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"post_id": "a", "body": "x"}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="no claim"):
        list(run(posts_of(path, Problems()), [], findings))
