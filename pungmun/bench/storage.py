"""Stores: writes a second, and how long search and timeline take on many posts."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from pungmun.bench import clock
from pungmun.bench.pages import pages
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
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


def embedded(setting: Setting) -> list[Figure]:
    """The embedded store: writes, then search, timeline and counts over all of it."""
    size = setting.store_size(5_000, 1_000_000)
    folder = setting.folder / "sqlite"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'bench.db'}", words)
    try:
        posts = judged(stream(setting.texts, (), size))
        rates = []
        while batch := list(islice(posts, BATCH)):
            start = clock.now()
            store.write(batch)
            rates.append(len(batch) / (clock.now() - start))
        found = latencies(store, setting.texts)
        console = pages(store, CLAIMS, setting.texts, folder / "config")
        bytes_ = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    finally:
        store.close()
    tenth = max(1, len(rates) // 10)
    told = (
        f"{size:,} posts in batches of {BATCH:,}, {WITH_FINDING:.0%} with a finding; "
        f"first tenth {statistics.harmonic_mean(rates[:tenth]):,.0f}, "
        f"last {statistics.harmonic_mean(rates[-tenth:]):,.0f} posts/s"
    )
    write = Figure("SQLite: posts with findings written", statistics.harmonic_mean(rates), "posts/s", 5000, detail=told)
    return [write, Figure("SQLite: disk", bytes_ / size, "bytes/post"), *latency_figures("SQLite", size, found), *console]


def latency_figures(name: str, size: int, found: dict[str, list[float]]) -> list[Figure]:
    """Figures of `latencies`."""

    def told(key: str, words: str) -> str:
        return f"{len(found[key])} {words}; median {statistics.median(found[key]):.1f} ms"

    search, line, counts = (p95(found[key]) for key in ("search", "timeline", "counts"))
    return [
        Figure(f"{name}, {size:,} posts: search, p95", search, "ms", 50, "less", detail=told("search", "searches of one or two words")),
        Figure(
            f"{name}, {size:,} posts: timeline, p95", line, "ms", 200, "less", detail=told("timeline", f"of {len(CLAIMS)} claims by day")
        ),
        Figure(
            f"{name}, {size:,} posts: timeline by hour, p95", p95(found["hours"]), "ms", 200, "less", detail=told("hours", "over all time")
        ),
        Figure(f"{name}, {size:,} posts: review queue, p95", p95(found["queue"]), "ms", 200, "less", detail=told("queue", "first pages")),
        Figure(f"{name}, {size:,} posts: counts, p95", counts, "ms", detail=told("counts", "by platform, day and label")),
    ]


def latencies(store: Store, texts: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds of each call, the first ones, which fill the caches, included."""
    rng = random.Random(9)  # noqa: S311
    vocabulary = [word for text in rng.sample(list(texts), min(400, len(texts))) for word in text.split() if len(word) > 1]

    def search() -> None:
        query = Query(" ".join(rng.sample(vocabulary, rng.choice((1, 2)))), labels=("repeats",) if rng.random() < 0.5 else ())
        store.search(query, limit=20, order=rng.choice(("newest", "relevance")))

    claims, hours = iter(CLAIMS * 2), iter(CLAIMS)
    return {
        "search": _times(search, 200),
        "timeline": _times(lambda: timeline(store, next(claims)), 2 * len(CLAIMS)),
        "hours": _times(lambda: timeline(store, next(hours), "hour"), len(CLAIMS)),
        "queue": _times(lambda: store.search(Query(labels=("needs_review",)), limit=1, order="uncertain"), 20),
        "counts": _times(lambda: store.counts(("platform", "day", "label")), 20),
    }


def _times(call: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        start = clock.now()
        call()
        found.append((clock.now() - start) * 1000)
    return found


def p95(values: Sequence[float]) -> float:
    """95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]
