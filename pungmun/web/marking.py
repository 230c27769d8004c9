"""A post's text in pieces, so that a template can mark the deciding sentence inside segments of each kind."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pungmun.records import Finding, Post


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `label` is the counted label of the finding that it decided, empty when none."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The title or one segment."""

    kind: str
    pieces: tuple[Piece, ...]


def blocks(post: Post, findings: Sequence[Finding]) -> list[Block]:
    """The title (kind `title`) and the segments, cut at the borders of the findings' sentences."""
    document = post.document
    spans: list[tuple[int, int, str]] = [(0, len(post.title), "title"), *post.spans()]
    return [Block(kind, tuple(_cut(document, start, end, findings))) for start, end, kind in spans]


def _cut(document: str, start: int, end: int, findings: Sequence[Finding]) -> list[Piece]:
    """Pieces of document[start:end]; where sentences overlap, the first finding's mark stands."""
    borders = {start, end}
    for finding in findings:
        borders |= {min(max(place, start), end) for place in (finding.start, finding.end)}
    order = sorted(borders)
    pieces: list[Piece] = []
    for left, right in itertools.pairwise(order):
        label = next((f.counted_as for f in findings if f.start <= left and right <= f.end and f.start < f.end), "")
        pieces.append(Piece(document[left:right], label))
    return pieces
