"""From probabilities to a finding: what is flagged, what a person has to see, what is left alone."""

from __future__ import annotations

from dataclasses import dataclass

from models.claimview import Floats
from pungmun.records import LABELS, Label


@dataclass(frozen=True)
class Policy:
    """Two bands on the calibrated probability of `repeats`.

    Attributes:
        flag: from here on a post counts as a repeat without review.
        review: from here on, up to `flag`, a person has to look.
    """

    flag: float = 0.9
    review: float = 0.12

    def decide(self, probabilities: Floats, *, complete: bool, own_words: bool) -> tuple[Label, bool]:
        """Label and whether it needs review.

        Args:
            probabilities: one a label, in the order of LABELS.
            complete: the claim has truth and weaker true; without them nothing is flagged without review.
            own_words: the deciding sentence is the author's, not a card's or caption's.
        """
        label: Label = LABELS[int(probabilities.argmax())]
        repeats = float(probabilities[0])
        if label == "repeats" and repeats >= self.flag and complete and own_words:
            return label, False
        return label, label == "repeats" or repeats >= self.review
