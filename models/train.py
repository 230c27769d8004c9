"""Learning from labelled posts: fit, choose the bands on strangers' posts, and promote only what is no worse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.corpus import LabelledPost
from models.example import Views, label_ids
from models.judge import Judge
from models.policy import Policy
from models.stance import StanceModel
from pungmun.records import Claim


def writer_folds(posts: Sequence[LabelledPost], most: int = 6) -> np.ndarray:
    """Group of writers of each post, at most `most` groups of about equal size; one writer alone is split by claim."""
    names = [p.writer for p in posts] if len({p.writer for p in posts}) > 1 else [p.claim_id for p in posts]
    sizes = {name: names.count(name) for name in sorted(set(names))}
    load = [0] * min(most, len(sizes))
    group: dict[str, int] = {}
    for name, n in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        group[name] = int(np.argmin(load))
        load[group[name]] += n
    return np.array([group[name] for name in names])


def train(claims: Sequence[Claim], posts: Sequence[LabelledPost]) -> Judge:
    """A judge learned from labelled posts."""
    views = Views(claims)
    examples = views.examples([p.post for p in posts], [p.claim_id for p in posts])
    model = StanceModel().fit(examples, label_ids(posts), writer_folds(posts))
    return Judge(model, Policy(), {"version": "dev", "posts": len(posts), "claims": len(claims)})
