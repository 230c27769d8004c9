"""A claim prepared for comparison: its three statements as weighted terms, its aliases as patterns, its numbers, scope and polarity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.frequency import rarity, weight
from models.reading import LIGHT, Sentence
from nlp.cues import negations
from nlp.grams import weights_of
from nlp.jamo import initials, is_syllable
from nlp.lexicon import concept_sets
from nlp.normalize import plain
from nlp.sentences import split_sentences
from nlp.tokens import CONTENT, Morph, morphs_many
from pungmun.records import Claim

Floats = NDArray[np.float64]
_PREDICATE_TAGS = frozenset({"VV", "VA", "XR", "NNG", "NNP", "SL"})
#: A word of the same concept counts this much of the word itself.
CONCEPT_HIT = 0.7
#: Connective endings inside one predicate: what follows still belongs to it ("닫은 게 아니라", "닫지 않").
_SAME_CLAUSE = frozenset({"지", "게", "어", "아", "고", "ᆫ지"})


def negated(morphs: Sequence[Morph], at: int) -> bool:
    """Whether the predicate at `at` is negated, before it (안, 못) or after it within its own clause."""
    if any(m.form in {"안", "못"} and m.tag == "MAG" for m in morphs[max(0, at - 2) : at]):
        return True
    end = at + 1
    while end < min(len(morphs), at + 8):
        m = morphs[end]
        if m.tag == "EF" or m.tag == "SF" or (m.tag == "EC" and m.form not in _SAME_CLAUSE):
            break
        end += 1
    return bool(negations(morphs[at + 1 : end]))


@dataclass(frozen=True)
class Terms:
    """What one sentence has of a claim.

    Attributes:
        roles: for each morpheme the claim's term it stands for, or "".
        hits: for each term of the claim, 1 when present, `CONCEPT_HIT` when only a word of its concept is, else 0.
        soft: for each morpheme, the index of the claim's term whose concept it shares, or -1.
    """

    roles: tuple[str, ...]
    hits: Floats
    soft: tuple[int, ...]


class ClaimView:
    """One claim, prepared.

    Args:
        claim: the registry's entry.
        bare: leave variants and aliases out: the second view, in which a rich entry has no advantage.
    """

    def __init__(self, claim: Claim, *, bare: bool = False) -> None:
        self.claim = claim
        self._keys = {} if bare else _alias_surfaces(claim)
        self._pattern = _pattern(self._keys)
        texts_f = [claim.statement, *(() if bare else claim.variants)]
        truth = plain(claim.truth)
        texts_t = [truth[a:b] for a, b in split_sentences(truth)]
        texts_w = list(claim.weaker_true)
        plains = [[plain(t) for t in texts] for texts in (texts_f, texts_t, texts_w)]
        sentences = [[Sentence(0, len(t), t, "text") for t in texts] for texts in plains]
        self.false, self.true, self.weaker = sentences
        self._single = _single_forms(self._keys)
        sets = [[self._term_set(s) for s in group] for group in sentences]
        self.f_terms = frozenset().union(*sets[0])
        self.t_terms = frozenset().union(*sets[1], *sets[2]) if sets[1] or sets[2] else frozenset()
        self.w_terms = frozenset().union(*sets[2]) if sets[2] else frozenset()
        self.terms: tuple[str, ...] = tuple(sorted(self.f_terms | self.t_terms))
        self.index = {term: i for i, term in enumerate(self.terms)}
        self.weights: Floats = np.array([self._weight(t) for t in self.terms])
        self._by_concept = self._concept_index()
        self.predicates = self._predicates(self.false)
        self.true_predicates = self._predicates([*self.true, *self.weaker])
        self.entities = frozenset(f"@{key}" for key in set(self._keys.values()) if f"@{key}" in self.index)
        if not self.entities:
            self.entities = frozenset(t for t in sets[0][0] if self._weight(t) > 0.9 and t not in self.predicates)
        self.groups = self._groups(sets)
        self.numbers_f = frozenset((n.value, n.unit) for s in self.false for n in s.numbers)
        self.numbers_t = frozenset((n.value, n.unit) for s in [*self.true, *self.weaker] for n in s.numbers) - self.numbers_f
        self.bigrams = ([s.bigrams for s in self.false], [s.bigrams for s in self.true], [s.bigrams for s in self.weaker])

    def _weight(self, term: str) -> float:
        if term.startswith("@"):
            return max([weight(m.form) for m in self._key_morphs[term[1:]]] or [1.0])
        return weight(term)

    @cached_property
    def grams(self) -> dict[str, float]:
        """Weights of the letter pairs and triples of its wording."""
        return dict(weights_of(self.claim, rarity))

    @cached_property
    def _key_morphs(self) -> dict[str, tuple[Morph, ...]]:
        keys = sorted(set(self._keys.values()))
        return {k: tuple(m for m in ms if m.tag in CONTENT) for k, ms in zip(keys, morphs_many([plain(k) for k in keys]), strict=True)}

    def _concept_index(self) -> dict[str, tuple[int, ...]]:
        table = concept_sets()
        by: defaultdict[str, list[int]] = defaultdict(list)
        for term, i in self.index.items():
            forms = [m.form for m in self._key_morphs[term[1:]]] if term.startswith("@") else [term]
            for kind in {kind for form in forms for kind in table.get(form, ())}:
                by[kind].append(i)
        return {kind: tuple(ids) for kind, ids in by.items()}

    def roles(self, sentence: Sentence) -> list[str]:
        """For each morpheme the term it stands for: `@key` once per alias found, its own form for other content, "" otherwise."""
        roles = [self._single.get(term, term) for term in sentence.terms]
        for start, end, key in self._alias_spans(sentence.text):
            name = f"@{key}"
            for at, m in enumerate(sentence.morphs):
                if start <= m.start < end:
                    roles[at], name = name, ""
        return roles

    def _alias_spans(self, text: str) -> list[tuple[int, int, str]]:
        if self._pattern is None:
            return []
        return [(m.start(), m.end(), self._keys[re.sub(r"\s", "", m.group()).lower()]) for m in self._pattern.finditer(text)]

    def _term_set(self, sentence: Sentence) -> frozenset[str]:
        return frozenset(role for role in self.roles(sentence) if role)

    def match(self, sentence: Sentence) -> Terms:
        """What `sentence` has of this claim."""
        roles = self.roles(sentence)
        hits = np.zeros(len(self.terms))
        soft: list[int] = []
        for role, kinds in zip(roles, sentence.kinds, strict=True):
            found = -1
            at = self.index.get(role) if role else None
            if at is not None:
                hits[at] = 1.0
            else:
                for kind in kinds:
                    for i in self._by_concept.get(kind, ()):
                        hits[i] = max(hits[i], CONCEPT_HIT)
                        found = i if found < 0 else found
            soft.append(found)
        return Terms(tuple(roles), hits, tuple(soft))

    def _predicates(self, statements: Iterable[Sentence]) -> dict[str, bool]:
        """Term of each statement's last predicate → whether it is negated there."""
        found: dict[str, bool] = {}
        for sentence in statements:
            roles = self.roles(sentence)
            ids = [i for i, m in enumerate(sentence.morphs) if roles[i] and m.tag in _PREDICATE_TAGS]
            if ids:
                found.setdefault(roles[ids[-1]], negated(sentence.morphs, ids[-1]))
        return found

    def _groups(self, sets: list[list[frozenset[str]]]) -> tuple[list[str], Floats]:
        """Names and rows of term groups; row · hits = weighted share of the group that is present, in [0, 1]."""
        only_f, only_t = self.f_terms - self.t_terms, self.t_terms - self.f_terms
        named: list[tuple[str, frozenset[str]]] = [("F", s) for s in sets[0]]
        named += [("T", s) for s in sets[1]] + [("W", s) for s in sets[2]]
        named += [
            ("st_only", frozenset(sets[0][0] & only_f)), ("F_only", only_f), ("T_only", only_t), ("W_only", self.w_terms - self.f_terms),
            ("both", self.f_terms & self.t_terms), ("ent", self.entities), ("pred", frozenset(self.predicates)),
            ("pred_T", frozenset(self.true_predicates) - frozenset(self.predicates)),
            ("key", frozenset(t for t in sets[0][0] if self._weight(t) > 0.7)),
        ]  # fmt: skip
        rows = np.zeros((len(named), len(self.terms)))
        for r, (_, terms) in enumerate(named):
            for term in terms:
                rows[r, self.index[term]] = self.weights[self.index[term]]
            total = rows[r].sum()
            if total:
                rows[r] /= total
        return [name for name, _ in named], rows


def _alias_surfaces(claim: Claim) -> dict[str, str]:
    """Spelling without spaces, lower case → key word; longer keys win a spelling that two keys share."""
    surfaces: dict[str, str] = {}
    for key in sorted(claim.aliases, key=lambda k: (-len(k), k)):
        for spelling in (key, *claim.aliases[key]):
            bare = re.sub(r"\s", "", plain(spelling)).lower()
            if len(bare) >= 2 or (bare and not is_syllable(bare)):
                surfaces.setdefault(bare, key)
            elif bare:
                surfaces.setdefault(f"={bare}", key)
            if len(bare) >= 3 and all(map(is_syllable, bare)):
                surfaces.setdefault(initials(bare), key)
    return surfaces


def _single_forms(keys: dict[str, str]) -> dict[str, str]:
    """Dictionary form of each alias that is one content morpheme, so that inflected spellings are found too → `@key`."""
    plain_keys = sorted(k for k in keys if not k.startswith("="))
    found = {k[1:]: f"@{keys[k]}" for k in sorted(keys) if k.startswith("=")}
    for surface, ms in zip(plain_keys, morphs_many(plain_keys), strict=True):
        content = [m for m in ms if m.tag in CONTENT and m.form not in LIGHT]
        if len(content) == 1 and content[0].tag != "SN":
            found.setdefault(content[0].form, f"@{keys[surface]}")
    return found


def _pattern(keys: dict[str, str]) -> re.Pattern[str] | None:
    surfaces = sorted((k for k in keys if not k.startswith("=")), key=lambda k: (-len(k), k))
    if not surfaces:
        return None
    return re.compile("|".join(r"\s?".join(map(re.escape, s)) for s in surfaces), re.IGNORECASE)
