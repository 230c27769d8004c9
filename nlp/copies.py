"""Copies: posts whose own text is nearly the same, found by MinHash and verified by the letters they really share."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rensa import RMinHash, RMinHashLSH

from nlp.normalize import plain
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
_PERMUTATIONS, _BANDS = 128, 64


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


def clusters(items: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Copy clusters among posts.

    Args:
        items: (post_id, own text) pairs; their order changes nothing.

    Returns:
        post_id → cluster id (the smallest post_id in it), only for posts that have copies.
    """
    texts = {post_id: s for post_id, text in sorted(items) if len((s := shingled(text)).shingles) > SHORTEST - SHINGLE}
    parent = {post_id: post_id for post_id in texts}

    def root(post_id: str) -> str:
        while parent[post_id] != post_id:
            parent[post_id] = parent[parent[post_id]]
            post_id = parent[post_id]
        return post_id

    same: defaultdict[frozenset[int], list[str]] = defaultdict(list)
    for post_id, text in texts.items():
        same[text.shingles].append(post_id)
    firsts = [ids[0] for ids in same.values()]
    for ids in same.values():
        for other in ids[1:]:
            parent[other] = ids[0]
    index = RMinHashLSH(threshold=0.3, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for number, post_id in enumerate(firsts):
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=42)
        sketch.update([str(s) for s in texts[post_id].shingles])
        for other in index.query(sketch):
            a, b = texts[post_id], texts[firsts[other]]
            if root(post_id) != root(firsts[other]) and a.containment(b) >= CONTAINED and a.coverage(b) >= COVERED:
                low, high = sorted((root(post_id), root(firsts[other])))
                parent[high] = low
        index.insert(number, sketch)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for post_id in texts:
        members[root(post_id)].append(post_id)
    return {post_id: min(ids) for ids in members.values() if len(ids) > 1 for post_id in ids}
