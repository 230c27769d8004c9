"""Signs that a sentence so like the claim is about something else: such a post is never flagged without review.

The hardest accusations are near-twins: another town's line was closed, another number, a drill or a quiz. The model sees these signs
too, but a person should.
"""

from __future__ import annotations

from models.example import Example
from models.matching import SURELY_ABOUT
from models.relevance import likeness

_WORDS = {
    "topic": "주장과 겹치는 말이 적음",
    "subject": "주장과 다른 주어를 말함",
    "number": "주장에 없는 숫자만 나옴",
    "fiction": "가정·훈련·놀이처럼 보이는 말이 있음",
}


def doubts(example: Example, passage: tuple[int, int]) -> tuple[str, ...]:
    """Why the deciding passage may be about something else, in the analyst's words; empty when nothing speaks for it."""
    pair, rows = example.full, slice(passage[0], passage[1] + 1)
    if not len(pair.compare):
        return ()

    def has(name: str) -> bool:
        return bool(pair.column(name)[rows].max() > 0)

    found = {
        "topic": likeness(pair) < SURELY_ABOUT,
        "subject": has("subj_other") and not has("subj_known"),
        "number": bool(pair.view.numbers_f) and has("numX") and not (has("numF") or has("near")),
        "fiction": bool(pair.cue("FICTION")[rows].max() > 0),
    }
    return tuple(_WORDS[name] for name, true in found.items() if true)
