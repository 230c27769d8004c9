"""Posts that show the same picture are copies, whatever words stand around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from crawlers.evidence.pictures import PICTURES, PictureRow
from pungmun.settings import Settings

#: Bits of 64 in which the hashes of two saved, shrunk or re-encoded copies of one picture may differ.
DISTANCE = 6
#: A picture in so many posts of one author is that author's banner.
_BANNER = 3


def join_pictures(settings: Settings, clusters: Mapping[str, str], post_ids: Collection[str]) -> dict[str, str]:
    """Copy clusters by text, joined where posts show the same picture with text in it.

    Args:
        settings: names the folder of the rows.
        clusters: post id -> cluster id, the smallest post id in it, as `nlp.copies` gives them.
        post_ids: only these posts are clustered.

    Returns:
        post id -> cluster id, of the same shape.
    """
    shown = {post_id: rows for post_id, rows in PICTURES.posts(settings) if post_id in post_ids}
    together: dict[str, set[str]] = defaultdict(set)
    for post_id, cluster in clusters.items():
        together[cluster].add(post_id)
    groups = [*together.values(), *same_pictures(shown)]
    root: dict[str, str] = {}

    def top(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for group in groups:
        first, *others = sorted(group)
        for other in others:
            low, high = sorted((top(first), top(other)))
            root[high] = low
    return {post_id: top(post_id) for group in groups for post_id in group}


def same_pictures(shown: Mapping[str, Iterable[PictureRow]]) -> list[set[str]]:
    """Groups of two or more posts with one picture. Banners of a writer and pictures without text make no group."""
    posts: dict[str, set[str]] = defaultdict(set)
    authors: dict[str, Counter[str]] = defaultdict(Counter)
    for post_id, rows in sorted(shown.items()):
        for phash, author in sorted({(row.phash, row.author_key) for row in rows if row.phash and row.counts}):
            posts[phash].add(post_id)
            authors[phash][author] += bool(author)
    hashes = {phash: int(phash, 16) for phash in sorted(posts) if max(authors[phash].values()) < _BANNER}
    # Two hashes that differ in fewer bits than they have bytes have a byte in common, so only those are compared.
    bands: dict[tuple[int, int], list[str]] = defaultdict(list)
    for phash, bits in hashes.items():
        for band in range(8):
            bands[band, bits >> (8 * band) & 0xFF].append(phash)
    groups = [set(posts[phash]) for phash in hashes if len(posts[phash]) > 1]
    for alike in bands.values():
        for one, other in combinations(alike, 2):
            if (hashes[one] ^ hashes[other]).bit_count() <= DISTANCE:
                groups.append(posts[one] | posts[other])
    return [group for group in groups if len(group) > 1]
