"""A glance reads little and says nearly what the whole post says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from models.corpus import shipped, talk
from models.example import Views
from models.glance import MARGIN, SENTENCES, glance, glance_row, topics
from models.judge import Judge
from models.pairing import NO_CUES, pair
from models.reading import read
from models.relevance import NAMES, Relevance, row
from nlp import tokens
from pungmun.records import Segment

CLAIMS, POSTS = shipped()
CLAIM = CLAIMS[0]
FILLER = "어제는 시장에서 상추를 사다가 국수에 얹어 먹었다. "


def post_of(text, title=""):
    return replace(POSTS[0].post, title=title, segments=(Segment("text", text),))


@pytest.fixture(scope="module")
def views():
    return Views(CLAIMS)


@pytest.fixture
def kiwi(monkeypatch):
    """What Kiwi read since."""
    seen = []
    read_sentences = tokens._READER.read
    monkeypatch.setattr(tokens._READER, "read", lambda sentences: seen.extend(sentences) or read_sentences(sentences))
    return seen


def test_a_glance_is_the_title_and_the_sentences_with_the_claims_wording_in_their_order(views):
    (reading,) = read([post_of(FILLER * 5 + CLAIM.statement + " " + FILLER * 5, "오늘의 일기")])
    seen = glance(reading, views.full[CLAIM.claim_id])
    assert SENTENCES <= len(seen.sentences) <= SENTENCES + 1
    assert seen.sentences[0].kind == "title"
    assert any(s.text == CLAIM.statement for s in seen.sentences)
    assert [s.start for s in seen.sentences] == sorted(s.start for s in seen.sentences)
    (short,) = read([post_of("짧다.")])
    assert glance(short, views.full[CLAIM.claim_id]) == short


def test_of_a_post_about_nothing_only_the_glance_is_read_and_of_one_about_the_claim_all(views, kiwi):
    view = views.full[CLAIM.claim_id]
    relevance = Judge.load().relevance
    idle, about = read([post_of("".join(f"{n}번째 날에는 {FILLER}" for n in range(9))), post_of(FILLER * 3 + CLAIM.statement)])
    assert view.grams
    kiwi.clear()
    assert topics(idle, {CLAIM.claim_id: 1.0}, views, relevance) == {}
    assert len(set(kiwi)) == SENTENCES < len(idle.sentences)
    assert topics(idle, {CLAIM.claim_id: 1.0}, views, relevance, margin=math.inf) == {}
    assert set(kiwi) == {s.text for s in idle.sentences}
    (topic,) = topics(about, {CLAIM.claim_id: 2.5}, views, relevance).values()
    assert topic.full.reading is about
    assert topic.surely


@pytest.mark.slow
def test_a_glance_loses_at_most_one_repeat_in_two_hundred_that_the_whole_post_would_show(views):
    relevance = Judge.load().relevance
    wanted = [p for p in POSTS if p.label == "repeats"][::7]
    seen, whole = [], []
    for labelled, reading in zip(wanted, read([p.post for p in wanted]), strict=True):
        view = views.full[labelled.claim_id]
        seen.append(glance_row(reading, view, 1.5))
        whole.append(row(pair(reading, view, NO_CUES), 1.5, reading))
    kept = relevance.values(whole) >= relevance.bar
    lost = kept & (relevance.values(seen) < relevance.bar - MARGIN)
    assert kept.sum() > 200
    assert lost.sum() <= kept.sum() / 200
    assert np.mean(np.abs(relevance.values(whole) - relevance.values(seen)) > 1e-9) > 0.1  # long posts are really cut


def test_a_claim_far_less_like_the_post_than_another_is_dropped(views):
    other = CLAIMS[1]
    relevance = Judge.load().relevance
    (reading,) = read([post_of(f"{CLAIM.statement} {other.statement}")])
    both = topics(reading, {CLAIM.claim_id: 2.5, other.claim_id: 2.5}, views, relevance)
    assert set(both) == {CLAIM.claim_id, other.claim_id}
    (reading,) = read([post_of(CLAIM.statement)])
    open_bar = replace(relevance, bar=-math.inf)
    assert set(topics(reading, {CLAIM.claim_id: 2.5, other.claim_id: 2.5}, views, open_bar)) == {CLAIM.claim_id}


def test_talk_is_there_to_learn_from_and_draws_the_bar_between():
    posts = talk()
    assert len(posts) > 700
    assert len({p.post_id for p in posts}) == len({p.document for p in posts}) == len(posts)
    generator = np.random.default_rng(1)
    about = np.repeat([True, False], 300)
    rows = generator.normal(size=(600, len(NAMES))) + 2 * about[:, None]
    fitted = Relevance.fit(rows, about, about)
    assert fitted.values(list(rows[:300])).mean() > fitted.bar > fitted.values(list(rows[300:])).mean()
