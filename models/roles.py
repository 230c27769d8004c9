"""Sentences rewritten as roles, so that what is learned on one claim holds for another.

A word of the claim becomes its role (`F` only in the claim, `W` only in truth or weaker true, `B` in both; `p` predicate, `e` key word;
small letters when only a word of its concept is there), a number becomes whose it is, a word of a discourse class becomes its class,
other content becomes its tag; endings, particles, negation and everything grammatical stay as they are.
"""

from __future__ import annotations

from itertools import pairwise

from models.claimview import ClaimView
from models.frequency import topics
from models.pairing import Pair, number_role
from models.reading import LIGHT, Sentence
from nlp.lexicon import discourse_class

#: Content words that this share of topics uses are kept as they are: they belong to no topic.
COMMON = 0.16
_OPEN = frozenset({"NNG", "NNP", "VV", "VA", "XR", "SL", "SH", "UNK", "NR", "SN", "MAG", "W_HASHTAG"})
_TAG = {
    "NNG": "n",
    "NNP": "n",
    "SL": "n",
    "SH": "n",
    "UNK": "n",
    "XR": "n",
    "W_HASHTAG": "n",
    "VV": "v",
    "VA": "v",
    "NR": "num",
    "SN": "num",
    "MAG": "m",
}
_COLLAPSE = frozenset({"n", "v", "B", "F", "W", "Be", "b", "f", "w", "num"})


def _role(term: str, view: ClaimView) -> str:
    in_f, in_t = term in view.f_terms, term in view.t_terms
    base = "B" if in_f and in_t else "F" if in_f else "W"
    if term in view.predicates or (base == "W" and term in view.true_predicates):
        return base + "p"
    return base + "e" if term in view.entities else base


def stream(at: int, pair: Pair) -> list[str]:
    """The roles of sentence `at`, in order; runs of one open role collapse."""
    sentence, terms, view = pair.reading.sentences[at], pair.terms[at], pair.view
    numbers = _number_roles(sentence, view)
    out: list[str] = []
    for i, m in enumerate(sentence.morphs):
        term = terms.roles[i]
        number = numbers.get(m.start)
        if number:
            word = number
        elif term in view.index:
            word = _role(term, view)
        elif m.tag in {"SN", "NR"}:
            word = "num"
        elif kind := discourse_class(m.form, m.tag):
            word = f"<{kind}>"
        elif terms.soft[i] >= 0 and m.form not in LIGHT:
            word = _role(view.terms[terms.soft[i]], view).lower()
        elif m.tag in _OPEN and m.form not in LIGHT and topics(m.form) < COMMON:
            word = _TAG[m.tag]
        else:
            word = f"{m.form}/{m.tag[:2]}"
        if not (out and out[-1] == word and word in _COLLAPSE):
            out.append(word)
    return out


def _number_roles(sentence: Sentence, view: ClaimView) -> dict[int, str]:
    found = {}
    for number in sentence.numbers:
        at = next((m.start for m in sentence.morphs if m.end > number.start), None)
        if at is not None:
            found[at] = f"num{number_role(number.value, number.unit, view)}"
    return found


def tail(words: list[str]) -> list[str]:
    """What follows the last word of the claim's predicate, with its distance: the place where a stance shows."""
    at = max((i for i, word in enumerate(words) if word.lower() in {"fp", "bp"}), default=-1)
    if at < 0:
        at = max((i for i, word in enumerate(words) if word[:1] in "FB" and len(word) <= 2), default=-1)
    if at < 0:
        return []
    after = words[at : at + 9]
    return [f"p>{w}" for w in after] + [f"p>{a} {b}" for a, b in pairwise(after)] + [f"p{k}>{w}" for k, w in enumerate(after[1:4], 1)]


def ngrams(words: list[str], most: int, prefix: str = "") -> list[str]:
    """All runs of 1 to `most` words, each with a prefix."""
    return [prefix + " ".join(words[i : i + k]) for k in range(1, most + 1) for i in range(len(words) - k + 1)]
