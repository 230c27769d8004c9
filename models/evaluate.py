"""Measure the judgement on labelled posts, beside baselines, with intervals over claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models import baselines as simple
from models.calibration import Calibration
from models.claimview import Floats
from models.corpus import LabelledPost
from models.crossfit import CrossFit, Material
from models.doubts import doubts
from models.example import Example, label_ids
from models.frequency import rarity, weight
from models.glance import MARGIN, RIVAL
from models.judge import Judge, evidence_sentences
from models.metrics import Judged, f1, flag_precision, macro_f1, paired, ratio, resample, summary
from models.policy import Policy, choose
from models.prepare import claim_folds, material, writer_folds
from models.relevance import NAMES, Relevance
from models.simulation import second_opinion, simulate
from nlp.screen import Screen
from pungmun.records import LABELS, Claim

UNRELATED = LABELS.index("unrelated")
#: Who may decide the review band: how often it is right.
OPINIONS = {"always right": 1.0, "right nine times in ten": 0.9}
#: Claims whose streams are simulated.
STREAMS = 80
#: Kinds of posts with fewer posts than this are left out of the table.
MIN_KIND = 5


def evaluate(
    claims: Sequence[Claim],
    posts: Sequence[LabelledPost],
    *,
    by: str = "model",
    baselines: bool = True,
    samples: int = 1000,
    model: Path | None = None,
    crossfit: CrossFit | None = None,
    streams: bool = False,
) -> dict[str, Any]:
    """All figures as plain values.

    Args:
        claims: all of them are loaded when a post is judged.
        posts: labelled posts.
        by: `model` judges with a trained model (the posts must be new to it); `writer` and `claim` train anew without each group of
            writers or claims and judge that group.
        baselines: also measure simpler ideas, each trained without the group that it judges.
        samples: bootstrap draws over claims.
        model: file of the trained model for `by="model"`; the shipped one when None.
        crossfit: fitted on these posts already (training has one); saves fitting it again.
        streams: also simulate what reviews bring on streams of reposts; not with `by="model"`.
    """
    folds = claim_folds(posts) if by == "claim" else writer_folds(posts)
    if by == "model":
        judge = Judge.load(model)
        ours, extra, relevance = _by_model(judge, claims, posts), {"model": judge.about}, judge.relevance
        found = material(claims, posts, folds) if baselines else None
    else:
        crossfit = crossfit or CrossFit(material(claims, posts, folds))
        found = crossfit.material
        ours, extra, relevance = by_strangers(crossfit), {}, found.relevance()
    draws = resample(ours.claims, samples)
    result: dict[str, Any] = {
        "by": by, "posts": len(posts), "claims": len({p.claim_id for p in posts}), "writers": sorted({p.writer for p in posts}), **extra,
        "labels": {name: int(n) for name, n in sorted(Counter(p.label for p in posts).items())},
        "figures": summary(ours, draws), "per_writer": _parts(ours, [p.writer for p in posts], 1), "per_kind": _parts(ours,
        [p.kind for p in posts], MIN_KIND),
        "match": _match(claims, posts, relevance),
        "second_opinion": {name: second_opinion(ours.gold, ours.flagged, ours.review, right) for name, right in OPINIONS.items()},
    }  # fmt: skip
    if streams and crossfit is not None:
        result["reviews"] = simulate(crossfit, claims, learned(crossfit)[1], every=max(1, len(claims) // STREAMS))
    if baselines and found is not None:
        others = _baselines(found, claims, posts)
        result["baselines"] = {name: {k: v for k, v in summary(j, draws).items() if k != "confusion"} for name, j in others.items()}
        result["paired"] = {name: paired(ours, j, draws) for name, j in others.items()}
    return result


def by_strangers(crossfit: CrossFit) -> Judged:
    """Every written pair judged by models, calibration and bands that never saw its group; the screen is applied too."""
    m = crossfit.material
    raw = crossfit.strangers()
    p: Floats = np.zeros((m.written, len(LABELS)))
    flagged, review = np.zeros(m.written, dtype=bool), np.zeros(m.written, dtype=bool)
    written = np.arange(len(m.examples)) < m.written
    for group in np.unique(m.folds):
        others, own = m.folds != group, np.flatnonzero((m.folds == group) & written)
        calibration = Calibration().fit(raw.probabilities[others], m.labels[others], m.weights[others])
        rows = np.flatnonzero(others & written)
        known = calibration.apply(raw.probabilities[rows])
        policy = choose(known, m.labels[rows], sure(m, raw.sentences, known, rows))
        p[own] = calibration.apply(raw.probabilities[own])
        for i, certain in zip(own, sure(m, raw.sentences, p[own], own), strict=True):
            flagged[i], review[i] = _bands(policy, p[i], bool(certain))
    passed = _passed(m)
    return _judged(m, p, flagged & passed, review & passed, raw.sentences, passed)


def learned(crossfit: CrossFit) -> tuple[Calibration, Policy]:
    """Calibration and bands from every pair judged by a model that never saw its writer."""
    m, raw = crossfit.material, crossfit.strangers()
    calibration = Calibration().fit(raw.probabilities, m.labels, m.weights)
    p = calibration.apply(raw.probabilities)[: m.written]
    return calibration, choose(p, m.labels[: m.written], sure(m, raw.sentences, p, np.arange(m.written)))


def judged_from(crossfit: CrossFit, calibration: Calibration, policy: Policy, size: int) -> Judged:
    """The first `size` pairs judged by strangers' models with one calibration and one pair of bands."""
    m = crossfit.material
    raw = crossfit.strangers()
    p = calibration.apply(raw.probabilities[: m.written])
    certain = sure(m, raw.sentences, p, np.arange(m.written))
    bands = np.array([_bands(policy, row, bool(c)) for row, c in zip(p, certain, strict=True)])
    judged = _judged(m, p, bands[:, 0], bands[:, 1], raw.sentences, np.ones(m.written, dtype=bool))
    return judged.take(np.arange(size))


def sure(m: Material, sentences: Sequence[Floats], p: Floats, rows: np.ndarray) -> np.ndarray:
    """Whether the deciding passage of each pair at `rows` (with its row of `p`) raises no doubt; asked where `repeats` leads."""
    relevance = m.relevance()
    own = m.topics.own & (relevance.values(list(m.topics.rows)) >= relevance.sure)
    about = set(m.topics.posts[own].tolist())
    return np.array(
        [
            k.argmax() != 0 or not doubts(m.examples[i], evidence_sentences(m.examples[i], sentences[i], k), about=int(i) in about)
            for i, k in zip(rows, p, strict=True)
        ],
        dtype=bool,
    )


def _bands(policy: Policy, p: Floats, certain: bool) -> tuple[bool, bool]:
    label, review = policy.decide(p, complete=True, sure=certain)
    return label == "repeats" and not review, review


def _passed(m: Material) -> np.ndarray:
    """Which written pairs would be judged at all, all claims loaded.

    They pass the screen, are about their claim for a relevance that never saw their group, at a glance and as a whole, and about no other
    claim far more.
    """
    found = m.topics
    about = np.zeros(len(found.posts), dtype=bool)
    for group in np.unique(m.folds):
        mine = np.flatnonzero(m.folds[found.posts] == group)
        relevance = m.relevance(int(group))
        seen, whole = relevance.values(list(found.glances[mine])), relevance.values(list(found.rows[mine]))
        about[mine] = (seen >= relevance.bar - MARGIN) & (whole >= relevance.bar)
    alike, likest = found.rows[:, NAMES.index("likeness")], np.zeros(m.written)
    np.maximum.at(likest, found.posts[about], alike[about])
    passed = np.zeros(m.written, dtype=bool)
    passed[found.posts[found.own & about & (alike >= RIVAL * likest[found.posts])]] = True
    return passed


def _judged(m: Material, p: Floats, flagged: np.ndarray, review: np.ndarray, sentences: Sequence[Floats], passed: np.ndarray) -> Judged:
    said = np.where(passed, p.argmax(axis=1), UNRELATED)
    evidence = np.array([_overlap(m.examples[i], m.posts[i], sentences[i], p[i], int(said[i])) for i in range(m.written)])
    confidence = np.where(passed, p.max(axis=1), 1.0)
    repeats = np.where(passed, p[:, 0], 0.0)
    return Judged(
        m.labels[: m.written], said, flagged, review, repeats, confidence, np.array([q.claim_id for q in m.posts[: m.written]]), evidence
    )


def _overlap(example: Example, post: LabelledPost, sentences: Floats, p: Floats, said: int) -> int:
    if post.evidence is None:
        return -1
    if said == UNRELATED or not len(sentences):
        return 0
    first, last = evidence_sentences(example, sentences, p)
    shown = example.full.reading.sentences
    return int(shown[first].start < post.evidence[1] and shown[last].end > post.evidence[0])


def _by_model(judge: Judge, claims: Sequence[Claim], posts: Sequence[LabelledPost]) -> Judged:
    known = judge.with_claims(claims)
    said, flagged, review, repeats, confidence, evidence = [], [], [], [], [], []
    for start in range(0, len(posts), 256):
        batch = posts[start : start + 256]
        for labelled, findings in zip(batch, known.judge([b.post for b in batch]), strict=True):
            own = next((f for f in findings if f.claim_id == labelled.claim_id), None)
            said.append(LABELS.index(own.label) if own else UNRELATED)
            flagged.append(bool(own and own.label == "repeats" and not own.review))
            review.append(bool(own and own.review))
            repeats.append(own.probabilities["repeats"] if own else 0.0)
            confidence.append(own.score if own else 1.0)
            span = labelled.evidence
            evidence.append(-1 if span is None else int(own is not None and own.start < span[1] and own.end > span[0]))
    ids = np.array([p.claim_id for p in posts])
    bands = np.array(flagged, dtype=bool), np.array(review, dtype=bool)
    return Judged(label_ids(posts), np.array(said), *bands, np.array(repeats), np.array(confidence), ids, np.array(evidence))


def _match(claims: Sequence[Claim], posts: Sequence[LabelledPost], relevance: Relevance) -> dict[str, float]:
    """Share of posts (all but unrelated) whose claim is first, or among ten, of all claims."""
    from models.example import Views
    from models.matching import rank_many

    wanted = [p for p in posts if p.label != "unrelated"]
    screen, views = Screen(claims, weight, rarity), Views(claims)
    first = ten = 0
    for p, ranked in zip(wanted, rank_many([p.post for p in wanted], screen, views, relevance, 10), strict=True):
        names = [name for name, _ in ranked]
        first += names[:1] == [p.claim_id]
        ten += p.claim_id in names
    return {"claims": len(claims), "first": round(ratio(first, len(wanted)), 4), "among_ten": round(ratio(ten, len(wanted)), 4)}


def _parts(judged: Judged, names: Sequence[str], least: int) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for name in sorted(set(names)):
        rows = np.flatnonzero(np.array(names) == name)
        if len(rows) >= least:
            part = judged.take(rows)
            right = float(np.mean(part.gold == part.said))
            out[name] = {
                "posts": len(rows), "accuracy": round(right, 4), "macro_f1": round(macro_f1(part), 4),
                "flag_precision": round(flag_precision(part), 4),
                "flagged": int(part.flagged.sum()), "accused": int(np.sum(part.flagged & np.isin(part.gold, (1, 3, 4)))),
                "review": int(part.review.sum()),
                **{f"f1_{label}": round(f1(part, k), 4) for k, label in enumerate(LABELS) if np.any(part.gold == k)},
            }  # fmt: skip
    return out


def _baselines(m: Material, claims: Sequence[Claim], posts: Sequence[LabelledPost]) -> dict[str, Judged]:
    by_id = {c.claim_id: c for c in claims}
    pairs = [(p.post, by_id[p.claim_id]) for p in posts]
    size, labels = m.written, m.labels[: m.written]
    found = {
        name: np.zeros((size, len(LABELS)))
        for name in ("TF-IDF + logistic regression", "similarity threshold", "features without contrast")
    }
    for group in np.unique(m.folds[:size]):
        own, others = np.flatnonzero(m.folds[:size] == group), np.flatnonzero(m.folds[:size] != group)
        train, test = [m.examples[i] for i in others], [m.examples[i] for i in own]
        found["TF-IDF + logistic regression"][own] = simple.tfidf([pairs[i] for i in others], labels[others], [pairs[i] for i in own])
        found["similarity threshold"][own] = simple.similarity(train, labels[others], test)
        found["features without contrast"][own] = simple.without_contrast(train, labels[others], test)
    found = {"keyword rule": simple.keyword_rule(m.examples[:size]), **found}
    ids, none = np.array([p.claim_id for p in posts]), np.full(size, -1)
    out = {}
    for name, p in found.items():
        said = p.argmax(axis=1)
        out[name] = Judged(labels, said, said == 0, np.zeros(size, dtype=bool), p[:, 0], p.max(axis=1), ids, none)
    return out


def render_table(result: dict[str, Any]) -> str:
    """The figures as a plain table for people."""
    from models.card import table

    return table(result)
