"""Bags of role n-grams as TF-IDF rows; plain arrays, so that a model file needs no code of ours to be stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix


class Bag:
    """Vocabulary and inverse document frequencies.

    Args:
        min_df: n-grams of fewer training texts are left out.
    """

    def __init__(self, min_df: int = 3) -> None:
        self.min_df = min_df
        self.vocabulary: dict[str, int] = {}
        self.idf = np.zeros(0)

    def fit(self, bags: Sequence[Sequence[str]]) -> Bag:
        """Learn vocabulary (sorted) and idf from training texts."""
        df = Counter(word for bag in bags for word in set(bag))
        words = sorted(word for word, n in df.items() if n >= self.min_df)
        self.vocabulary = {word: i for i, word in enumerate(words)}
        self.idf = np.array([np.log((1 + len(bags)) / (1 + df[word])) + 1 for word in words])
        return self

    def transform(self, bags: Sequence[Sequence[str]]) -> csr_matrix:
        """Rows of unit length, sublinear counts × idf; unknown n-grams are ignored."""
        pointers, columns, values = [0], [], []
        for bag in bags:
            counts = Counter(self.vocabulary[word] for word in bag if word in self.vocabulary)
            ids = sorted(counts)
            row = np.array([(1 + np.log(counts[i])) * self.idf[i] for i in ids])
            norm = float(np.sqrt((row**2).sum())) or 1.0
            columns += ids
            values += list(row / norm)
            pointers.append(len(columns))
        return csr_matrix((values, columns, pointers), shape=(len(bags), len(self.vocabulary)))

    def state(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {"words": "\n".join(self.vocabulary), "idf": self.idf}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Bag:
        """Reverse of `state`."""
        bag = cls()
        words = state["words"].split("\n") if state["words"] else []
        bag.vocabulary, bag.idf = {word: i for i, word in enumerate(words)}, state["idf"]
        return bag
