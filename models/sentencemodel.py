"""Which sentence decides, and for which label: learned from the evidence that writers marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from models.bag import Bag
from models.claimview import Floats
from models.example import Example
from models.flat import Linear, Scale
from pungmun.records import LABELS

#: "decides nothing", then every label but `unrelated`, which no sentence decides.
CLASSES = len(LABELS)
_WORDS, _NUMBERS = 2.0, 0.1


class SentenceModel:
    """Role n-grams and numbers of a sentence and its neighbours → none or a label."""

    def __init__(self) -> None:
        self.bag = Bag(min_df=4)
        self.scale: Scale | None = None
        self.model: Linear | None = None

    def fit(self, examples: Sequence[Example], marks: Sequence[Floats], labels: np.ndarray) -> SentenceModel:
        """Learn from marked posts.

        Args:
            examples: pairs with labelled evidence, or `unrelated` ones without.
            marks: for each pair, 1 for each sentence that overlaps the evidence.
            labels: positions in LABELS.
        """
        bags: list[list[str]] = []
        numbers: list[Floats] = []
        targets: list[int] = []
        for example, mark, label in zip(examples, marks, labels, strict=True):
            keep = np.flatnonzero((mark > 0) | worth(example))
            bags += [example.sentence_bags[i] for i in keep]
            numbers.append(example.sentence_numbers[keep])
            targets += [int(label) + 1 if mark[i] > 0 else 0 for i in keep]
        rows = np.vstack(numbers)
        self.bag.fit(bags)
        self.scale = Scale.fit(rows)
        self.model = Linear.of(LogisticRegression(C=1.0, max_iter=80, tol=1e-3).fit(self._join(bags, rows), targets))
        return self

    def predict(self, examples: Sequence[Example]) -> list[Floats]:
        """For each pair sentences × (none, labels but unrelated)."""
        sizes = [len(e.full.reading.sentences) for e in examples]
        if not sum(sizes):
            return [np.zeros((0, CLASSES)) for _ in examples]
        bags = [bag for e in examples for bag in e.sentence_bags]
        rows = np.vstack([e.sentence_numbers for e in examples])
        out = np.zeros((len(bags), CLASSES))
        assert self.model, "fit first"
        out[:, self.model.classes] = self.model.predict(self._join(bags, rows))
        ends = np.cumsum(sizes)
        return [out[end - size : end] for end, size in zip(ends, sizes, strict=True)]

    def _join(self, bags: Sequence[Sequence[str]], rows: Floats) -> Any:
        assert self.scale, "fit first"
        scaled = np.clip(self.scale.apply(rows), -5, 5) * _NUMBERS
        return hstack([self.bag.transform(bags) * np.float32(_WORDS), csr_matrix(scaled.astype(np.float32))]).tocsr()

    def state(self) -> dict[str, Any]:
        """Everything that has to be stored: plain values only."""
        assert self.scale, "fit first"
        assert self.model, "fit first"
        return {"bag": self.bag.state(), "scale": self.scale.state(), "model": self.model.state()}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> SentenceModel:
        """Reverse of `state`."""
        model = cls()
        model.bag, model.scale, model.model = Bag.from_state(state["bag"]), Scale(**state["scale"]), Linear(**state["model"])
        return model


def worth(example: Example) -> np.ndarray:
    """Sentences that could decide at all: near the claim or the truth, first, last, or beside a near one."""
    near = (example.full.column("mixF") > 0.15) | (example.full.column("mixT") > 0.15) | (example.full.column("ent") > 0)
    beside = near.copy()
    beside[1:] |= near[:-1]
    beside[:-1] |= near[1:]
    if len(beside):
        beside[0] = beside[-1] = True
    return beside


def digest(sentences: Floats) -> Floats:
    """What the sentences of one post say together, as one row for the post's model."""
    if not len(sentences):
        return np.zeros(7 * (CLASSES - 1) + 4)
    said, decides = sentences[:, 1:], 1 - sentences[:, 0]
    ordered = np.sort(said, axis=0)
    first = int(decides.argmax())
    second = ordered[-2] if len(said) > 1 else np.zeros(CLASSES - 1)
    together = 1 - np.prod(1 - said, axis=0)
    weighted = (said * decides[:, None]).sum(axis=0) / max(float(decides.sum()), 1e-6)
    return np.concatenate(
        [
            np.log(np.clip(ordered[-1], 1e-3, 1)), second, together, weighted, said[first], said[0], said[-1],
            [decides.max(), decides.sum(), first / len(said), float(first == 0)],
        ]
    )  # fmt: skip
