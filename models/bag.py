"""Bags of role n-grams as TF-IDF rows; plain arrays, so that a model file needs no code of ours to be stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix


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
        get = self.vocabulary.get
        columns = [[i for word in bag if (i := get(word)) is not None] for bag in bags]
        rows = np.repeat(np.arange(len(bags)), [len(ids) for ids in columns])
        flat = np.fromiter((i for ids in columns for i in ids), dtype=np.int64, count=len(rows))
        counts = coo_matrix((np.ones(len(rows)), (rows, flat)), shape=(len(bags), len(self.vocabulary))).tocsr()
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.where(norms > 0, norms, 1.0), np.diff(counts.indptr))
        return counts.astype(np.float32)  # half the time of learning, and nothing is lost

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
