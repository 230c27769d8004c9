"""Which claims a post is about. Kiwi reads what a claim would need first, and the whole post only for a claim that this leaves likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.claimview import ClaimView, Floats
from models.example import Views
from models.pairing import NO_CUES, Pair, cue_matrix, pair
from models.reading import Reading
from models.relevance import Relevance, likeness, row

#: Sentences that a glance reads beside the title.
SENTENCES = 3
#: How far a glance may stay below the bar. Of a thousand repeats that the whole post would bring above it, one is further below; of
#: unrelated talk that passed the screen, a third comes so near.
MARGIN = 0.7
#: A post about one claim says nothing of claims that it is so much less about (they share a country or a person with it). Of 494 repeats
#: among every fourth post of the corpus, all 401 claims loaded, this loses 2, and leaves 0.21 other claims a post instead of 0.35.
RIVAL = 0.6


@dataclass(frozen=True)
class Topic:
    """A claim that a post is about.

    Attributes:
        full: the post compared with the whole registry entry.
        cues: the post's cues.
        surely: whether it surely is about it.
    """

    full: Pair
    cues: Floats
    surely: bool


def glance(reading: Reading, view: ClaimView) -> Reading:
    """The title and the sentences that have most of a claim's wording, letter by letter."""
    wording = [sum(view.grams.get(gram, 0.0) for gram in sentence.grams) for sentence in reading.sentences]
    best = sorted(range(len(wording)), key=lambda i: (-wording[i], i))[:SENTENCES]
    first = [0] if reading.has_title else []
    return Reading(tuple(reading.sentences[i] for i in sorted({*first, *best})), reading.has_title)


def glance_row(reading: Reading, view: ClaimView, screen: float) -> Floats:
    """`models.relevance.NAMES` as a glance sees them."""
    return row(pair(glance(reading, view), view, NO_CUES), screen, reading)


def topics(reading: Reading, screened: Mapping[str, float], views: Views, relevance: Relevance, margin: float = MARGIN) -> dict[str, Topic]:
    """Claim id → topic, for the claims that a post is about.

    Args:
        reading: the post.
        screened: claim id → score, for the claims for which it passed the screen; at least one.
        views: of these claims.
        relevance: what being about a claim means.
        margin: how far a glance may stay below the bar.
    """
    seen = relevance.values([glance_row(reading, views.full[claim_id], score) for claim_id, score in screened.items()])
    likely = [claim_id for claim_id, value in zip(screened, seen, strict=True) if value >= relevance.bar - margin]
    if not likely:
        return {}
    cues = cue_matrix(reading)
    fulls = {claim_id: pair(reading, views.full[claim_id], cues) for claim_id in likely}
    values = relevance.values([row(full, screened[claim_id], reading) for claim_id, full in fulls.items()])
    about = {claim_id: value for claim_id, value in zip(likely, values, strict=True) if value >= relevance.bar}
    alike = {claim_id: likeness(fulls[claim_id]) for claim_id in about}
    most = RIVAL * max(alike.values(), default=0.0)
    return {
        claim_id: Topic(fulls[claim_id], cues, bool(value >= relevance.sure))
        for claim_id, value in about.items()
        if alike[claim_id] >= most
    }
