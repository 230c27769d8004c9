"""Whether a post is about a claim at all, learned from posts against other claims that share words with it.

Likeness alone lets talk through that shares the claim's country or its "price" and "ban". Seven numbers tell most of it: how alike the best
sentence is, how much of the claim the whole post has, how long the post is (chance has more room), how much of the best
sentence the claim does not explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from models.claimview import Floats
from models.flat import Linear, Scale
from models.pairing import Pair
from models.reading import Reading

NAMES: tuple[str, ...] = ("likeness", "screen", "claim", "truth", "only claim", "unexplained", "length")
#: Share of the repeats that the bar lets through. Of unrelated petitions with 401 claims loaded, this puts a
#: fifth up for review (before it learned from talk, .995 put half, .98 a quarter, .95 a twelfth).
KEPT = 0.98
#: Share of the repeats that are surely about their claim; only they may be flagged without review. Of 400 unrelated posts five were
#: flagged before there was this bar; with it one of 5,000, all 401 claims loaded.
SURE = 0.75


def likeness(found: Pair) -> float:
    """How much a post is about a claim, in [0, 1], without any stance: its best sentence and the whole post."""
    if not len(found.hits):
        return 0.0
    names, rows = found.view.groups
    whole = rows @ found.hits.max(axis=0)
    part = {name: max(whole[i] for i, n in enumerate(names) if n == name) for name in ("F", "ent", "key", "both")}
    best = max(found.column("mixF").max(), 0.9 * found.column("mixT").max())
    return float(np.clip(0.4 * best + 0.2 * part["F"] + 0.2 * part["ent"] + 0.1 * part["key"] + 0.1 * part["both"], 0, 1))


def row(found: Pair, screen: float, whole: Reading) -> Floats:
    """`NAMES` of one pair.

    Args:
        found: a post, or some of its sentences, compared with the whole registry entry.
        screen: the score by which it passed the screen.
        whole: the whole post.
    """
    if not len(found.hits):
        return np.zeros(len(NAMES))
    names, rows = found.view.groups
    cover = rows @ found.hits.max(axis=0)
    claim, truth = (max((cover[i] for i, n in enumerate(names) if n == name), default=0.0) for name in ("F", "T"))
    best = int(found.column("mixF").argmax())
    length = np.log1p(sum(len(sentence.text) for sentence in whole.sentences))
    return np.array([likeness(found), screen, claim, truth, found.column("sumF").max(), found.column("other")[best], length])


@dataclass(frozen=True)
class Relevance:
    """Fitted on pairs that passed the screen.

    Attributes:
        bar: decision value from which a post is about a claim.
        sure: decision value from which it surely is.
    """

    scale: Scale
    line: Linear
    bar: float
    sure: float

    @classmethod
    def fit(cls, rows: Floats, about: np.ndarray, repeats: np.ndarray) -> Relevance:
        """Learn from pairs × `NAMES`.

        Args:
            rows: one a pair.
            about: whether people say that the post is about the claim.
            repeats: whether it repeats the claim; the bars are put below `KEPT` and `SURE` of these.
        """
        scale = Scale.fit(rows)
        line = Linear.of(LogisticRegression(C=0.5, max_iter=1000).fit(scale.apply(rows), about))
        values = _values(scale, line, rows)
        bar, sure = np.quantile(values[repeats], [1 - KEPT, 1 - SURE]) if repeats.any() else (-np.inf, np.inf)
        return cls(scale, line, float(bar), float(sure))

    def values(self, rows: Sequence[Floats]) -> Floats:
        """Decision value of each pair, to be compared with `bar` and `sure`."""
        return _values(self.scale, self.line, _matrix(rows))

    def scores(self, rows: Sequence[Floats]) -> list[float]:
        """How likely each pair is about its claim, in [0, 1]."""
        return [float(p) for p in 1 / (1 + np.exp(-self.values(rows)))]

    def state(self) -> dict[str, Any]:
        """Plain values."""
        return {"scale": self.scale.state(), "line": self.line.state(), "bar": self.bar, "sure": self.sure}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Relevance:
        """Reverse of `state`."""
        return cls(Scale(**state["scale"]), Linear(**state["line"]), float(state["bar"]), float(state["sure"]))


def _matrix(rows: Sequence[Floats]) -> Floats:
    return np.array(rows).reshape(len(rows), len(NAMES))


def _values(scale: Scale, line: Linear, rows: Floats) -> Floats:
    return np.asarray(scale.apply(rows) @ line.weights[0] + line.bias[0])
