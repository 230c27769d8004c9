"""Copies: posts whose own text is nearly the same, found by MinHash and verified by the letters they really share."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from nlp.normalize import plain
from nlp.prints import Prints
from nlp.sentences import split_sentences

_NOT_LETTER = re.compile(r"[^0-9a-z가-힣]+")
#: Letters in a shingle; four Korean syllables are about one word and a half.
SHINGLE = 4
#: Shorter texts than this many letters ("감사합니다") are the same by chance and never copies.
SHORTEST = 20
#: Share of the shorter text's shingles found in the longer one, from which two posts are copies.
CONTAINED = 0.7
#: And this share of the longer one's, so that a one-line post is no copy of a digest that happens to hold the line.
COVERED = 0.3
#: A sentence of which less than this share is in the other text was added, not edited.
NEW = 0.35
#: Groups of more texts than this are compared one pair after the other, instead of listing their pairs first.
LARGE = 64


@dataclass(frozen=True)
class Shingled:
    """A text as its shingles: runs of letters and digits, spaces and marks left out."""

    text: str
    shingles: frozenset[int]

    def containment(self, other: Shingled) -> float:
        """Share of the smaller shingle set that both have, in [0, 1]."""
        least = min(len(self.shingles), len(other.shingles))
        return len(self.shingles & other.shingles) / least if least else 0.0

    def coverage(self, other: Shingled) -> float:
        """Share of the larger shingle set that both have, in [0, 1]."""
        most = max(len(self.shingles), len(other.shingles))
        return len(self.shingles & other.shingles) / most if most else 0.0


def shingled(text: str) -> Shingled:
    """Shingles of a raw text; hashes are the same in every process."""
    return Shingled(text, _shingles(plain(text)))


def _shingles(text: str) -> frozenset[int]:
    letters = _NOT_LETTER.sub("", text.lower()).encode("utf-16-le")
    step = 2
    return frozenset(zlib.crc32(letters[i : i + SHINGLE * step]) for i in range(0, len(letters) - SHINGLE * step + 1, step))


def added_text(text: Shingled, other: Shingled) -> list[str]:
    """Sentences of `text` that are mostly not in `other`: what a copy added."""
    added = []
    for start, end in split_sentences(text.text):
        piece = text.text[start:end]
        own = _shingles(plain(piece))
        if (
            not own
            and plain(piece).strip()
            and _NOT_LETTER.sub("", plain(piece).lower()) not in _NOT_LETTER.sub("", plain(other.text).lower())
        ) or (own and len(own & other.shingles) < NEW * len(own)):
            added.append(piece)
    return added


def remembered(path: Path | None = None) -> Prints:
    """Fingerprints for `clusters`, remembered in a file from one call to the next."""
    return Prints(_lasting, path)


def _lasting(text: str) -> frozenset[int]:
    """Shingles of a text; none when it is too short to be a copy."""
    found = shingled(text).shingles
    return found if len(found) > SHORTEST - SHINGLE else frozenset()


def clusters(items: Sequence[tuple[str, str]], prints: Prints | None = None) -> dict[str, str]:
    """Copy clusters among posts.

    Args:
        items: (post_id, own text) pairs; their order changes nothing.
        prints: what is remembered of texts; it changes nothing but the time.

    Returns:
        post_id → cluster id (the smallest post_id in it), only for posts that have copies.
    """
    prints = prints or remembered()
    same: defaultdict[bytes, list[str]] = defaultdict(list)
    texts: dict[bytes, str] = {}
    for post_id, text in sorted(items):
        if digest := prints.digest(text):
            same[digest].append(post_id)
            texts.setdefault(digest, text)
    members: defaultdict[bytes, list[str]] = defaultdict(list)
    for digest, head in _joined(texts, prints).items():
        members[head] += same[digest]
    return {post_id: min(ids) for ids in members.values() if len(ids) > 1 for post_id in ids}


def _joined(texts: Mapping[bytes, str], prints: Prints) -> dict[bytes, bytes]:
    """Each set of shingles with one that stands for all that are its copies, or copies of its copies."""
    parent = {digest: digest for digest in texts}

    def root(digest: bytes) -> bytes:
        while parent[digest] != digest:
            parent[digest] = parent[parent[digest]]
            digest = parent[digest]
        return digest

    sets: dict[bytes, Shingled] = {}

    def copied(a: bytes, b: bytes) -> bool:
        for digest in (a, b):
            if digest not in sets:
                sets[digest] = shingled(texts[digest])
        return sets[a].containment(sets[b]) >= CONTAINED and sets[a].coverage(sets[b]) >= COVERED

    for a, b in _candidates(list(texts), prints):
        if (one := root(a)) != (other := root(b)) and prints.pair(a, b, partial(copied, a, b)):
            parent[one] = other
    return {digest: root(digest) for digest in texts}


def _candidates(digests: list[bytes], prints: Prints) -> Iterator[tuple[bytes, bytes]]:
    """Every pair that has a band in common; pairs of large groups may come more than once."""
    if not digests:
        return
    codes, n = [np.empty(0, np.int64)], len(digests)
    for column in np.array([prints.bands(digest) for digest in digests]).T:
        order = np.argsort(column, kind="stable")
        starts = np.flatnonzero(np.r_[True, column[order][1:] != column[order][:-1]])
        sizes = np.diff(np.r_[starts, n])
        for size in np.unique(sizes[sizes > 1]):
            groups = order[starts[sizes == size][:, None] + np.arange(size)]
            if size > LARGE:  # most of these are soon known to be one cluster: not worth listing all pairs
                yield from ((digests[a], digests[b]) for group in groups for a, b in combinations(group, 2))
                continue
            first, second = np.triu_indices(size, 1)
            a, b = groups[:, first].ravel(), groups[:, second].ravel()
            codes.append(np.minimum(a, b) * n + np.maximum(a, b))
    for code in np.unique(np.concatenate(codes)).tolist():
        yield digests[code // n], digests[code % n]
