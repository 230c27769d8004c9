"""Figures of the judgement from gold labels and predictions; bootstrap over claims, because posts of one claim are alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from pungmun.records import LABELS

SEED = 20231116
#: Labels whose posts say nothing false: flagging one accuses a truthful person.
TRUTHFUL = (1, 3, 4)


@dataclass(frozen=True)
class Judged:
    """What one system said about labelled posts, one row a post.

    Attributes:
        gold: label positions; `said` likewise.
        flagged: counted as a repeat without review.
        review: put up for review.
        p_repeats: probability of `repeats`, in [0, 1].
        confidence: probability of the label said.
        claims: claim id of each post; the bootstrap's unit.
        evidence: 1 when the sentence shown overlaps the labelled evidence, 0 when not, -1 when there is none to compare.
    """

    gold: np.ndarray
    said: np.ndarray
    flagged: np.ndarray
    review: np.ndarray
    p_repeats: np.ndarray
    confidence: np.ndarray
    claims: np.ndarray
    evidence: np.ndarray

    def take(self, rows: np.ndarray) -> Judged:
        """The posts at `rows`, repeats allowed."""
        return Judged(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def ratio(part: float, whole: float) -> float:
    """Part / whole; 0 when there is nothing."""
    return float(part / whole) if whole else 0.0


def f1(judged: Judged, label: int) -> float:
    """F1 of one label; 0 when it never occurs and is never said."""
    both = int(np.sum((judged.gold == label) & (judged.said == label)))
    return ratio(2 * both, int(np.sum(judged.gold == label)) + int(np.sum(judged.said == label)))


def macro_f1(judged: Judged) -> float:
    """Mean F1 over the labels that occur."""
    present = [k for k in range(len(LABELS)) if np.any(judged.gold == k) or np.any(judged.said == k)]
    return float(np.mean([f1(judged, k) for k in present])) if present else 0.0


def flag_precision(judged: Judged) -> float:
    """Share of posts flagged without review that repeat the claim; 1 when nothing is flagged."""
    return ratio(np.sum(judged.flagged & (judged.gold == 0)), np.sum(judged.flagged)) if judged.flagged.any() else 1.0


def flag_recall(judged: Judged) -> float:
    """Share of repeats that are flagged without review."""
    return ratio(np.sum(judged.flagged & (judged.gold == 0)), np.sum(judged.gold == 0))


def accused(judged: Judged) -> float:
    """Share of truthful posts flagged without review: the worst error."""
    truthful = np.isin(judged.gold, TRUTHFUL)
    return ratio(int(np.sum(judged.flagged & truthful)), int(np.sum(truthful)))


def caught(judged: Judged) -> float:
    """Share of repeats flagged or put up for review."""
    return ratio(np.sum((judged.flagged | judged.review) & (judged.gold == 0)), np.sum(judged.gold == 0))


def review_share(judged: Judged) -> float:
    """Share of on-topic posts (all but unrelated) put up for review."""
    topic = judged.gold != LABELS.index("unrelated")
    return ratio(np.sum(judged.review & topic), np.sum(topic))


def calibration_error(judged: Judged, bins: int = 10) -> float:
    """Expected calibration error of the label said: mean gap between confidence and correctness over equal-width bins."""
    right = (judged.gold == judged.said).astype(float)
    slots = np.minimum((judged.confidence * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(right[slots == b].mean() - judged.confidence[slots == b].mean()) * np.mean(slots == b)
            for b in range(bins)
            if np.any(slots == b)
        )
    )


def evidence_share(judged: Judged) -> float:
    """Share of posts whose shown sentence overlaps the labelled evidence."""
    known = judged.evidence[judged.evidence >= 0]
    return float(known.mean()) if len(known) else 0.0


FIGURES: dict[str, Callable[[Judged], float]] = {
    "macro_f1": macro_f1, "flag_precision": flag_precision, "flag_recall": flag_recall, "accused": accused, "caught": caught,
    "review_share": review_share,
    "calibration_error": calibration_error, "evidence": evidence_share, **{f"f1_{name}": partial(f1, label=k) for k,
    name in enumerate(LABELS)},
}  # fmt: skip


def resample(claims: np.ndarray, samples: int, seed: int = SEED) -> list[np.ndarray]:
    """Row sets of a bootstrap over claims: claims drawn with replacement, all their posts taken."""
    generator = np.random.default_rng(seed)
    names = np.unique(claims)
    rows = [np.flatnonzero(claims == name) for name in names]
    return [np.concatenate([rows[i] for i in generator.integers(0, len(names), len(names))]) for _ in range(samples)]


def interval(values: list[float]) -> list[float]:
    """Middle 95 %."""
    return [round(float(v), 4) for v in np.percentile(values, [2.5, 97.5])] if values else []


def summary(judged: Judged, draws: list[np.ndarray]) -> dict[str, Any]:
    """Every figure with its interval, confusion counts, accused per label, and repeats caught at review budgets."""
    out: dict[str, Any] = {}
    for name, figure in FIGURES.items():
        out[name] = {"value": round(figure(judged), 4), "interval": interval([figure(judged.take(rows)) for rows in draws])}
    size = len(LABELS)
    out["confusion"] = [[int(np.sum((judged.gold == a) & (judged.said == b))) for b in range(size)] for a in range(size)]
    out["accused_by_label"] = {
        LABELS[k]: round(ratio(np.sum(judged.flagged & (judged.gold == k)), np.sum(judged.gold == k)), 4) for k in TRUTHFUL
    }
    out["caught_at_budget"] = {str(share): round(caught_at(judged, share), 4) for share in (0.2, 0.3, 0.4)}
    out["recall_at_precision"] = {str(p): round(recall_at(judged, p), 4) for p in (0.9, 0.95, 0.97)}
    return out


def caught_at(judged: Judged, share: float) -> float:
    """Repeats flagged, or reviewed when people read the `share` of on-topic posts that is most likely to repeat."""
    rest = np.flatnonzero(~judged.flagged)
    budget = int(share * np.sum(judged.gold != LABELS.index("unrelated")))
    order = rest[np.argsort(-judged.p_repeats[rest], kind="stable")][:budget]
    found = np.sum(judged.gold[order] == 0) + np.sum(judged.flagged & (judged.gold == 0))
    return ratio(found, np.sum(judged.gold == 0))


def recall_at(judged: Judged, precision: float) -> float:
    """Best recall of `repeats` at one threshold with at least this precision; read off the same posts, so optimistic."""
    right = np.cumsum((judged.gold == 0)[np.argsort(-judged.p_repeats, kind="stable")])
    enough = np.flatnonzero(right / np.arange(1, len(right) + 1) >= precision)
    return ratio(right[enough[-1]], np.sum(judged.gold == 0)) if len(enough) else 0.0


def paired(ours: Judged, other: Judged, draws: list[np.ndarray], figure: Callable[[Judged], float] = macro_f1) -> dict[str, Any]:
    """Difference ours − other of a figure with its paired interval over the same draws."""
    gaps = [figure(ours.take(rows)) - figure(other.take(rows)) for rows in draws]
    return {"value": round(figure(ours) - figure(other), 4), "interval": interval(gaps)}


def kappa(first: np.ndarray, second: np.ndarray) -> float:
    """Cohen's kappa of two annotators' label positions."""
    names = np.unique(np.concatenate([first, second]))
    agree = float(np.mean(first == second))
    chance = sum(float(np.mean(first == k)) * float(np.mean(second == k)) for k in names)
    return 1.0 if chance >= 1 else (agree - chance) / (1 - chance)
