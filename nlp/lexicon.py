"""Word classes that were written by hand: what a writer does with a statement, and words that say nearly the same.

The lists are general Korean and frozen before figures are taken; no list was drawn from a claim or from posts about it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def _read(name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in files("nlp").joinpath("data", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, words = line.partition("\t")
            for word in words.split():
                table.setdefault(word, kind)
    return table


@cache
def discourse() -> dict[str, str]:
    """Dictionary form → class such as FALSE, ASK, PART; the first class that lists a form wins."""
    return _read("discourse.tsv")


#: Tags that a one-syllable form of a class must have: 나/NP is ME, 나/VV ("come out") is not.
_NOMINAL, _VERBAL = frozenset({"NP", "NNG", "NNB", "NR", "MM", "MAG", "JX", "XPN", "MAJ"}), frozenset({"VV", "VA", "VX", "VCN"})
_SHORT_TAGS: dict[str, frozenset[str]] = {
    "ME": frozenset({"NP"}), "YOU": frozenset({"NP", "XSN", "NNB"}), "RUMOR": frozenset({"NNG"}), "KIN": frozenset({"NNG"}),
    "UNIV": frozenset({"MM", "MAG", "NNB"}), "BELIEVE": _VERBAL, "SPREAD": _VERBAL, "CHECK": _VERBAL, "HEAR": _VERBAL,
    "TRUTH": frozenset({"MAG", "NNG"}),
    "FALSE": _NOMINAL | {"VV"}, "PART": _NOMINAL | {"VV"}, "FUTURE": _NOMINAL, "GUESS": _NOMINAL | {"VA"}, "STAGE": frozenset({"NNG"}),
    "PAST": _NOMINAL,
    "BAD": frozenset({"IC", "MAG", "NNG"}), "CAUSE": frozenset({"NNB", "NNG", "MAJ", "MAG"}),
}  # fmt: skip


def discourse_class(form: str, tag: str) -> str:
    """Discourse class of a morpheme, or ""."""
    kind = discourse().get(form, "")
    if kind and len(form) == 1 and tag not in _SHORT_TAGS.get(kind, frozenset({tag})):
        return ""
    return kind


@cache
def concept_sets() -> dict[str, frozenset[str]]:
    """Dictionary form → every concept that lists it (a form may belong to several)."""
    table: dict[str, set[str]] = {}
    for line in files("nlp").joinpath("data", "concepts.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, words = line.partition("\t")
            for word in words.split():
                table.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in table.items()}


@cache
def common() -> frozenset[str]:
    """Everyday content words, those of the other lists included: by themselves they name no topic."""
    lines = files("nlp").joinpath("data", "common.tsv").read_text(encoding="utf-8").splitlines()
    return (
        frozenset(word for line in lines if not line.startswith("#") for word in line.split()) | discourse().keys() | concept_sets().keys()
    )
