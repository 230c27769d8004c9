"""From claims and labelled posts to learning material: written pairs, and cross pairs with other claims that share words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from models.corpus import LabelledPost
from models.crossfit import Material, Topics
from models.example import Views
from models.frequency import rarity, weight
from models.pairing import NO_CUES, cue_matrix, pair
from models.reading import Reading, read
from models.relevance import NAMES, row
from nlp.screen import Screen, nearest
from pungmun.records import Claim

SEED = 20231116
#: Share of posts for which a second, random claim is taken beside the one that shares most words.
SECOND = 0.5


def writer_folds(posts: Sequence[LabelledPost], most: int = 5) -> np.ndarray:
    """Group of writers of each post, at most `most` groups of about equal size; one writer alone is split by claim."""
    names = [p.writer for p in posts] if len({p.writer for p in posts}) > 1 else [p.claim_id for p in posts]
    return _balanced(names, most)


def claim_folds(posts: Sequence[LabelledPost], most: int = 5) -> np.ndarray:
    """Group of claims of each post."""
    return _balanced([p.claim_id for p in posts], most)


def _balanced(names: Sequence[str], most: int) -> np.ndarray:
    sizes = {name: names.count(name) for name in sorted(set(names))}
    load = [0] * min(most, len(sizes))
    group: dict[str, int] = {}
    for name, n in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        group[name] = int(np.argmin(load))
        load[group[name]] += n
    return np.array([group[name] for name in names])


def material(claims: Sequence[Claim], posts: Sequence[LabelledPost], folds: np.ndarray) -> Material:
    """Pairs with all their numbers. The order of claims changes nothing."""
    views = Views(claims)
    readings = read([p.post for p in posts])
    cues = [cue_matrix(reading) for reading in readings]
    written = [views.example(r, p.claim_id, c) for r, p, c in zip(readings, posts, cues, strict=True)]
    topics = _topics(Screen(claims, weight, rarity), views, posts, readings)
    cross = [(views.example(readings[i], claim_id, cues[i]), i) for i, claim_id in cross_pairs(topics)]
    return Material.of(written, posts, folds, topics, cross)


def _topics(screen: Screen, views: Views, posts: Sequence[LabelledPost], readings: Sequence[Reading]) -> Topics:
    found = screen.scores_many([labelled.post.document for labelled in posts])
    pairs = [(i, claim_id, score) for i, scores in enumerate(found) for claim_id, score in nearest(scores).items()]
    rows = [row(pair(readings[i], views.full[claim_id], NO_CUES), score) for i, claim_id, score in pairs]
    own = np.array([posts[i].claim_id == claim_id for i, claim_id, _ in pairs], dtype=bool)
    labels = np.array([posts[i].label for i, _, _ in pairs])
    return Topics(
        np.array([i for i, _, _ in pairs], dtype=int),
        [claim_id for _, claim_id, _ in pairs],
        own,
        np.array(rows).reshape(len(pairs), len(NAMES)),
        own & (labels != "unrelated"),
        own & (labels == "repeats"),
    )


def fingerprint(claims: Sequence[Claim], posts: Sequence[LabelledPost]) -> str:
    """SHA-256 over what is computed from some posts: it changes with the code that computes it, and with nothing else."""
    views, some = Views(claims), posts[::97]
    digest = hashlib.sha256()
    for labelled, reading in zip(some, read([p.post for p in some]), strict=True):
        example = views.example(reading, labelled.claim_id)
        for numbers in (example.numbers, example.sentence_numbers):
            digest.update((np.round(numbers, 6) + 0.0).tobytes())  # + 0.0: minus zero is zero
        digest.update("\n".join([*example.bag, *(word for bag in example.sentence_bags for word in bag)]).encode())
    return digest.hexdigest()


def cross_pairs(topics: Topics) -> list[tuple[int, str]]:
    """(position of a post, id of another claim that passes the screen for it): the nearest one, and for some a random one.

    Only hard ones would teach that whatever is near is unrelated (tried: macro-F1 fell by .03), and some claims of two writers are alike.
    """
    other = ~topics.own
    screen = topics.rows[:, NAMES.index("screen")]
    generator = np.random.default_rng(SEED)
    pairs: list[tuple[int, str]] = []
    for i in np.unique(topics.posts[other]):
        mine = np.flatnonzero(other & (topics.posts == i))
        picked = {int(mine[screen[mine].argmax()])}
        if generator.random() < SECOND:
            picked.add(int(generator.choice(mine)))
        pairs += [(int(i), topics.claims[at]) for at in sorted(picked)]
    return pairs
