"""The case file: everything about one claim, whole without a network, and nothing of other claims."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import html

from crawlers.evidence.checks import Check
from pungmun.records import Claim, ClaimReview, Review
from pungmun.reports.casefile import write_case
from pungmun.reports.casewords import WORDS

CLAIM = Claim(
    "moon", "달은 치즈로 되어 있다.", "달은 암석으로 되어 있다.", ("달에 움푹한 곳이 있다.",),
    statement_en="The moon is made of cheese.",
    reviews=(ClaimReview("편집국", "https://check.example/1", "2023-11-13", "거짓"),),
)  # fmt: skip
MADE = datetime(2023, 11, 20, tzinfo=UTC)


@pytest.fixture
def told(store, make_judged):
    store.write(
        [
            make_judged("a", "repeats", published="2023-11-12T09:00:00+09:00", text="<script>alert(1)</script> 달은 치즈다"),
            make_judged("b", "debunks", published="2023-11-11"),
            make_judged("c", "repeats", published=None, review=True),
            make_judged("other", "repeats", published="2023-11-12", claim="sun"),
        ]
    )
    store.set_review(Review("a", "moon", "repeats", "한결", MADE, "확인"))
    return store


def files(store, tmp_path, **options):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
    checks = {"a": [Check("a", "u", "2023-11-15T00:00:00+00:00", "edited", diff="--- \n+++ \n-달은 치즈다\n+달은 돌이다")]}
    n = write_case(store, CLAIM, path, MADE, checks_of=lambda post_id: checks.get(post_id, []), **options)
    with zipfile.ZipFile(path) as archive:
        return n, {name: archive.read(name) for name in archive.namelist()}, path


def test_it_holds_the_claims_posts_decisions_and_checks(told, tmp_path):
    n, found, _ = files(told, tmp_path)
    assert n == 3
    rows = [json.loads(line) for line in found["posts.jsonl"].splitlines()]
    assert [row["post_id"] for row in rows] == ["b", "a", "c"]
    assert {f["claim_id"] for row in rows for f in row["findings"]} == {"moon"}
    assert [row["post_id"] for row in csv.DictReader(io.StringIO(found["posts.csv"].decode("utf-8-sig")))] == ["b", "a", "c"]
    assert json.loads(found["decisions.jsonl"])["by"] == "한결"
    assert json.loads(found["checks.jsonl"])["state"] == "edited"
    assert json.loads(found["timeline.json"])["first_repeat"]["post_id"] == "a"
    assert found["timeline.svg"].startswith(b"<?xml")


def test_every_file_is_named_with_its_hash(told, tmp_path):
    _, found, _ = files(told, tmp_path)
    sums = dict(reversed(line.split("  ")) for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != "SHA256SUMS"}
    assert all(digest in found["index.html"].decode() for name, digest in sums.items() if name != "index.html")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_stands_on_its_own(told, tmp_path, language):
    _, found, _ = files(told, tmp_path, language=language)
    page = html.fromstring(found["index.html"].decode())
    assert not page.xpath("//script | //link | //iframe | //@onclick")
    assert set(page.xpath("//img/@src")) <= set(found)
    assert not re.search(r"url\(|@import", found["index.html"].decode())
    text = page.text_content()
    assert {"ko": "달은 치즈로", "en": "made of cheese"}[language] in text
    assert WORDS[language]["early"] in text  # the debunk of the 11th stands before the first observed repeat
    assert "+달은 돌이다" in text
    assert WORDS[language]["needs_review"] in text


def test_the_same_archive_gives_the_same_file(told, tmp_path):
    assert files(told, tmp_path)[2].read_bytes() == files(told, tmp_path)[2].read_bytes()


def test_long_posts_are_quoted_unless_asked_otherwise(store, make_judged, tmp_path):
    store.write([make_judged("a", "repeats", text="달 " * 400)])
    assert len(json.loads(files(store, tmp_path)[1]["posts.jsonl"])["text"]) == 300
    assert len(json.loads(files(store, tmp_path, full_text=True)[1]["posts.jsonl"])["text"]) >= 799
