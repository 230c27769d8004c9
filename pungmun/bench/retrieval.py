"""Does reading morphemes find more? Posts of the same claim among the ten most similar, for three ways to cut a text into words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.stream import stream
from pungmun.records import Post
from pungmun.store import Judged, open_store
from pungmun.store.base import Tokenize

if TYPE_CHECKING:
    from models.corpus import LabelledPost

TOP = 10
_WORD = re.compile(r"\w+")


def morphemes(texts: Sequence[str]) -> list[list[str]]:
    """Content morphemes by Kiwi: what the product's search uses."""
    from nlp.tokens import search_tokens_many

    return search_tokens_many(texts)


def written(texts: Sequence[str]) -> list[list[str]]:
    """Written words, as the analyzer `standard` cuts Korean."""
    return [_WORD.findall(text.lower()) for text in texts]


def bigrams(texts: Sequence[str]) -> list[list[str]]:
    """Pairs of neighbouring characters of each written word, as `cjk_bigram` makes them; a single character stays."""
    return [
        [pair for word in words for pair in ([word] if len(word) < 2 else [word[i : i + 2] for i in range(len(word) - 1)])]
        for words in written(texts)
    ]


WAYS: dict[str, Tokenize] = {"Kiwi": morphemes, "written words (standard)": written, "character pairs (cjk_bigram)": bigrams}


def recall(setting: Setting) -> list[Figure]:
    """Recall at ten of each way, on the embedded store: every corpus post asks for its likes, in its own crowd of background posts."""
    labelled = setting.corpus[1][:: setting.size(4, 1)]
    crowd = list(stream(setting.texts, (), setting.size(200, 4000), seed=6))
    found = {name: _recall(setting.folder / f"{number}.db", way, labelled, crowd) for number, (name, way) in enumerate(WAYS.items())}
    told = (
        f"{len(labelled):,} posts as queries, each against all others and {len(crowd):,} background posts; "
        "relevant: posts of the same claim"
    )
    return [Figure(f"recall at {TOP}, {name}", value, "", detail=told) for name, value in found.items()]


def _recall(path: Path, way: Tokenize, labelled: Sequence[LabelledPost], crowd: Sequence[Post]) -> float:
    claim_of = {item.post.post_id: item.claim_id for item in labelled if item.label != "unrelated"}
    size: defaultdict[str, int] = defaultdict(int)
    for claim_id in claim_of.values():
        size[claim_id] += 1
    store = open_store(f"sqlite:///{path}", way)
    try:
        everything = [*(item.post for item in labelled), *crowd]
        for at in range(0, len(everything), 1000):
            store.write([Judged(post) for post in everything[at : at + 1000]])
        shares = []
        for post_id, claim_id in claim_of.items():
            if size[claim_id] > 1:
                likes = [stored.post.post_id for stored in store.similar(post_id, TOP)]
                shares.append(sum(claim_of.get(like) == claim_id for like in likes) / min(TOP, size[claim_id] - 1))
    finally:
        store.close()
    return sum(shares) / len(shares)
