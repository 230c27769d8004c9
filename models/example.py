"""One post against one claim, ready for learning or judging: both views, the role streams, the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models import postfeatures, sentencefeatures
from models.claimview import ClaimView, Floats
from models.corpus import LabelledPost
from models.pairing import COMPARE, Pair, cue_matrix, pair
from models.reading import Reading, read
from models.roles import ngrams, stream, tail
from pungmun.records import LABELS, Claim, Post


@dataclass
class Example:
    """A pair in both views: with the whole registry entry, and without variants and aliases."""

    full: Pair
    bare: Pair

    @cached_property
    def numbers(self) -> Floats:
        """Post features of both views, one row."""
        return np.array([*postfeatures.features(self.full).values(), *postfeatures.features(self.bare).values()])

    @cached_property
    def sentence_numbers(self) -> Floats:
        """Sentences × features: the full view with neighbours, the bare view's comparison."""
        return np.hstack([sentencefeatures.matrix(self.full), self.bare.compare])

    @cached_property
    def streams(self) -> list[list[str]]:
        """Each sentence as roles."""
        return [stream(i, self.full) for i in range(len(self.full.reading.sentences))]

    @cached_property
    def nearest(self) -> list[int]:
        """Sentences by likeness to claim or truth, nearest first."""
        score = self.full.column("mixF") + 0.3 * self.full.column("mixT")
        return [int(i) for i in np.argsort(-score, kind="stable")]

    @cached_property
    def bag(self) -> list[str]:
        """Role n-grams of the post: its three nearest sentences, the nearest one, its neighbours, the first and the last."""
        streams = self.streams
        if not streams:
            return []
        best = self.nearest[0]
        parts = [word for i in sorted(self.nearest[:3]) for word in ("<s>", *streams[i], "</s>")]
        around = [f"c_{w}" for j in (best - 1, best + 1, best + 2) if 0 <= j < len(streams) for w in streams[j] if len(w) > 1]
        return [
            *ngrams(parts, 3), *ngrams(streams[best], 3, "b_"), *ngrams(around, 2), *ngrams(streams[-1], 2, "l_"), *ngrams(streams[0], 2,
            "t_"),
            *tail(streams[best]),
        ]  # fmt: skip

    @cached_property
    def sentence_bags(self) -> list[list[str]]:
        """Role n-grams of each sentence with a little of its neighbours."""
        streams, bags = self.streams, []
        for i, words in enumerate(streams):
            bag = ngrams(words, 3) + tail(words)
            if i:
                bag += ngrams(streams[i - 1], 1, "<")
            if i + 1 < len(streams):
                bag += ngrams(streams[i + 1], 2, ">")
            bags.append(bag)
        return bags

    def marks(self, labelled: LabelledPost) -> Floats:
        """For each sentence 1 when it overlaps the labelled evidence."""
        span = labelled.evidence
        return np.array([float(span is not None and s.start < span[1] and s.end > span[0]) for s in self.full.reading.sentences])


class _Made(dict[str, ClaimView]):
    """Claim id → view, made when it is first asked for: of a large registry most claims concern no post of a batch."""

    def __init__(self, claims: Mapping[str, Claim], *, bare: bool) -> None:
        super().__init__()
        self._claims, self._bare = claims, bare

    def __missing__(self, claim_id: str) -> ClaimView:
        self[claim_id] = view = ClaimView(self._claims[claim_id], bare=self._bare)
        return view


class Views:
    """Prepared views of claims, made once each."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        by_id = {c.claim_id: c for c in claims}
        self.full, self.bare = _Made(by_id, bare=False), _Made(by_id, bare=True)

    def example(self, reading: Reading, claim_id: str, cues: Floats | None = None) -> Example:
        """A reading against one claim."""
        cues = cue_matrix(reading) if cues is None else cues
        return Example(pair(reading, self.full[claim_id], cues), pair(reading, self.bare[claim_id], cues))

    def beside(self, full: Pair, cues: Floats) -> Example:
        """An example whose full view is compared already."""
        return Example(full, pair(full.reading, self.bare[full.view.claim.claim_id], cues))

    def examples(self, posts: Sequence[Post], claim_ids: Sequence[str]) -> list[Example]:
        """Posts against their claims, in order."""
        return [self.example(reading, cid) for reading, cid in zip(read(posts), claim_ids, strict=True)]


def label_ids(labelled: Sequence[LabelledPost]) -> np.ndarray:
    """Labels as positions in LABELS."""
    return np.array([LABELS.index(p.label) for p in labelled])


__all__ = ["COMPARE", "Example", "Views", "label_ids"]
