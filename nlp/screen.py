"""Which claims a post may concern at all, decided on raw text before any morphological analysis.

Two cheap looks are added up, because each misses what the other sees: how much of a claim's wording stands close together, letter by
letter (`nlp.grams`), and whether its key words stand together in any of their spellings (`nlp.anchors`). What passes is read in full;
`pungmun bench --only loss` and `models.evaluate` measure what is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nlp.anchors import Anchors
from nlp.grams import Grams, squeeze
from nlp.normalize import plain
from pungmun.records import Claim

#: Wording and anchors together must reach this. Lower loses fewer repeats that share hardly a word with the claim and lets more of the
#: stream through; what each costs is in docs/performance.md.
PASS = 0.76
#: What anchors count against wording, and how much of them counts at all.
ANCHORS, MOST = 0.3, 3.0
#: With less of a claim's wording than this, anchors alone are chance.
FLOOR = 0.15

#: A claim that passes with less than this much of the best one's score is not what the post is about: of the corpus's 5,651 posts that pass
#: for the claim they are about, this and the limit below drop that claim for 28.
NEAR = 0.6
MOST_CLAIMS = 8


def nearest(scores: Mapping[str, float]) -> dict[str, float]:
    """Of the claims that a post passed for, those that it may be about beside the best one: the cost of a large registry."""
    bar = NEAR * max(scores.values(), default=0.0)
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
            wanted = np.flatnonzero(wording[row] >= max(FLOOR, least * PASS - ANCHORS * MOST)).tolist()
            anchors = self._anchors.scores(plains[row], *texts[row], wanted)
            for number in wanted:
                score = (float(wording[row, number]) + ANCHORS * min(anchors.get(number, 0.0), MOST)) / PASS
                if score >= least:
                    out[row][self.claim_ids[number]] = score
        return out

    def scores(self, document: str, least: float = 1.0) -> dict[str, float]:
        """`scores_many` of one document."""
        return self.scores_many([document], least)[0]

    def candidates_many(self, documents: Sequence[str]) -> list[list[str]]:
        """For each document the ids of the claims that it may concern, in order of id."""
        return [list(nearest(found)) for found in self.scores_many(documents)]

    def candidates(self, document: str) -> list[str]:
        """`candidates_many` of one document."""
        return self.candidates_many([document])[0]
