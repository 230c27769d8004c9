"""From probabilities to a finding: what is flagged, what a person has to see, what is left alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.claimview import Floats
from pungmun.records import LABELS, Label


@dataclass(frozen=True)
class Policy:
    """Two bands on the calibrated probability of `repeats`.

    Attributes:
        flag: from here on a post counts as a repeat without review.
        review: from here on, up to `flag`, a person has to look.
    """

    flag: float = 0.95
    review: float = 0.15

    def decide(self, probabilities: Floats, *, complete: bool, sure: bool) -> tuple[Label, bool]:
        """Label and whether it needs review.

        Args:
            probabilities: one a label, in the order of LABELS.
            complete: the claim has truth and weaker true; without them nothing is flagged without review.
            sure: the deciding words are the author's, and no sign says that they are about something else.
        """
        label: Label = LABELS[int(probabilities.argmax())]
        repeats = float(probabilities[0])
        if label == "repeats" and repeats >= self.flag and complete and sure:
            return label, False
        return label, label == "repeats" or repeats >= self.review


#: What the flag band is chosen for, on writers that the model never saw: precision, and truthful posts accused. The goal for
#: precision is .97; with two of eleven writers writing to mislead no band of any use reaches it (docs/model-card.md), and the
#: share of truthful posts accused is the promise that is kept.
PRECISION, ACCUSED = 0.95, 0.008
#: Share of on-topic posts that people are ready to read, at most.
BUDGET = 0.40
#: The band needs no more than this share of the repeats.
ENOUGH = 0.985


def choose(p: Floats, labels: np.ndarray, sure: np.ndarray) -> Policy:
    """Bands from out-of-fold probabilities.

    The flag band begins at the lowest threshold that holds `PRECISION` over all writers together and accuses at most `ACCUSED` of
    truthful posts (a higher one may hold less, on a handful of posts); the review band goes down until `ENOUGH` of the repeats are
    caught or the budget is spent.

    Args:
        p: calibrated probabilities, posts × labels, of models that never saw the post's writer.
        labels: positions in LABELS.
        sure: posts whose deciding words raise no doubt (`models/doubts.py`); the others are never flagged.
    """
    repeats, truth = p[:, 0], labels == 0
    said = p.argmax(axis=1) == 0
    truthful = np.isin(labels, (1, 3, 4))
    flag = 1.0
    for threshold in np.arange(0.99, 0.4, -0.005):
        flagged = said & sure & (repeats >= threshold)
        if not flagged.any():
            continue
        precise = np.sum(flagged & truth) >= PRECISION * np.sum(flagged) - 0.5
        if precise and np.sum(flagged & truthful) <= ACCUSED * np.sum(truthful):
            flag = float(threshold)
    flagged = said & sure & (repeats >= flag)
    topic = labels != LABELS.index("unrelated")
    review = 0.5
    for threshold in np.arange(0.5, 0.01, -0.005):
        band = ~flagged & ((repeats >= threshold) | said)
        if np.sum(band & topic) > BUDGET * np.sum(topic):
            break
        review = float(threshold)
        if np.sum((band | flagged) & truth) >= ENOUGH * np.sum(truth):
            break
    return Policy(round(flag, 4), round(review, 4))
