"""What every part of the bench works with: texts, the labelled corpus, sizes, a scratch folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pungmun.bench.stream import background
from pungmun.records import Claim, Post

if TYPE_CHECKING:
    from models.corpus import LabelledPost

#: Claims of the small registry.
FEW = 10


@dataclass(frozen=True)
class Setting:
    """One run of the bench; small enough to be sent to the process of each part.

    Attributes:
        background_dir: texts that are about no claim; None takes the corpus's own.
        short: small sizes: whether anything is lost, and rough figures.
        folder: scratch, removed after the run.
        elasticsearch: address of a node, empty for none.
        stored: how many posts the stores are filled with; 0 for each store's own number.
    """

    background_dir: Path | None
    short: bool
    folder: Path
    elasticsearch: str = ""
    stored: int = 0

    def size(self, short: int, long: int) -> int:
        """The size for this form of the run."""
        return short if self.short else long

    def store_size(self, short: int, long: int) -> int:
        """How many posts a store is filled with."""
        return self.stored or self.size(short, long)

    @cached_property
    def corpus(self) -> tuple[tuple[Claim, ...], tuple[LabelledPost, ...]]:
        """The shipped corpus."""
        from models.corpus import shipped

        return shipped()

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims of the corpus."""
        return self.corpus[0]

    @cached_property
    def few(self) -> tuple[Claim, ...]:
        """Ten claims, from all writers."""
        return self.claims[:: len(self.claims) // FEW][:FEW]

    @cached_property
    def posts(self) -> list[Post]:
        """The corpus's posts."""
        return [labelled.post for labelled in self.corpus[1]]

    @cached_property
    def texts(self) -> list[str]:
        """Background texts."""
        if self.background_dir:
            return background(self.background_dir)
        return [
            part for labelled in self.corpus[1] if labelled.label in ("unrelated", "related") for part in labelled.post.text.split("\n")
        ]

    @property
    def inputs(self) -> list[str]:
        """Every text that is used, for the hash."""
        claims = [json.dumps(asdict(claim), ensure_ascii=False, sort_keys=True, default=str) for claim in self.claims]
        return [*self.texts, *claims, *(post.document for post in self.posts)]


def write_claims(path: Path, claims: Sequence[Claim]) -> Path:
    """Claims as a file for `pungmun classify`."""
    keys = ("claim_id", "statement", "truth", "weaker_true", "variants", "aliases", "verdict")
    rows = [{key: value for key, value in asdict(claim).items() if key in keys} for claim in claims]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
