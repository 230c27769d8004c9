"""The stance model: sentences and role n-grams stacked on the post's numbers, then calibrated.

Everything that feeds a later stage in training is predicted out of fold, with whole groups of writers left out, so that each stage
learns how far the one before it can be trusted on a stranger.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from models.bag import Bag
from models.calibration import Calibration
from models.claimview import Floats
from models.example import Example
from models.flat import Forest, Head, Linear, Scale
from models.sentencemodel import SentenceModel, digest
from pungmun.records import LABELS

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the order in which threads add up would change last digits between runs
CLASSES = len(LABELS)
SEED = 20231116


@dataclass(frozen=True)
class Prediction:
    """What the model says about some pairs.

    Attributes:
        probabilities: pairs × labels, calibrated.
        sentences: for each pair, sentences × (none, labels but unrelated): how likely the sentence decides for that label.
    """

    probabilities: Floats
    sentences: list[Floats]


@dataclass(frozen=True)
class Stages:
    """What the first two stages say about pairs; `words` pairs × labels, `digests` pairs × columns."""

    words: Floats
    digests: Floats


def spread(model: Head, X: Any) -> Floats:
    """Probabilities with a column for every label, also those a small training set lacks."""
    out = np.zeros((X.shape[0], CLASSES))
    if X.shape[0]:
        out[:, model.classes] = model.predict(X)
    return out


def log(p: Floats) -> Floats:
    """Logarithm, cut at one in a thousand."""
    return np.asarray(np.log(np.clip(p, 1e-3, 1)))


class Words:
    """Role n-grams of a post → label."""

    def __init__(self) -> None:
        self.bag = Bag()
        self.model: Linear | None = None

    def fit(self, examples: Sequence[Example], labels: np.ndarray) -> Words:
        """Learn from labelled pairs."""
        bags = [e.bag for e in examples]
        self.bag = Bag().fit(bags)
        fitted = LogisticRegression(C=3, max_iter=120, tol=1e-3, class_weight="balanced").fit(self.bag.transform(bags), labels)
        self.model = Linear.of(fitted)
        return self

    def predict(self, examples: Sequence[Example]) -> Floats:
        """Pairs × labels."""
        assert self.model, "fit first"
        return spread(self.model, self.bag.transform([e.bag for e in examples]))


class StanceModel:
    """Fit once, predict many; plain scikit-learn parts and arrays inside."""

    def __init__(self) -> None:
        self.words = Words()
        self.sentences = SentenceModel()
        self.heads: list[Head] = []
        self.scale: Scale | None = None
        self.calibration = Calibration()

    def fit_heads(self, examples: Sequence[Example], stages: Stages, labels: np.ndarray, weights: np.ndarray) -> StanceModel:
        """Learn the last stage from out-of-fold results of the first two.

        Args:
            examples: pairs.
            stages: predicted by models that never saw the pair's writer.
            labels: positions in LABELS.
            weights: 1 for a written pair, whose labels are balanced; what else there is (cross pairs) keeps its weight.
        """
        written = weights == 1.0
        counts = [max(1, int(np.sum(labels[written] == k))) for k in range(CLASSES)]
        balance = np.array([np.sum(written) / (CLASSES * n) for n in counts])
        w = np.where(written, balance[labels], weights)
        wide, narrow = _columns(examples, stages)
        self.scale = Scale.fit(wide)
        linear = LogisticRegression(C=0.01, max_iter=150, tol=1e-3).fit(self.scale.apply(wide), labels, sample_weight=w)
        forests = [Forest.of(_boosted().fit(columns, labels, sample_weight=w)) for columns in (wide, narrow)]
        self.heads = [*forests, Linear.of(linear)]
        return self

    def raw(self, examples: Sequence[Example], stages: Stages) -> Floats:
        """Probabilities before calibration."""
        assert self.scale, "fit first"
        wide, narrow = _columns(examples, stages)
        return np.asarray(sum(spread(head, X) for head, X in zip(self.heads, (wide, narrow, self.scale.apply(wide)), strict=True)) / 3)

    def predict(self, examples: Sequence[Example]) -> Prediction:
        """Calibrated probabilities for each pair, in order."""
        if not examples:
            return Prediction(np.zeros((0, CLASSES)), [])
        sentences = self.sentences.predict(examples)
        stages = Stages(self.words.predict(examples), np.vstack([digest(s) for s in sentences]))
        return Prediction(self.calibration.apply(self.raw(examples, stages)), sentences)

    def state(self) -> dict[str, Any]:
        """Everything that has to be stored: plain values only."""
        assert self.scale, "fit first"
        assert self.words.model, "fit first"
        return {
            "words": {"bag": self.words.bag.state(), "model": self.words.model.state()},
            "sentences": self.sentences.state(),
            "heads": [head.state() for head in self.heads],
            "scale": self.scale.state(),
            "calibration": self.calibration.state(),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> StanceModel:
        """Reverse of `state`."""
        model = cls()
        model.words.bag, model.words.model = Bag.from_state(state["words"]["bag"]), Linear(**state["words"]["model"])
        model.sentences = SentenceModel.from_state(state["sentences"])
        first, second, linear = state["heads"]
        model.heads, model.scale = [Forest(**first), Forest(**second), Linear(**linear)], Scale(**state["scale"])
        model.calibration = Calibration.from_state(state["calibration"])
        return model


def _columns(examples: Sequence[Example], stages: Stages) -> tuple[Floats, Floats]:
    narrow = np.hstack([log(stages.words), stages.digests])
    return np.hstack([np.vstack([e.numbers for e in examples]), narrow]), narrow


def _boosted() -> Any:
    return HistGradientBoostingClassifier(
        max_iter=110, learning_rate=0.07, max_leaf_nodes=7, min_samples_leaf=8, l2_regularization=3, max_features=0.4,
        early_stopping=False, random_state=SEED,
    )  # fmt: skip
