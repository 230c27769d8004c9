"""From claims and labelled posts to learning material: written pairs, and cross pairs with other claims that share words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from models.claimview import Floats
from models.corpus import LabelledPost, talk
from models.crossfit import Material, Topics
from models.example import Views
from models.frequency import rarity, weight
from models.glance import glance_row
from models.pairing import NO_CUES, cue_matrix, pair
from models.reading import Reading, read
from models.relevance import NAMES, row
from nlp.screen import Screen, nearest
from pungmun.records import Claim, Post

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
    views, screen, others = Views(claims), Screen(claims, weight, rarity), talk()
    readings = read([p.post for p in posts])
    cues = [cue_matrix(reading) for reading in readings]
    written = [views.example(r, p.claim_id, c) for r, p, c in zip(readings, posts, cues, strict=True)]
    topics = _topics(_passing(screen, [p.post for p in posts], readings), views, posts)
    cross = [(views.example(readings[i], claim_id, cues[i]), i) for i, claim_id in cross_pairs(topics)]
    return Material.of(written, posts, folds, topics, _rows(_passing(screen, others, read(others)), views), cross)


class _Passed(NamedTuple):
    """A pair of a post (its position and its reading) and a claim that passes the screen with a score."""

    at: int
    reading: Reading
    claim_id: str
    score: float


def _passing(screen: Screen, posts: Sequence[Post], readings: Sequence[Reading]) -> list[_Passed]:
    found = screen.scores_many([post.document for post in posts])
    return [_Passed(i, readings[i], claim_id, score) for i, scores in enumerate(found) for claim_id, score in nearest(scores).items()]


def _rows(pairs: Sequence[_Passed], views: Views) -> Floats:
    rows = [row(pair(p.reading, views.full[p.claim_id], NO_CUES), p.score, p.reading) for p in pairs]
    return np.array(rows).reshape(len(pairs), len(NAMES))


def _topics(pairs: Sequence[_Passed], views: Views, posts: Sequence[LabelledPost]) -> Topics:
    own = np.array([posts[p.at].claim_id == p.claim_id for p in pairs], dtype=bool)
    labels = np.array([posts[p.at].label for p in pairs])
    return Topics(
        posts=np.array([p.at for p in pairs], dtype=int),
        claims=[p.claim_id for p in pairs],
        own=own,
        rows=_rows(pairs, views),
        glances=np.array([glance_row(p.reading, views.full[p.claim_id], p.score) for p in pairs]).reshape(len(pairs), len(NAMES)),
        about=own & (labels != "unrelated"),
        repeats=own & (labels == "repeats"),
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
