"""Elasticsearch: writes against the client's own bulk helper with the same documents, then search and timeline."""

from __future__ import annotations

import uuid
from itertools import islice

from pungmun.bench import clock
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.storage import BATCH, WITH_FINDING, judged, latencies, latency_figures, words
from pungmun.bench.stream import stream


def distributed(setting: Setting) -> list[Figure]:
    """The store on the node that was named; writes batch by batch in turns. Nothing without a node."""
    if not setting.elasticsearch:
        return []
    from pungmun.store.elastic import ElasticStore
    from pungmun.store.elastic.bare import BareBulk

    size = setting.size(3_000, 200_000)
    prefix = f"bench{uuid.uuid4().hex[:8]}"
    store, bare = ElasticStore(f"{setting.elasticsearch}/{prefix}", words), BareBulk(setting.elasticsearch, f"{prefix}-bare")
    try:
        store.migrate()
        posts = judged(stream(setting.texts, (), size))
        ours = theirs = 0.0
        while batch := list(islice(posts, BATCH)):
            documents = bare.documents(batch)
            start = clock.now()
            store.write(batch)
            middle = clock.now()
            bare.write(documents)
            ours, theirs = ours + middle - start, theirs + clock.now() - middle
        found = latencies(store, setting.texts)
    finally:
        store.destroy()
        store.close()
        bare.close()
    told = (
        f"{size:,} posts in batches of {BATCH:,}, {WITH_FINDING:.0%} with a finding: "
        f"{size / ours:,.0f} posts/s, bare {size / theirs:,.0f}; "
        "the bare helper is given finished documents, the store makes them and claims each post's place first"
    )
    return [
        Figure("Elasticsearch: posts written against bare helpers.bulk", theirs / ours, "of its posts/s", 0.8, detail=told),
        Figure("Elasticsearch: posts written", size / ours, "posts/s", detail="one writer, one node"),
        *latency_figures("Elasticsearch", size, found),
    ]
