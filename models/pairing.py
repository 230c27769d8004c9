"""Every sentence of a post against one claim: a matrix of numbers, and each sentence rewritten as roles."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.claimview import ClaimView, Floats, Terms, negated
from models.frequency import weight
from models.reading import BORROWED, Reading, Sentence
from nlp.cues import NAMES as CUE_NAMES
from nlp.lexicon import discourse

CLASSES: tuple[str, ...] = tuple(sorted(set(discourse().values())))
CUES: tuple[str, ...] = tuple(dict.fromkeys([*CUE_NAMES, *CLASSES]))
_CUE_AT = {name: i for i, name in enumerate(CUES)}
#: Comparison features of one sentence, in column order.
COMPARE: tuple[str, ...] = (
    "F0", "F", "F2", "T", "T2", "W", "cF0", "cF", "cT", "cW", "st_only", "F_only", "T_only", "W_only", "both", "ent", "pred", "pred_T",
    "key",
    "sumF", "sumT", "F-T", "F-W", "cF-cT", "mixF", "mixT", "pred_same", "pred_opp", "predT_same", "predT_opp", "pred_exact", "numF",
    "numT", "near", "numX",
    "explained", "other", "subj_known", "subj_other", "obj_known", "obj_other", "prev_known", "prev_other", "names_other",
)  # fmt: skip
_AT = {name: i for i, name in enumerate(COMPARE)}
_SUBJECT = frozenset({("이", "JKS"), ("가", "JKS"), ("께서", "JKS"), ("은", "JX"), ("는", "JX"), ("도", "JX")})
_OBJECT = frozenset({("을", "JKO"), ("를", "JKO")})
#: Given instead of cues where only likeness is asked for.
NO_CUES: Floats = np.zeros((0, 0))
#: A number of the claim's own unit within this factor is a garbled version of it.
NEAR = 3.0


@dataclass
class Pair:
    """One post against one claim.

    Attributes:
        compare: sentences × `COMPARE`.
        cues: sentences × `CUES`, 0 or 1.
        hits: sentences × the claim's terms.
        weak: sentences that can't make a post repeat a claim by themselves (cards, captions, code).
    """

    reading: Reading
    view: ClaimView
    terms: list[Terms]
    compare: Floats
    cues: Floats
    hits: Floats
    weak: Floats
    numbers: list[tuple[int, int, int, int]] = field(default_factory=list)

    def column(self, name: str) -> Floats:
        """One comparison feature for all sentences."""
        return self.compare[:, _AT[name]]

    def cue(self, name: str) -> Floats:
        """One cue for all sentences."""
        return self.cues[:, _CUE_AT[name]]


def cue_matrix(reading: Reading) -> Floats:
    """Sentences × cues; the same for every claim."""
    matrix = np.zeros((len(reading.sentences), len(CUES)))
    for row, sentence in enumerate(reading.sentences):
        for name in sentence.cues:
            at = _CUE_AT.get(name)
            if at is not None:
                matrix[row, at] = 1.0
    return matrix


def pair(reading: Reading, view: ClaimView, cue_rows: Floats | None = None) -> Pair:
    """Compare a post with a claim. An empty post gives matrices without rows."""
    sentences = reading.sentences
    terms = [view.match(s) for s in sentences]
    hits = np.array([t.hits for t in terms]).reshape(len(sentences), len(view.terms))
    names, rows = view.groups
    cover = hits @ rows.T
    out = np.zeros((len(sentences), len(COMPARE)))
    f = [i for i, name in enumerate(names) if name == "F"]
    t = [i for i, name in enumerate(names) if name == "T"]
    w = [i for i, name in enumerate(names) if name == "W"]
    if len(sentences):
        out[:, _AT["F0"]] = cover[:, f[0]]
        _best(out, cover[:, f], "F", "F2")
        _best(out, cover[:, [*t, *w]], "T", "T2")
        _best(out, cover[:, w], "W", None)
        for name in ("st_only", "F_only", "T_only", "W_only", "both", "ent", "pred", "pred_T", "key"):
            out[:, _AT[name]] = cover[:, names.index(name)]
        only_f = np.array([term in view.f_terms and term not in view.t_terms for term in view.terms])
        only_t = np.array([term not in view.f_terms for term in view.terms])
        out[:, _AT["sumF"]] = hits @ (view.weights * only_f)
        out[:, _AT["sumT"]] = hits @ (view.weights * only_t)
    numbers = []
    for row, sentence in enumerate(sentences):
        _letters(out[row], sentence, view)
        _predicates(out[row], sentence, terms[row], view)
        _arguments(out[row], sentence, terms[row], view)
        found = _numbers(sentence, view)
        numbers.append(found)
        out[row, _AT["numF"] : _AT["numX"] + 1] = [min(n, 1) for n in found]
    out[:, _AT["mixF"]] = 0.6 * out[:, _AT["F"]] + 0.4 * out[:, _AT["cF"]]
    out[:, _AT["mixT"]] = 0.6 * out[:, _AT["T"]] + 0.4 * np.maximum(out[:, _AT["cT"]], out[:, _AT["cW"]])
    out[:, _AT["F-T"]] = out[:, _AT["mixF"]] - out[:, _AT["mixT"]]
    out[:, _AT["F-W"]] = out[:, _AT["F"]] - out[:, _AT["W"]]
    out[:, _AT["cF-cT"]] = out[:, _AT["cF"]] - np.maximum(out[:, _AT["cT"]], out[:, _AT["cW"]])
    weak = np.array([float(s.kind in BORROWED) for s in sentences])
    return Pair(reading, view, terms, out, cue_matrix(reading) if cue_rows is None else cue_rows, hits, weak, numbers)


def _best(out: Floats, cover: Floats, first: str, second: str | None) -> None:
    if cover.shape[1] == 0:
        return
    ordered = np.sort(cover, axis=1)
    out[:, _AT[first]] = ordered[:, -1]
    if second is not None:
        out[:, _AT[second]] = ordered[:, -2:].mean(axis=1)


def _letters(row: Floats, sentence: Sentence, view: ClaimView) -> None:
    have = sentence.bigrams
    if not have:
        return
    false, true, weaker = ([len(b & have) / len(b) if b else 0.0 for b in group] for group in view.bigrams)
    row[_AT["cF0"]] = false[0]
    row[_AT["cF"]] = max(false)
    row[_AT["cT"]] = max(true, default=0.0)
    row[_AT["cW"]] = max(weaker, default=0.0)


def _predicates(row: Floats, sentence: Sentence, terms: Terms, view: ClaimView) -> None:
    for i, role in enumerate(terms.roles):
        term = role if role in view.index else view.terms[terms.soft[i]] if terms.soft[i] >= 0 else ""
        for known, same, opposite in ((view.predicates, "pred_same", "pred_opp"), (view.true_predicates, "predT_same", "predT_opp")):
            if term in known:
                value = 1.0 if role == term else 0.6
                name = same if negated(sentence.morphs, i) == known[term] else opposite
                row[_AT[name]] = max(row[_AT[name]], value)
        if role and role in view.predicates:
            row[_AT["pred_exact"]] = 1.0


def _arguments(row: Floats, sentence: Sentence, terms: Terms, view: ClaimView) -> None:
    """Whether the words round the claim's predicate are the claim's: "another town's line was closed" shares all but one.

    Looks at the last predicate found: its nearest subject or topic, its nearest object, the content word before it; and at how much of
    the sentence's content the claim explains.
    """
    morphs = sentence.morphs
    known = [role in view.index or soft >= 0 for role, soft in zip(terms.roles, terms.soft, strict=True)]
    content = sentence.content_at
    if content:
        weights = [weight(morphs[i].form) for i in content]
        of_claim = sum(w for i, w in zip(content, weights, strict=True) if known[i] or not terms.roles[i])
        row[_AT["explained"]] = of_claim / sum(weights)
        row[_AT["other"]] = min(sum(weights) - of_claim, 8.0) / 8
        row[_AT["names_other"]] = min(sum(morphs[i].tag in {"NNP", "UNK"} and not known[i] and bool(terms.roles[i]) for i in content), 3)
    at = max((i for i, role in enumerate(terms.roles) if _is_predicate(i, role, terms, view)), default=-1)
    if at < 0:
        return
    before = [i for i in content if i < at]
    if before:
        row[_AT["prev_known" if known[before[-1]] else "prev_other"]] = 1.0
    for name, marks in (("subj", _SUBJECT), ("obj", _OBJECT)):
        mark = max((i for i in range(at) if (morphs[i].form, morphs[i].tag) in marks), default=-1)
        noun = max((i for i in content if i < mark), default=-1)
        if noun >= 0:
            row[_AT[f"{name}_known" if known[noun] or not terms.roles[noun] else f"{name}_other"]] = 1.0


def _is_predicate(at: int, role: str, terms: Terms, view: ClaimView) -> bool:
    term = role if role in view.index else view.terms[terms.soft[at]] if terms.soft[at] >= 0 else ""
    return term in view.predicates


def _numbers(sentence: Sentence, view: ClaimView) -> tuple[int, int, int, int]:
    """How many numbers equal the claim's, the truth's, a garbled claim's, none."""
    f = t = near = other = 0
    for number in sentence.numbers:
        kind = number_role(number.value, number.unit, view)
        f, t, near, other = f + (kind == "F"), t + (kind == "T"), near + (kind == "near"), other + (kind == "X")
    return f, t, near, other


def number_role(value: float, unit: str, view: ClaimView) -> str:
    """`F`, `T`, `near` or `X`: whose number it is; a number without unit is compared by value alone."""
    if (value, unit) in view.numbers_f or (not unit and any(v == value for v, _ in view.numbers_f)):
        return "F"
    if (value, unit) in view.numbers_t or (not unit and any(v == value for v, _ in view.numbers_t)):
        return "T"
    if unit and any(u == unit and max(v / value, value / v) <= NEAR for v, u in view.numbers_f):
        return "near"
    return "X"
