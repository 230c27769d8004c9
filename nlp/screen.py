"""Which claims a post may concern at all, decided on raw text before any morphological analysis.

Every claim brings anchors: spellings of its key words and the content words of its statement, variants and truth. One automaton
looks for the anchors of all claims at once, so the cost follows the text and not the number of claims. It may drop nothing that the
full analysis would call `repeats`; `models.evaluate` measures that on writers and claims it was not made with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import ahocorasick_rs

from nlp.jamo import initials, is_syllable
from nlp.normalize import plain
from nlp.tokens import CONTENT, morphs_many

_SPACE = re.compile(r"[\s\u00b7.,'\"“”‘’()\[\]]+")
#: A claim stays when this much of its statement's weight is in the post …
SHARE = 0.2
#: … and its anchors together weigh at least this much: one common word is not a topic.
LEAST = 1.0
#: Words lighter than this are on every topic and no anchors.
MIN_WEIGHT = 0.35


class ClaimLike(Protocol):
    """What the screen needs of a claim."""

    @property
    def claim_id(self) -> str: ...  # noqa: D102
    @property
    def statement(self) -> str: ...  # noqa: D102
    @property
    def variants(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def aliases(self) -> Mapping[str, tuple[str, ...]]: ...  # noqa: D102


def squeeze(text: str) -> str:
    """Lower case without spaces and light marks: spacing is free in what people type."""
    return _SPACE.sub("", text).lower()


class Screen:
    """All claims' anchors in one automaton.

    Args:
        claims: the registry's claims; their order changes nothing.
        weight: how rare a content form is, in [0, 1].
    """

    def __init__(self, claims: Sequence[ClaimLike], weight: Callable[[str], float] = lambda _form: 1.0) -> None:
        self.claim_ids: tuple[str, ...] = tuple(sorted(c.claim_id for c in claims))
        self._weight = weight
        by_id = {c.claim_id: c for c in claims}
        postings: defaultdict[str, dict[tuple[int, str], float]] = defaultdict(dict)
        self._least: list[float] = []
        texts = [text for cid in self.claim_ids for text in self._texts(by_id[cid])]
        read = iter(morphs_many(texts))
        for number, cid in enumerate(self.claim_ids):
            claim = by_id[cid]
            groups = self._groups(claim, [next(read) for _ in self._texts(claim)])
            total = sum(sorted((w for w, _ in groups.values()), reverse=True)[:6])
            self._least.append(max(min(LEAST, 0.8 * total), SHARE * total))
            for group, (w, spellings) in groups.items():
                for spelling in spellings:
                    postings[spelling][number, group] = w
        self._patterns = sorted(postings)
        self._postings = [tuple((n, g, w) for (n, g), w in sorted(postings[p].items())) for p in self._patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns, store_patterns=False) if self._patterns else None

    @staticmethod
    def _texts(claim: ClaimLike) -> list[str]:
        return [plain(t) for t in (claim.statement, *claim.variants)] + [plain(k) for k in sorted(claim.aliases)]

    def _groups(self, claim: ClaimLike, read: Iterable[Sequence[object]]) -> dict[str, tuple[float, set[str]]]:
        """Group → (weight, spellings): one group per key word with its aliases, one per other content word."""
        groups: dict[str, tuple[float, set[str]]] = {}
        taken: set[str] = set()
        sentences = list(read)
        keys = sorted(claim.aliases)
        for key, found in zip(keys, sentences[len(sentences) - len(keys) :], strict=True):
            forms = [m.form for m in found if m.tag in CONTENT]  # type: ignore[attr-defined]
            spellings = {s for raw in (key, *claim.aliases[key]) if len(s := squeeze(plain(raw))) >= 2}
            spellings |= {initials(s) for s in spellings if len(s) >= 3 and all(map(is_syllable, s))}
            weight = max((self._weight(f) for f in forms), default=1.0)
            if spellings and weight >= MIN_WEIGHT:
                groups[f"@{key}"] = (weight, spellings)
                taken |= spellings | set(forms)
        for found in sentences[: len(sentences) - len(keys)]:
            for m in found:
                form, tag = m.form, m.tag  # type: ignore[attr-defined]
                if tag in CONTENT and len(form) >= 2 and form not in taken and self._weight(form) >= MIN_WEIGHT:
                    groups.setdefault(form, (self._weight(form), {form.lower()}))
        return groups

    def scores(self, document: str) -> dict[str, float]:
        """Claim id → weight of its distinct anchors in the document, for claims that pass; `document` may be raw."""
        if self._automaton is None:
            return {}
        text = squeeze(plain(document))
        sums: defaultdict[int, float] = defaultdict(float)
        seen: set[tuple[int, str]] = set()
        for pattern in {match[0] for match in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
            for number, group, weight in self._postings[pattern]:
                if (number, group) not in seen:
                    seen.add((number, group))
                    sums[number] += weight
        return {self.claim_ids[n]: total / self._least[n] for n, total in sorted(sums.items()) if total >= self._least[n]}

    def candidates(self, document: str) -> list[str]:
        """Ids of the claims that the document may concern, in order of id."""
        return sorted(self.scores(document))
