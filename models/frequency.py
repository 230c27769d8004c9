"""How common a content word is: in how many of the corpus's topics (claims) it appears.

Counted by claim, not by post, so that a word of one claim's posts stays rare however many posts it has, and an unseen word
weighs as much as one that was seen with a single claim.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from models.corpus import LabelledPost
from models.reading import read

FILE = Path(__file__).parent / "data" / "frequency.tsv"
#: Words of fewer topics than this all weigh the same, so the file leaves them out.
MIN_TOPICS = 4


def count(posts: Iterable[LabelledPost]) -> dict[str, int]:
    """Content form → number of claims whose posts use it."""
    posts = list(posts)
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for labelled, reading in zip(posts, read([p.post for p in posts]), strict=True):
        for sentence in reading.sentences:
            for form in sentence.forms:
                topics[form].add(labelled.claim_id)
    return {form: len(claims) for form, claims in topics.items()}


def write(posts: Iterable[LabelledPost], path: Path = FILE) -> None:
    """Write the shipped table."""
    posts = list(posts)
    table = {form: n for form, n in count(posts).items() if n >= MIN_TOPICS}
    lines = [
        f"# topics\t{len({p.claim_id for p in posts})}",
        *(f"{form}\t{n}" for form, n in sorted(table.items(), key=lambda x: (-x[1], x[0]))),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@cache
def _table() -> tuple[int, dict[str, int]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return int(lines[0].split("\t")[1]), {form: int(n) for form, n in (line.split("\t") for line in lines[1:])}


def topics(form: str) -> float:
    """Share of topics that use `form`, in [0, 1]; 0 for a rare word."""
    total, table = _table()
    return table.get(form, 0) / total


def weight(form: str) -> float:
    """Inverse topic frequency scaled to [0.15, 1]; 1 for a rare word."""
    total, table = _table()
    return max(0.15, math.log((total + 1) / (table.get(form, MIN_TOPICS - 1) + 1)) / math.log((total + 1) / MIN_TOPICS))
