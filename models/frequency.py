"""How common a content word, or a pair or triple of letters, is: in how many of the corpus's topics (claims) it appears.

Counted by claim, not by post, so that a word of one claim's posts stays rare however many posts it has, and an unseen word
weighs as much as one that was seen with a single claim.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from models.corpus import LabelledPost
from models.reading import read
from nlp.grams import grams, squeeze
from nlp.normalize import plain

FILE = Path(__file__).parent / "data" / "frequency.tsv"
GRAMS = Path(__file__).parent / "data" / "grams.tsv"
#: Letter pairs and triples of a smaller share of topics than this all weigh the same.
COMMON_GRAM = 0.06
#: The share of topics that a rare one is taken to have.
RARE_GRAM = 0.034
#: Words of a smaller share of topics than this all weigh the same, so the file leaves them out.
RARE_WORD = 0.03


def count(posts: Iterable[LabelledPost]) -> dict[str, int]:
    """Content form → number of claims whose posts use it."""
    posts = list(posts)
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for labelled, reading in zip(posts, read([p.post for p in posts]), strict=True):
        for sentence in reading.sentences:
            for form in sentence.forms:
                topics[form].add(labelled.claim_id)
    return {form: len(claims) for form, claims in topics.items()}


def count_grams(posts: Iterable[LabelledPost]) -> dict[str, int]:
    """Pair or triple of letters → number of claims whose posts have it."""
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for labelled in posts:
        for gram in grams(squeeze(plain(labelled.post.document))):
            topics[gram].add(labelled.claim_id)
    return {gram: len(claims) for gram, claims in topics.items()}


def write(posts: Iterable[LabelledPost], path: Path = FILE, grams_path: Path = GRAMS) -> None:
    """Write the shipped tables."""
    posts = list(posts)
    topics = len({p.claim_id for p in posts})
    _write(path, topics, {form: n for form, n in count(posts).items() if n >= _least(topics)})
    _write(grams_path, topics, {gram: n for gram, n in count_grams(posts).items() if n >= COMMON_GRAM * topics and gram.isprintable()})


def _least(topics: int) -> int:
    return round(RARE_WORD * topics)


def _write(path: Path, topics: int, table: Mapping[str, int]) -> None:
    rows = (f"{form}\t{n}" for form, n in sorted(table.items(), key=lambda row: (-row[1], row[0])))
    path.write_text("\n".join([f"# topics\t{topics}", *rows]) + "\n", encoding="utf-8")


@cache
def _table(path: Path = FILE) -> tuple[int, dict[str, int]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return int(lines[0].split("\t")[1]), {form: int(n) for form, n in (line.split("\t") for line in lines[1:] if line)}


def topics(form: str) -> float:
    """Share of topics that use `form`, in [0, 1]; 0 for a rare word."""
    total, table = _table()
    return table.get(form, 0) / total


def weight(form: str) -> float:
    """Inverse topic frequency scaled to [0.15, 1]; 1 for a rare word."""
    total, table = _table()
    least = _least(total)
    return max(0.15, math.log((total + 1) / (table.get(form, least - 1) + 1)) / math.log((total + 1) / least))


def rarity(gram: str) -> float:
    """Inverse topic frequency of a pair or triple of letters, in [0, 1]; 1 for a rare one."""
    total, table = _table(GRAMS)
    found = table.get(gram)
    return 1.0 if found is None else min(1.0, math.log(total / found) / -math.log(RARE_GRAM))
