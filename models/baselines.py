"""Honest baselines, measured in the same run as the model: what simpler ideas reach on the same posts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.claimview import Floats
from models.example import Example
from models.pairing import COMPARE
from pungmun.records import LABELS, Claim, Post

#: Pieces of feature names that hold the truth's or weaker-true's side; without them nothing is contrasted.
_CONTRAST = ("T", "W", "predT", "numT", "both", "only")


def keyword_rule(examples: Sequence[Example]) -> Floats:
    """No training: likeness to the claim, then question, refutation and narrowing words in the nearest sentence and the next two."""
    out = np.zeros((len(examples), len(LABELS)))
    for row, example in enumerate(examples):
        pair = example.full
        likeness = pair.column("mixF")
        if not len(likeness) or likeness.max() < 0.25:
            out[row, LABELS.index("unrelated" if not len(likeness) or pair.column("ent").max() < 0.2 else "related")] = 1
            continue
        best = int(likeness.argmax())
        near = set().union(*(s.cues for s in pair.reading.sentences[best : best + 3]))
        if near & {"isitq", "whoknows", "ASK"}:
            label = "asks"
        elif near & {"notfact", "notso", "FALSE", "DENY", "correct"}:
            label = "debunks"
        elif near & {"part", "PART", "modal", "STAGE"} and pair.column("T").max() > likeness.max():
            label = "weaker_true"
        else:
            label = "repeats" if likeness.max() >= 0.4 else "related"
        out[row, LABELS.index(label)] = 1
    return out


def tfidf(train: Sequence[tuple[Post, Claim]], labels: np.ndarray, test: Sequence[tuple[Post, Claim]]) -> Floats:
    """Letter n-grams of the post and its cosine to the claim's three statements, logistic regression."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, max_features=20_000, sublinear_tf=True)
    X = vectors.fit_transform([post.document for post, _ in train])

    def cosines(pairs: Sequence[tuple[Post, Claim]], posts: object) -> Floats:
        texts = [
            [c.statement for _, c in pairs],
            [c.truth or c.statement for _, c in pairs],
            [(c.weaker_true or (c.statement,))[0] for _, c in pairs],
        ]
        return np.column_stack([np.asarray(posts.multiply(vectors.transform(t)).sum(axis=1)).ravel() for t in texts])  # type: ignore[attr-defined]

    from scipy.sparse import csr_matrix, hstack

    model = LogisticRegression(C=3, max_iter=80, tol=1e-3, class_weight="balanced")
    model.fit(hstack([X, csr_matrix(cosines(train, X) * 3)]), labels)
    Z = vectors.transform([post.document for post, _ in test])
    return _spread(model, hstack([Z, csr_matrix(cosines(test, Z) * 3)]))


def similarity(train: Sequence[Example], labels: np.ndarray, test: Sequence[Example]) -> Floats:
    """One number, likeness of the nearest sentence to the claim, as an embedding threshold would use it."""

    def column(examples: Sequence[Example]) -> Floats:
        return np.array([[max(e.full.column("mixF"), default=0.0)] for e in examples])

    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=500)).fit(column(train), labels)
    return _spread(model, column(test))


def without_contrast(train: Sequence[Example], labels: np.ndarray, test: Sequence[Example]) -> Floats:
    """The model's own numbers in a linear model, but nothing that looks at truth or weaker true."""
    from models.postfeatures import features

    names = list(features(train[0].full))
    keep = np.array([not _sees_truth(name) for name in names] * 2)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=150, tol=1e-3, class_weight="balanced"))
    model.fit(np.vstack([e.numbers for e in train])[:, keep], labels)
    return _spread(model, np.vstack([e.numbers for e in test])[:, keep])


def _sees_truth(name: str) -> bool:
    head, _, rest = name.partition("_")
    compared = rest in COMPARE and any(rest.startswith(p) or rest.endswith(p) or p in rest for p in _CONTRAST)
    return compared or name.startswith(("T|", "Wonly", "F-T", "T-F", "st|", "truth_", "t_", "xt_", "x_numT")) or name in {
        "same_sentence", "n_T", "after_T", "before_T", "win_T", "win_W", "all_T", "all_W", "all_T_only", "all_W_only", "all_both",
        "all_st_only", "all_F_only", "claim_only",
    } or (head == "title" and "T" in rest)  # fmt: skip


def _spread(model: object, X: object) -> Floats:
    out = np.zeros((X.shape[0], len(LABELS)))  # type: ignore[attr-defined]
    out[:, model.classes_] = model.predict_proba(X)  # type: ignore[attr-defined]
    return out
