"""The stance model: sentence model and role n-grams stacked on the post's numbers, then calibrated.

Everything that feeds a later stage in training is predicted out of fold, with whole writers left out, so that each stage learns how
far the one before it can be trusted on a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.bag import Bag
from models.claimview import Floats
from models.example import Example
from pungmun.records import LABELS

CLASSES = len(LABELS)
SEED = 20231116


@dataclass(frozen=True)
class Prediction:
    """What the model says about some pairs.

    Attributes:
        probabilities: pairs × labels.
        sentences: for each pair, sentences × (none, then each label): how likely the sentence decides for that label.
    """

    probabilities: Floats
    sentences: list[Floats]


def _linear(strength: float) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000, class_weight="balanced"))


def _boosted() -> Any:
    return HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=7, min_samples_leaf=8, l2_regularization=3, class_weight="balanced", max_features=0.4,
        early_stopping=False, random_state=SEED,
    )  # fmt: skip


def _spread(model: Any, X: Any) -> Floats:
    """Probabilities with a column for every label, also those a small training set lacks."""
    out = np.zeros((X.shape[0], CLASSES))
    if X.shape[0]:
        out[:, model.classes_] = model.predict_proba(X)
    return out


def log(p: Floats) -> Floats:
    """Logarithm, cut at one in a thousand."""
    return np.asarray(np.log(np.clip(p, 1e-3, 1)))


class StanceModel:
    """Fit once, predict many; plain scikit-learn parts and arrays inside."""

    def __init__(self) -> None:
        self.bag = Bag()
        self.words: Any = None
        self.linear: Any = None
        self.boosted: Any = None

    def fit(self, examples: Sequence[Example], labels: np.ndarray, folds: np.ndarray) -> StanceModel:
        """Learn from labelled pairs.

        Args:
            examples: pairs.
            labels: positions in LABELS, one a pair.
            folds: group of writers of each pair; what feeds the stack is predicted for one group by a model that never saw it.
        """
        bags = [e.bag for e in examples]
        outside = np.zeros((len(examples), CLASSES))
        for fold in np.unique(folds):
            inside = np.flatnonzero(folds != fold)
            rest = np.flatnonzero(folds == fold)
            bag, words = _fit_words([bags[i] for i in inside], labels[inside])
            outside[rest] = _spread(words, bag.transform([bags[i] for i in rest]))
        self.bag, self.words = _fit_words(bags, labels)
        X = np.hstack([np.vstack([e.numbers for e in examples]), log(outside)])
        self.linear = _linear(0.005).fit(X, labels)
        self.boosted = _boosted().fit(X, labels)
        return self

    def predict(self, examples: Sequence[Example]) -> Prediction:
        """Probabilities of each label for each pair, in order."""
        if not examples:
            return Prediction(np.zeros((0, CLASSES)), [])
        words = _spread(self.words, self.bag.transform([e.bag for e in examples]))
        X = np.hstack([np.vstack([e.numbers for e in examples]), log(words)])
        p = (_spread(self.linear, X) + _spread(self.boosted, X)) / 2
        return Prediction(p, [_by_likeness(e) for e in examples])

    def state(self) -> dict[str, Any]:
        """Everything that has to be stored."""
        return {"bag": self.bag.state(), "words": self.words, "linear": self.linear, "boosted": self.boosted}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> StanceModel:
        """Reverse of `state`."""
        model = cls()
        model.bag = Bag.from_state(state["bag"])
        model.words, model.linear, model.boosted = state["words"], state["linear"], state["boosted"]
        return model


def _by_likeness(example: Example) -> Floats:
    out = np.zeros((len(example.full.reading.sentences), CLASSES + 1))
    out[:, 1:] = (example.full.column("mixF") + 0.3 * example.full.column("mixT"))[:, None]
    return out


def _fit_words(bags: Sequence[Sequence[str]], labels: np.ndarray) -> tuple[Bag, Any]:
    bag = Bag().fit(bags)
    return bag, LogisticRegression(C=3, max_iter=300, class_weight="balanced").fit(bag.transform(bags), labels)
