"""Stores: writes a second, and how long search and timeline take on many posts."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pungmun.bench.result import Figure
from pungmun.bench.stream import stream
from pungmun.records import Finding, Label, Post
from pungmun.reports.timeline import timeline
from pungmun.store import Judged, Query, Store, open_store

BATCH = 1000
#: Share of posts with a finding: more than in a real stream, so that timelines have something to count.
WITH_FINDING = 0.2
CLAIMS = [f"bench-claim-{n}" for n in range(20)]


def words(texts: Sequence[str]) -> list[list[str]]:
    """Tokens by blanks: the bench measures the store, Kiwi is measured elsewhere."""
    return [text.split() for text in texts]


def judged(posts: Iterator[Post], seed: int = 5) -> Iterator[Judged]:
    """Posts with made-up findings."""
    rng = random.Random(seed)  # noqa: S311
    labels: list[Label] = ["repeats", "debunks", "asks", "weaker_true", "related"]
    for post in posts:
        if rng.random() > WITH_FINDING:
            yield Judged(post, (), frozenset(CLAIMS))
            continue
        label = rng.choice(labels)
        start = len(post.title) + 1
        evidence = post.document[start : start + 40]
        claim = rng.choice(CLAIMS)
        finding = Finding(
            post.post_id, claim, label, 0.8, {label: 0.8, "unrelated": 0.2}, evidence, start, start + len(evidence), rng.random() < 0.2
        )
        yield Judged(post, (finding,), frozenset(CLAIMS))


def fill(store: Store, batches: Sequence[Sequence[Judged]]) -> float:
    """Write; posts a second."""
    start = time.perf_counter()
    for batch in batches:
        store.write(batch)
    return sum(map(len, batches)) / (time.perf_counter() - start)


def embedded(folder: Path, texts: Sequence[str], size: int) -> list[Figure]:
    """The embedded store: writes, then search and timeline over `size` posts."""
    store = open_store(f"sqlite:///{folder / 'bench.db'}", words)
    try:
        posts = judged(stream(texts, (), size))
        rates: list[float] = []
        while batches := [b for b in (list(islice(posts, BATCH)) for _ in range(10)) if b]:
            rates.append(fill(store, batches))
        found = _latency(store, texts)
    finally:
        store.close()
    rate = statistics.harmonic_mean(rates)
    return [
        Figure(
            "SQLite: posts with findings written a second",
            rate,
            "posts/s",
            5000,
            detail=f"{size:,} posts, batches of {BATCH}, harmonic mean",
        ),
        Figure(
            f"SQLite, {size:,} posts: search, p95",
            found["search"],
            "ms",
            50,
            "less",
            detail="200 searches of one or two words, with and without label",
        ),
        Figure(
            f"SQLite, {size:,} posts: timeline, p95",
            found["timeline"],
            "ms",
            200,
            "less",
            detail=f"every one of {len(CLAIMS)} claims twice, by day",
        ),
        Figure(f"SQLite, {size:,} posts: counts by platform, day and label, p95", found["counts"], "ms", detail="20 calls"),
    ]


def _latency(store: Store, texts: Sequence[str]) -> dict[str, float]:
    rng = random.Random(9)  # noqa: S311
    vocabulary = [word for text in rng.sample(list(texts), min(400, len(texts))) for word in text.split() if len(word) > 1]

    def search() -> None:
        query = Query(" ".join(rng.sample(vocabulary, rng.choice((1, 2)))), labels=("repeats",) if rng.random() < 0.5 else ())
        store.search(query, limit=20, order=rng.choice(("newest", "relevance")))

    claims = iter(CLAIMS * 3)
    return {
        "search": p95(search, 200),
        "timeline": p95(lambda: timeline(store, next(claims)), 2 * len(CLAIMS)),
        "counts": p95(lambda: store.counts(("platform", "day", "label")), 20),
    }


def p95(call: Callable[[], object], times: int) -> float:
    """95th percentile of `times` calls, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)[int(times * 0.95)]
