"""Signs of what a sentence does, whatever it is about: denies, doubts, passes on, narrows, asks.

Patterns look at surface text where several morphemes make one sign; single words are classes in `lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from nlp.tokens import Morph


def _patterns() -> dict[str, str]:
    lines = files("nlp").joinpath("data", "cues.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


_PATTERNS = _patterns()
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
NAMES: tuple[str, ...] = (*_PATTERNS, "neg", "neg2", "future", "past", "formal", "note", "honor", "plain_end")
_NEGATORS = {
    ("안", "MAG"),
    ("못", "MAG"),
    ("않", "VX"),
    ("못하", "VX"),
    ("아니", "VCN"),
    ("없", "VA"),
    ("말", "VX"),
    ("없이", "MAG"),
    ("아니하", "VX"),
    ("못하", "VV"),
}


def negations(morphs: Sequence[Morph]) -> list[int]:
    """Positions of the morphemes that negate."""
    return [i for i, m in enumerate(morphs) if (m.form, m.tag) in _NEGATORS]


def cues(text: str, morphs: Sequence[Morph]) -> frozenset[str]:
    """Names of the signs in one sentence.

    Args:
        text: normalised sentence.
        morphs: its morphemes.
    """
    found = {name for name, pattern in _COMPILED.items() if pattern.search(text)}
    count = len(negations(morphs))
    if count:
        found.add("neg")
    if count > 1:
        found.add("neg2")
    for m in morphs:
        if m.tag == "EP" and m.form == "겠":
            found.add("future")
        elif m.tag == "EP" and m.form in {"었", "았", "였"}:
            found.add("past")
        elif m.tag == "EP" and m.form in {"시", "으시"}:
            found.add("honor")
        elif m.tag == "EF":
            found.add("note" if m.form in {"음", "ᆷ", "슴"} else "formal" if m.form in {"습니다", "ᆸ니다", "습니까"} else "plain_end")
    return frozenset(found)
