"""Fitted scikit-learn classifiers as plain arrays: the same numbers, much faster for a few rows, and a model file without foreign types.

A boosted forest asks scikit-learn a thousand times, once a tree; here all trees walk down together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Trees × rows walked at once: what fits into the processor's cache.
_AT_ONCE = 200_000


class Head(Protocol):
    """A classifier after fitting."""

    @property
    def classes(self) -> Ints: ...  # noqa: D102
    def predict(self, X: Any) -> Floats: ...  # noqa: D102
    def state(self) -> dict[str, Any]: ...  # noqa: D102


def softmax(z: Floats) -> Floats:
    """Rows that sum to 1."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def _probabilities(z: Floats) -> Floats:
    """Of decision values; two classes have one column."""
    return softmax(np.hstack([np.zeros_like(z), z]) if z.shape[1] == 1 else z)


@dataclass(frozen=True)
class Scale:
    """Centring and scaling of columns."""

    mean: Floats
    width: Floats

    @classmethod
    def fit(cls, X: Floats) -> Scale:
        """Learned from rows; a column that never changes keeps its width."""
        fitted = StandardScaler().fit(X)
        return cls(fitted.mean_, fitted.scale_)

    def apply(self, X: Floats) -> Floats:
        """Rows in standard units."""
        return np.asarray((X - self.mean) / self.width)

    def state(self) -> dict[str, Any]:
        """Plain values."""
        return {"mean": self.mean, "width": self.width}


@dataclass(frozen=True)
class Linear:
    """Multinomial logistic regression.

    Attributes:
        weights: classes × columns (one row for two classes).
    """

    classes: Ints
    weights: Floats
    bias: Floats

    @classmethod
    def of(cls, fitted: LogisticRegression) -> Linear:
        """From scikit-learn's."""
        return cls(np.asarray(fitted.classes_, dtype=np.int64), fitted.coef_, fitted.intercept_)

    def predict(self, X: Any) -> Floats:
        """Rows (dense or sparse) × classes."""
        return _probabilities(np.asarray(X @ self.weights.T) + self.bias)

    def state(self) -> dict[str, Any]:
        """Plain values."""
        return {"classes": self.classes, "weights": self.weights, "bias": self.bias}


@dataclass(frozen=True)
class Forest:
    """Gradient-boosted trees.

    Attributes:
        feature: column that each node asks about; the nodes of all trees one after another.
        threshold: a row goes left when its value is at most this.
        left: node on the left; a leaf points to itself; `right` likewise.
        value: what a leaf adds.
        roots: first node of each tree, `rounds` × (columns of decision values).
        baseline: what every row begins with.
        depth: longest way from a root to a leaf.
    """

    classes: Ints
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    baseline: Floats
    depth: int

    @classmethod
    def of(cls, fitted: HistGradientBoostingClassifier) -> Forest:
        """From scikit-learn's. Rows must have no missing values and no categories, as ours have none."""
        grown = [tree.nodes for round_ in fitted._predictors for tree in round_]
        starts = np.cumsum([0, *(len(nodes) for nodes in grown)])[:-1]
        nodes = np.concatenate(grown)
        here = np.arange(len(nodes))
        offset = np.repeat(starts, [len(tree) for tree in grown])
        leaf = nodes["is_leaf"].astype(bool)
        return cls(
            classes=np.asarray(fitted.classes_, dtype=np.int64),
            feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int64),
            threshold=np.where(leaf, np.inf, nodes["num_threshold"]),
            left=np.where(leaf, here, nodes["left"].astype(np.int64) + offset),
            right=np.where(leaf, here, nodes["right"].astype(np.int64) + offset),
            value=np.where(leaf, nodes["value"], 0.0),
            roots=starts.reshape(len(fitted._predictors), -1).astype(np.int64),
            baseline=np.asarray(fitted._baseline_prediction, dtype=np.float64).ravel(),
            depth=int(nodes["depth"].max()),
        )

    def predict(self, X: Floats) -> Floats:
        """Rows × classes."""
        out = np.empty((len(X), self.roots.shape[1]))
        size = max(1, _AT_ONCE // self.roots.size)
        for start in range(0, len(X), size):
            part = X[start : start + size]
            row = np.arange(len(part))[:, None]
            node = np.broadcast_to(self.roots.ravel(), (len(part), self.roots.size))
            for _ in range(self.depth):
                node = np.where(part[row, self.feature[node]] <= self.threshold[node], self.left[node], self.right[node])
            out[start : start + size] = self.value[node].reshape(len(part), *self.roots.shape).sum(axis=1)
        return _probabilities(out + self.baseline)

    def state(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
