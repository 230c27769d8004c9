"""Which claims a post may concern at all, decided on raw text before any morphological analysis.

Every claim brings anchors: spellings of its key words and the content words of its statement, variants and truth. One automaton
looks for the anchors of all claims at once, so the cost follows the text and not the number of claims. It may drop nothing that the
full analysis would call `repeats`; `models.evaluate` measures that on writers and claims it was not made with.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import ahocorasick_rs

from nlp.jamo import initials, is_syllable
from nlp.lexicon import common
from nlp.normalize import plain
from nlp.tokens import CONTENT, Morph, morphs_many

_SPACE = re.compile(r"[\s\u00b7.,'\"“”‘’()\[\]]+")
#: A claim stays when this much of its statement's weight is in the post …
SHARE = 0.12
#: … and its anchors together weigh at least this much: one common word is not a topic.
LEAST = 0.6
#: A two-letter anchor inside a word ("수도" in "할수도") counts this much of one at a word's beginning.
INSIDE = 0.35
#: In a longer run of letters the writer left the spaces out; a word may begin anywhere in it.
UNSPACED = 8
#: An everyday word weighs at most this.
EVERYDAY = 0.5
#: Texts of fewer letters than `SHORT` pass more easily; each doubling of `LONG` raises the bar by `RISE`.
SHORT, LONG, RISE = 150, 600, 1.0
#: A key word that is a number with its unit ("3만 4천 명") names its claim by itself; a year is on every topic.
_NUMBER = re.compile(r"\d(?!.*년$)")
#: Letters (without spaces) within which anchors belong together: about three sentences.
WINDOW = 120
#: Words lighter than this are on every topic and no anchors.
MIN_WEIGHT = 0.25


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


def _squeezed(text: str) -> tuple[str, frozenset[int], int]:
    """A normalised document without spaces, the offsets where a written word begins, and the length of its first line."""
    pieces: list[str] = []
    starts: list[int] = []
    at, title = 0, -1
    for line in text.split("\n"):
        for word in _SPACE.split(line.lower()):
            if word:
                starts += range(at, at + len(word)) if len(word) > UNSPACED else [at]
                pieces.append(word)
                at += len(word)
        if title < 0:
            title = at
    return "".join(pieces), frozenset(starts), title


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
        self._rarity = weight
        by_id = {c.claim_id: c for c in claims}
        postings: defaultdict[str, dict[tuple[int, int], float]] = defaultdict(dict)
        self._least: list[float] = []
        texts = [text for cid in self.claim_ids for text in self._texts(by_id[cid])]
        read = iter(morphs_many(texts))
        for number, cid in enumerate(self.claim_ids):
            claim = by_id[cid]
            groups = self._groups(claim, [next(read) for _ in self._texts(claim)])
            total = sum(sorted((w for w, _ in groups.values()), reverse=True)[:6])
            self._least.append(max(min(LEAST, 0.8 * total), SHARE * total))
            for group, (w, spellings) in enumerate(groups[name] for name in sorted(groups)):
                for spelling in spellings:
                    postings[spelling][number, group] = w
        self._patterns = sorted(postings)
        self._postings = [tuple((n, g, w) for (n, g), w in sorted(postings[p].items())) for p in self._patterns]
        self._long = [len(p) >= 3 for p in self._patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns, store_patterns=False) if self._patterns else None

    def _weight_of(self, form: str) -> float:
        return min(self._rarity(form), EVERYDAY) if form in common() else self._rarity(form)

    @staticmethod
    def _texts(claim: ClaimLike) -> list[str]:
        return [plain(t) for t in (claim.statement, *claim.variants)] + [plain(k) for k in sorted(claim.aliases)]

    def _groups(self, claim: ClaimLike, read: Iterable[Sequence[Morph]]) -> dict[str, tuple[float, set[str]]]:
        """Group → (weight, spellings): one group per key word with its aliases, one per other content word."""
        groups: dict[str, tuple[float, set[str]]] = {}
        taken: set[str] = set()
        sentences = list(read)
        keys = sorted(claim.aliases)
        for key, found in zip(keys, sentences[len(sentences) - len(keys) :], strict=True):
            forms = [m.form for m in found if m.tag in CONTENT]
            spellings = {s for raw in (key, *claim.aliases[key]) if len(s := squeeze(plain(raw))) >= 2}
            spellings |= {initials(s) for s in spellings if len(s) >= 3 and all(map(is_syllable, s))}
            weight = 1.0 if _NUMBER.search(plain(key)) else max((self._weight_of(f) for f in forms), default=1.0)
            if spellings and weight >= MIN_WEIGHT:
                groups[f"@{key}"] = (weight, spellings)
                taken |= spellings | set(forms)
        for found in sentences[: len(sentences) - len(keys)]:
            for m in found:
                form, tag = m.form, m.tag
                if tag in CONTENT and len(form) >= 2 and form not in taken and self._weight_of(form) >= MIN_WEIGHT:
                    groups.setdefault(form, (self._weight_of(form), {form.lower()}))
        return groups

    def scores(self, document: str, least: float = 1.0) -> dict[str, float]:
        """Claim id → weight of its distinct anchors that stand together, for claims that pass; `document` may be raw.

        `least` below 1 lowers the bar: naming what a post may be about may look further than judging it.
        Anchors stand together when they are in one window of `WINDOW` letters, or in that window and the first line (the title).
        """
        text, starts, title = _squeezed(plain(document))
        found = self._found(text, starts)
        sums: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for pattern, (strength, _) in found.items():
            for number, group, weight in self._postings[pattern]:
                groups = sums[number]
                groups[group] = max(groups.get(group, 0.0), weight * strength)
        able = {
            number for number, groups in sums.items() if sum(groups.values()) >= least * self._least[number] * min(1.0, _bar(len(text)))
        }
        if not able:
            return {}
        places: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for pattern, (strength, at) in found.items():
            for number, group, weight in self._postings[pattern]:
                if number in able:
                    places[number] += [(start, group, weight * strength) for start in at]
        bar = _bar(len(text))
        best = {number: _densest(places[number], title) / (self._least[number] * bar) for number in able}
        return {self.claim_ids[n]: score for n, score in sorted(best.items()) if score >= least}

    def _found(self, text: str, starts: frozenset[int]) -> dict[int, tuple[float, list[int]]]:
        """Anchor → its best strength in the text and where it has that."""
        found: dict[int, tuple[float, list[int]]] = {}
        if self._automaton is None:
            return found
        for pattern, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            strength = 1.0 if self._long[pattern] or start in starts else INSIDE
            old = found.get(pattern)
            if old is None or strength > old[0]:
                found[pattern] = (strength, [start])
            elif strength == old[0]:
                old[1].append(start)
        return found

    def candidates(self, document: str) -> list[str]:
        """Ids of the claims that the document may concern, in order of id."""
        return sorted(self.scores(document))


def _bar(length: int) -> float:
    """How high the bar is for a text of so many letters: low for a comment that drops its subject, higher where chance has more room."""
    if length < SHORT:
        return 0.7
    return 1.0 + RISE * max(0.0, math.log2(length / LONG))


def _densest(places: list[tuple[int, int, float]], title: int) -> float:
    """Largest weight of distinct groups in one window, those of the title (the first `title` letters) counted with every window."""
    always = {group: weight for start, group, weight in places if start < title}
    base = sum(always.values())
    rest = sorted(place for place in places if place[0] >= title and place[1] not in always)
    counts: dict[int, int] = {}
    total = best = 0.0
    low = 0
    for start, group, weight in rest:
        counts[group] = counts.get(group, 0) + 1
        total += weight if counts[group] == 1 else 0.0
        while start - rest[low][0] > WINDOW:
            left, gone = rest[low][1], rest[low][2]
            counts[left] -= 1
            total -= gone if counts[left] == 0 else 0.0
            low += 1
        best = max(best, total)
    return base + best
