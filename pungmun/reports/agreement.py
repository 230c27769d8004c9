"""How far reviewers agree: Cohen's kappa of every two of them, and where they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pungmun.records import Review


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers over the (post, claim) pairs that both decided.

    Attributes:
        same: pairs with the same label.
        kappa: agreement beyond chance, in [-1, 1]; None when chance alone would agree always, or there is no pair.
        apart: (review of `first`, review of `second`) where they differ, in order of post and claim.
    """

    first: str
    second: str
    pairs: int
    same: int
    kappa: float | None
    apart: tuple[tuple[Review, Review], ...]


def agreements(reviews: Iterable[Review]) -> list[Agreement]:
    """Every two reviewers that decided at least one pair in common, in order of their names; the newest decision of each counts."""
    newest: dict[tuple[str, str], dict[str, Review]] = defaultdict(dict)
    for review in sorted(reviews, key=lambda r: r.at):
        newest[review.post_id, review.claim_id][review.by] = review
    common: dict[tuple[str, str], list[tuple[Review, Review]]] = defaultdict(list)
    for _, by_name in sorted(newest.items()):
        for first, second in combinations(sorted(by_name), 2):
            common[first, second].append((by_name[first], by_name[second]))
    return [_agreement(first, second, pairs) for (first, second), pairs in sorted(common.items())]


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of (label, label) pairs; None without pairs, or when both used one and the same label throughout."""
    if not pairs:
        return None
    n = len(pairs)
    seen = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def _agreement(first: str, second: str, pairs: list[tuple[Review, Review]]) -> Agreement:
    apart = tuple((a, b) for a, b in pairs if a.label != b.label)
    return Agreement(first, second, len(pairs), len(pairs) - len(apart), cohen_kappa([(a.label, b.label) for a, b in pairs]), apart)
