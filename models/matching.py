"""Which claims a post may be about, most likely first, without any stance."""

from __future__ import annotations

from collections.abc import Sequence

from models.example import Views
from models.pairing import NO_CUES, pair
from models.reading import read
from models.relevance import Relevance, row
from nlp.screen import Screen
from pungmun.records import Post

#: Score of the screen from which a claim is compared; what reaches 1 would be judged.
LOOK_FURTHER = 0.5


def rank_many(posts: Sequence[Post], screen: Screen, views: Views, relevance: Relevance, top: int) -> list[list[tuple[str, float]]]:
    """For each post claims with a score in [0, 1], best first; equal scores in order of claim id."""
    screened = screen.scores_many([post.document for post in posts], LOOK_FURTHER)
    rows = [i for i, found in enumerate(screened) if found]
    out: list[list[tuple[str, float]]] = [[] for _ in posts]
    for i, reading in zip(rows, read([posts[i] for i in rows]), strict=True):
        rows_of = [row(pair(reading, views.full[claim_id], NO_CUES), score, reading) for claim_id, score in screened[i].items()]
        scored = zip(screened[i], relevance.scores(rows_of), strict=True)
        out[i] = sorted(scored, key=lambda found: (-found[1], found[0]))[:top]
    return out
