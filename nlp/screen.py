"""Which claims a post may concern at all, decided on raw text before any morphological analysis.

Two cheap looks are added up, because each misses what the other sees: how much of a claim's wording stands close together, letter by
letter (`nlp.grams`), and whether its key words stand together in any of their spellings (`nlp.anchors`). What passes is read;
`pungmun bench --only loss` and `models.evaluate` measure what is lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nlp.anchors import Anchors
from nlp.grams import Grams, squeeze
from nlp.normalize import plain
from pungmun.records import Claim

#: A score is the wording (`nlp.grams`), and anchors at `ANCHORS` of their weight and no more than `MOST`, against how long the text is:
#: chance has more room in a long one. The three weights are those of a logistic regression on the corpus and ordinary talk, rounded.
ANCHORS, MOST, LENGTH = 0.2, 5.0, 0.24
#: Puts the bar at 1. A lower bar loses fewer repeats that share hardly a word with the claim and lets more of the stream through; what
#: each costs is in docs/performance.md.
BASE = 1.52
#: With less of a claim's wording than this, anchors alone are chance.
FLOOR = 0.15

#: A claim that passes this far behind the best one is not what the post is about: of the corpus's 5,684 posts that pass for the claim they
#: are about, this drops that claim for 9.
BEHIND = 1.0
MOST_CLAIMS = 8


def nearest(scores: Mapping[str, float]) -> dict[str, float]:
    """Of the claims that a post passed for, those that it may be about beside the best one: the cost of a large registry."""
    bar = max(scores.values(), default=0.0) - BEHIND
    best = sorted(((score, claim_id) for claim_id, score in scores.items() if score >= bar), key=lambda row: (-row[0], row[1]))
    return {claim_id: score for score, claim_id in sorted(best[:MOST_CLAIMS], key=lambda row: row[1])}


def _one(_form: str) -> float:
    return 1.0


class Screen:
    """All claims, ready to be looked for in many texts.

    Args:
        claims: the registry's claims; their order changes nothing.
        weight: how rare a content form is, in [0, 1].
        rarity: how rare a pair or triple of letters is, in [0, 1].
    """

    def __init__(self, claims: Sequence[Claim], weight: Callable[[str], float] = _one, rarity: Callable[[str], float] = _one) -> None:
        claims = sorted(claims, key=lambda claim: claim.claim_id)
        self.claim_ids: tuple[str, ...] = tuple(claim.claim_id for claim in claims)
        self._anchors = Anchors(claims, weight)
        self._grams = Grams(claims, rarity)

    def scores_many(self, documents: Sequence[str], least: float = 1.0) -> list[dict[str, float]]:
        """For each document (raw; its first line is the title) claim id → score, for claims that reach `least`; 1 is the bar.

        A lower `least` names what a post may be about without judging it. One by one gives the same as many at once.
        """
        plains = [plain(document) for document in documents]
        texts = [(squeeze(text), len(squeeze(text.partition("\n")[0]))) for text in plains]
        wording = self._grams.scores(texts)
        out: list[dict[str, float]] = [{} for _ in documents]
        for row in np.flatnonzero((wording >= FLOOR).any(axis=1)):
            base = BASE - LENGTH * math.log1p(len(texts[row][0]))
            wanted = np.flatnonzero(wording[row] >= max(FLOOR, least - base - ANCHORS * MOST)).tolist()
            anchors = self._anchors.scores(plains[row], *texts[row], wanted) if wanted else {}
            for number in wanted:
                score = base + float(wording[row, number]) + ANCHORS * min(anchors.get(number, 0.0), MOST)
                if score >= least:
                    out[row][self.claim_ids[number]] = score
        return out

    def candidates_many(self, documents: Sequence[str]) -> list[list[str]]:
        """For each document the ids of the claims that it may concern, in order of id."""
        return [list(nearest(found)) for found in self.scores_many(documents)]
