"""Signs that a sentence so like the claim is about something else: such a post is never flagged without review.

The hardest accusations are near-twins: another town's line was closed, another number, a drill or a quiz. The model sees these signs
too, but a person should.
"""

from __future__ import annotations

from models.example import Example

_WORDS = {
    "topic": "주장과 겹치는 말이 적음",
    "subject": "주장과 다른 주어를 말함",
    "number": "주장에 없는 숫자만 나옴",
    "fiction": "가정·훈련·놀이처럼 보이는 말이 있음",
}


def doubts(example: Example, passage: tuple[int, int], *, about: bool) -> tuple[str, ...]:
    """Why the deciding passage may be about something else, in the analyst's words; empty when nothing speaks for it.

    Args:
        example: the pair.
        passage: first and last position of its deciding sentences.
        about: whether the post is surely about the claim (`models.relevance`).
    """
    pair, rows = example.full, slice(passage[0], passage[1] + 1)
    if not len(pair.compare):
        return ()

    def has(name: str) -> bool:
        return bool(pair.column(name)[rows].max() > 0)

    found = {
        "topic": not about,
        "subject": has("subj_other") and not has("subj_known"),
        "number": bool(pair.view.numbers_f) and has("numX") and not (has("numF") or has("near")),
        "fiction": bool(pair.cue("FICTION")[rows].max() > 0),
    }
    return tuple(_WORDS[name] for name, true in found.items() if true)
