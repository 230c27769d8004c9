"""Which claim a post is about: likeness of its best sentence and of the whole post to claim or truth, without any stance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.example import Views
from models.pairing import pair
from models.reading import read
from pungmun.records import Post


def rank(post: Post, screened: Mapping[str, float], views: Views, top: int) -> list[tuple[str, float]]:
    """Claims with a score in [0, 1], best first; equal scores in order of claim id."""
    if not screened:
        return []
    reading = read([post])[0]
    scored = []
    for claim_id in screened:
        view = views.full[claim_id]
        found = pair(reading, view)
        if not len(found.hits):
            continue
        names, rows = view.groups
        whole = rows @ found.hits.max(axis=0)
        part = {name: max(whole[i] for i, n in enumerate(names) if n == name) for name in ("F", "ent", "key", "both")}
        best = max(found.column("mixF").max(), 0.9 * found.column("mixT").max())
        score = 0.4 * best + 0.2 * part["F"] + 0.2 * part["ent"] + 0.1 * part["key"] + 0.1 * part["both"]
        scored.append((claim_id, float(np.clip(score, 0, 1))))
    return sorted(scored, key=lambda row: (-row[1], row[0]))[:top]
