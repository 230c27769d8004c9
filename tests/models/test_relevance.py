"""Whether a post is about a claim: the bars hold what they promise, and the judge keeps to them."""

from dataclasses import replace

import numpy as np
import pytest

from models.corpus import shipped
from models.crossfit import Material, Topics
from models.example import Views
from models.judge import Judge
from models.pairing import NO_CUES, pair
from models.reading import Reading, read
from models.relevance import KEPT, NAMES, SURE, Relevance, likeness, row

CLAIMS, POSTS = shipped()


@pytest.fixture(scope="module")
def fitted():
    generator = np.random.default_rng(0)
    about = generator.random(2000) < 0.5
    rows = generator.normal(size=(2000, len(NAMES))) + about[:, None]
    repeats = about & (generator.random(2000) < 0.6)
    return Relevance.fit(rows, about, repeats), rows, about, repeats


def test_the_bars_let_through_what_they_promise(fitted):
    relevance, rows, about, repeats = fitted
    values = relevance.values(list(rows))
    assert np.mean(values[repeats] >= relevance.bar) == pytest.approx(KEPT, abs=0.002)
    assert np.mean(values[repeats] >= relevance.sure) == pytest.approx(SURE, abs=0.002)
    assert relevance.bar < relevance.sure
    assert np.mean(values[~about] >= relevance.sure) < 0.05


def test_scores_are_ordered_as_the_values_and_survive_the_model_file(fitted):
    relevance, rows, *_ = fitted
    some = list(rows[:50])
    scores = relevance.scores(some)
    assert all(0 <= score <= 1 for score in scores)
    assert np.argsort(scores).tolist() == np.argsort(relevance.values(some)).tolist()
    assert Relevance.from_state(relevance.state()).scores(some) == scores


def test_nothing_is_flagged_that_is_not_surely_about_the_claim_and_nothing_judged_that_is_not_about_it():
    wanted = [p for p in POSTS[::25] if p.label == "repeats"]
    posts = [p.post for p in wanted]
    model = Judge.load()

    def flagged_and_found(relevance):
        judge = Judge(model.model, relevance, model.policy, model.about).with_claims(CLAIMS)
        found = [f for row in judge.judge(posts) for f in row]
        return sum(f.label == "repeats" and not f.review for f in found), len(found)

    flagged, found = flagged_and_found(model.relevance)
    assert flagged > 0
    assert flagged_and_found(replace(model.relevance, sure=np.inf))[0] == 0
    assert flagged_and_found(replace(model.relevance, bar=np.inf))[1] == 0
    assert found > flagged


def test_likeness_is_whole_for_the_claims_own_words_and_nothing_for_a_post_without_sentences():
    claim = CLAIMS[0]
    view = Views([claim]).full[claim.claim_id]
    post = replace(POSTS[0].post, title="", segments=(replace(POSTS[0].post.segments[0], text=claim.statement),))
    (reading,) = read([post])
    own = pair(reading, view, NO_CUES)
    assert likeness(own) > 0.8
    assert row(own, 1.5, reading).tolist()[:2] == [likeness(own), 1.5]
    empty = pair(Reading((), False), view, NO_CUES)
    assert (likeness(empty), row(empty, 1.5, empty.reading).tolist()) == (0.0, [0.0] * len(NAMES))


def test_ordinary_talk_is_learned_from_and_never_left_out_with_a_group():
    generator = np.random.default_rng(2)
    about = np.repeat([True, False], 200)
    rows = generator.normal(size=(400, len(NAMES))) + about[:, None]
    topics = Topics(np.arange(400), ["c"] * 400, about, rows, rows, about, about)
    alike = rows[:200] - np.eye(len(NAMES))[0] * 3  # talk that only its first number tells apart
    folds = np.arange(400) % 2

    def first_weight(talk, without=None):
        material = Material([], [], np.zeros(0), np.zeros(0), folds, 0, topics, talk)
        return material.relevance(without).line.weights[0][0] / material.relevance(without).line.weights[0][1]

    nothing = np.zeros((0, len(NAMES)))
    assert first_weight(alike) > 1.5 * first_weight(nothing)
    assert first_weight(alike, without=1) > 1.5 * first_weight(nothing, without=1)
