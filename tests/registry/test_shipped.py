"""The registry that is shipped: complete, and true to the case the product was born from."""

from pathlib import Path

import pytest

from pungmun.registry import load_claims, load_sources
from pungmun.registry.claims import read_claim_files
from pungmun.registry.exchange import claim_reviews, corpus_lines, import_claims

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def claims():
    return load_claims(CONFIG)


def test_twenty_real_claims_and_the_seed(claims):
    assert len(claims) >= 21


def test_no_entry_is_thin(claims):
    files, _ = read_claim_files(CONFIG)
    assert {entry.claim_id: entry.advice() for entry in files if entry.advice()} == {}


def test_the_seed_claim(claims):
    (seed,) = [claim for claim in claims if claim.claim_id == "nk-all-missions-closed"]
    assert "53" in seed.truth
    assert any(review.date == "2023-11-16" and "rfa.org" in review.url for review in seed.reviews)
    chain = [step.outlet for step in seed.origin]
    wanted = ["Fox News", "New York Post", "UN News (unnews.net)", "Naver Blog", "Daum Cafe"]
    assert [outlet for outlet in chain if outlet in wanted] == wanted
    dates = {step.outlet: step.date for step in seed.origin}
    assert [dates[outlet] for outlet in wanted[:3]] == ["2023-11-11", "2023-11-11", "2023-11-12"]
    assert any("unnews.net" in step.url and step.archived_url for step in seed.origin)
    words = {word for found in seed.aliases.values() for word in found}
    assert words & {"North Korea", "DPRK"}
    assert any("一" <= c <= "鿿" for word in words for c in word), "an alias in Hanja"


def test_sources_load():
    assert {source.source_id for source in load_sources(CONFIG)} >= {"naver-blog-search", "daum-cafe-search"}


def test_page_crawlers_ship_switched_off():
    for source in load_sources(CONFIG):
        if source.spider.endswith("_posts"):
            assert not source.may_run, source.source_id


def test_claimreview_there_and_back(claims, tmp_path):
    import json

    reviews = claim_reviews(claims)
    assert all(review["reviewRating"]["alternateName"] and review["claimReviewed"] for review in reviews)
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps(reviews[:3], ensure_ascii=False), encoding="utf-8")
    written, refused = import_claims(file, tmp_path / "claims")
    assert not refused
    assert {claim.statement for claim in load_claims(tmp_path)} == {review["claimReviewed"] for review in reviews[:3]}
    assert len(written) == 3


def test_corpus_lines_there_and_back_without_reviews_is_refused_with_the_key(claims, tmp_path):
    import json

    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in corpus_lines(claims[:1])), encoding="utf-8")
    written, refused = import_claims(file, tmp_path / "claims")
    assert not written
    assert "reviews" in refused[0]
