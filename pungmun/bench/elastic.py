"""Elasticsearch: writes against the client's own bulk helper with the same documents, then search, deep pages, aggregations."""

from __future__ import annotations

import statistics
import uuid
from itertools import islice

from pungmun.bench import clock
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.storage import BATCH, WITH_FINDING, judged, latencies, latency_figures, words
from pungmun.bench.stream import stream
from pungmun.store import Query, Store

#: Hits of a page that a reader turns to the end, and how many of them.
PAGE, PAGES = 100, 200


def distributed(setting: Setting) -> list[Figure]:
    """The store on the node that was named; writes batch by batch in turns. Nothing without a node."""
    if not setting.elasticsearch:
        return []
    from pungmun.store.elastic import ElasticStore
    from pungmun.store.elastic.bare import BareBulk

    size = setting.store_size(3_000, 200_000)
    prefix = f"bench{uuid.uuid4().hex[:8]}"
    store, bare = ElasticStore(f"{setting.elasticsearch}/{prefix}", words), BareBulk(setting.elasticsearch, f"{prefix}-bare")
    try:
        store.migrate()
        posts = judged(stream(setting.texts, (), size))
        ours: list[float] = []
        theirs: list[float] = []
        while batch := list(islice(posts, BATCH)):
            documents = bare.documents(batch)
            start = clock.now()
            store.write(batch)
            middle = clock.now()
            bare.write(documents)
            ours.append(middle - start)
            theirs.append(clock.now() - middle)
        found = latencies(store, setting.texts)
        first, last, turned = _pages(store, size)
    finally:
        store.destroy()
        store.close()
        bare.close()
    told = (
        f"{size:,} posts in batches of {BATCH:,}, {WITH_FINDING:.0%} with a finding, "
        "without the first batch, which makes the months' indices: "
        f"{BATCH * (len(ours) - 1) / sum(ours[1:]):,.0f} posts/s, bare {BATCH * (len(theirs) - 1) / sum(theirs[1:]):,.0f}; "
        "the bare helper is given finished documents, the store makes them and claims each post's place first"
    )
    ratio = sum(theirs[1:]) / sum(ours[1:])
    return [
        Figure("Elasticsearch: posts written against bare helpers.bulk", ratio, "of its posts/s", 0.8, detail=told),
        Figure("Elasticsearch: posts written", size / sum(ours), "posts/s", detail="one writer, one node"),
        *latency_figures("Elasticsearch", size, found),
        Figure(
            f"Elasticsearch, {size:,} posts: a deep page against a first one",
            last / first,
            "times as long",
            2,
            "less",
            detail=f"{turned:,} pages of {PAGE}: medians of the first and the last tenth, {first:.0f} and {last:.0f} ms",
        ),
    ]


def _pages(store: Store, size: int) -> tuple[float, float, int]:
    """Milliseconds of a page near the beginning and of one far behind, and how many pages were turned; no post is seen twice."""
    times: list[float] = []
    seen: set[str] = set()
    cursor: str | None = None
    while len(times) < PAGES:
        start = clock.now()
        page = store.search(Query(), limit=PAGE, cursor=cursor)
        times.append((clock.now() - start) * 1000)
        seen.update(hit.post.post_id for hit in page.hits)
        if (cursor := page.next) is None:
            break
    if len(seen) != min(size, PAGE * len(times)):
        raise AssertionError(f"{len(times)} pages of {PAGE} held {len(seen)} posts")
    tenth = max(1, len(times) // 10)
    return statistics.median(times[:tenth]), statistics.median(times[-tenth:]), len(times)
