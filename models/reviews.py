"""Reviews as exemplars: a copy of a post that people judged gets their label proposed at once, without retraining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.corpus import ReviewedPost
from nlp.copies import Shingled, added_text, shingled
from nlp.cues import cues
from nlp.normalize import plain
from nlp.tokens import morphs
from pungmun.records import LABELS, Post

#: Share of the shorter text's shingles that both have, from which one is a copy of the other.
COPY = 0.6
#: Signs in added text that may turn what was copied; then nothing is proposed.
_TURNS = frozenset(
    {
        "notfact", "notso", "none", "correct", "dontspread", "isitq", "whoknows", "endq", "qmark", "rhet", "sarc", "misread", "stilltrue",
        "onlythat", "FALSE", "DENY", "ASK",
        "neg_short", "neg_long", "TRUTH", "JOKE", "WRONG", "BELIEVE",
    }
)  # fmt: skip
_ASKS = frozenset({"isitq", "whoknows", "endq", "qmark", "ASK", "TRUTH"})
_DENIES = _TURNS - _ASKS - {"rhet", "sarc", "JOKE"}
#: Probability that a proposed label gets; the rest keeps the model's proportions.
WEIGHT = 0.9


@dataclass(frozen=True)
class Proposal:
    """A label taken over from a reviewed copy."""

    label: int
    likeness: float
    post_id: str

    @property
    def words(self) -> tuple[str, ...]:
        """Why, for the analyst."""
        return (f"검토를 마친 글({self.post_id})과 {self.likeness:.0%} 같아 그 판정을 제안함",)

    def blend(self, p: np.ndarray) -> np.ndarray:
        """The model's probabilities with the proposed label in front."""
        out = p * (1 - WEIGHT)
        out[self.label] += WEIGHT
        return np.asarray(out / out.sum())


class Exemplars:
    """Reviewed posts by claim."""

    def __init__(self, reviews: Sequence[ReviewedPost]) -> None:
        self._by_claim: dict[str, list[tuple[ReviewedPost, Shingled]]] = {}
        for review in sorted(reviews, key=lambda r: (r.claim_id, r.post.post_id)):
            self._by_claim.setdefault(review.claim_id, []).append((review, shingled(review.post.own_text)))

    def propose(self, post: Post, claim_id: str) -> Proposal | None:
        """The label of the most alike reviewed copy, unless what was added (or left out) may turn it."""
        reviewed = self._by_claim.get(claim_id)
        if not reviewed:
            return None
        text = shingled(post.own_text)
        best: tuple[float, ReviewedPost, Shingled] | None = None
        for review, other in reviewed:
            likeness = text.containment(other)
            if likeness >= COPY and (best is None or likeness > best[0]):
                best = (likeness, review, other)
        if best is None or _turns(text, best[2], best[1].label):
            return None
        return Proposal(LABELS.index(best[1].label), best[0], best[1].post.post_id)


def _turns(text: Shingled, reviewed: Shingled, label: str) -> bool:
    """Whether a sentence that only one of the two has may turn the copied text.

    What was added may turn any label. What was left out matters only where it may have carried the label: a refutation without its
    refuting sentence is no refutation, a question without its question no question.
    """
    if any(_signs(piece) & _TURNS for piece in added_text(text, reviewed)):
        return True
    carried = _DENIES if label == "debunks" else _ASKS if label == "asks" else frozenset()
    return any(_signs(piece) & carried for piece in added_text(reviewed, text)) if carried else False


def _signs(piece: str) -> frozenset[str]:
    """Signs of a sentence; a call to pass it on ("널리 알려 주세요") is no question."""
    readable = plain(piece)
    found = cues(readable, morphs(readable)) if readable else frozenset()
    return found - _ASKS if "copy" in found and "qmark" not in found else found
