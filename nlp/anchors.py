"""Whether the key words of a claim stand together in a text.

Every claim brings anchors: spellings of its key words and the content words of its statement and variants. One automaton looks for the
anchors of all claims at once.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import ahocorasick_rs

from nlp.grams import SPACE, squeeze
from nlp.jamo import initials, is_syllable
from nlp.lexicon import common
from nlp.normalize import plain
from nlp.tokens import CONTENT, Morph, morphs_many
from pungmun.records import Claim

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


def word_starts(text: str) -> frozenset[int]:
    """Offsets in the squeezed text where a written word of `text` begins."""
    starts: list[int] = []
    at = 0
    for word in SPACE.split(text.lower()):
        if word:
            starts += range(at, at + len(word)) if len(word) > UNSPACED else [at]
            at += len(word)
    return frozenset(starts)


class Anchors:
    """All claims' anchors in one automaton.

    Args:
        claims: the registry's claims, sorted by id.
        weight: how rare a content form is, in [0, 1].
    """

    def __init__(self, claims: Sequence[Claim], weight: Callable[[str], float]) -> None:
        self._rarity = weight
        postings: defaultdict[str, dict[int, tuple[int, float]]] = defaultdict(dict)
        self._least: list[float] = []
        read = iter(morphs_many([text for claim in claims for text in self._texts(claim)]))
        for number, claim in enumerate(claims):
            groups = self._groups(claim, [next(read) for _ in self._texts(claim)])
            total = sum(sorted((w for w, _ in groups.values()), reverse=True)[:6])
            self._least.append(max(min(LEAST, 0.8 * total), SHARE * total))
            for group, (w, spellings) in enumerate(groups[name] for name in sorted(groups)):
                for spelling in spellings:
                    if w > postings[spelling].get(number, (0, 0.0))[1]:
                        postings[spelling][number] = group, w
        self._patterns = sorted(postings)
        self._postings = [postings[p] for p in self._patterns]
        self._long = [len(p) >= 3 for p in self._patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns, store_patterns=False) if self._patterns else None

    def scores(self, plain_text: str, text: str, title: int, wanted: Iterable[int]) -> dict[int, float]:
        """Position of each wanted claim → weight of its distinct anchors that stand together; 1 is a topic.

        Anchors stand together when they are in one window of `WINDOW` letters, or in that window and the title.

        Args:
            plain_text: normalised, with its spaces.
            text: the same squeezed.
            title: length of its title in `text`.
            wanted: positions of the claims that matter.
        """
        wanted = set(wanted)
        if self._automaton is None:
            return {}
        matches = [
            (pattern, start)
            for pattern, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)
            if not wanted.isdisjoint(self._postings[pattern])
        ]
        places: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for pattern, (strength, starts) in self._strongest(matches, plain_text).items():
            posting = self._postings[pattern]
            for number in posting.keys() & wanted:
                group, weight = posting[number]
                places[number] += [(start, group, weight * strength) for start in starts]
        bar = _bar(len(text))
        return {number: _densest(places[number], title) / (self._least[number] * bar) for number in sorted(places)}

    def _strongest(self, matches: Sequence[tuple[int, int]], plain_text: str) -> dict[int, tuple[float, list[int]]]:
        """Anchor → its best strength in the text and where it has that."""
        found: dict[int, tuple[float, list[int]]] = {}
        starts: frozenset[int] | None = None
        for pattern, start in matches:
            strength = 1.0
            if not self._long[pattern]:
                starts = word_starts(plain_text) if starts is None else starts
                strength = 1.0 if start in starts else INSIDE
            old = found.get(pattern)
            if old is None or strength > old[0]:
                found[pattern] = (strength, [start])
            elif strength == old[0]:
                old[1].append(start)
        return found

    def _weight_of(self, form: str) -> float:
        return min(self._rarity(form), EVERYDAY) if form in common() else self._rarity(form)

    @staticmethod
    def _texts(claim: Claim) -> list[str]:
        return [plain(t) for t in (claim.statement, *claim.variants)] + [plain(k) for k in sorted(claim.aliases)]

    def _groups(self, claim: Claim, read: Iterable[Sequence[Morph]]) -> dict[str, tuple[float, set[str]]]:
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
