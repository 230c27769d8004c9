"""Every page of the console over the store that was filled, called in this process: how long a reader waits for the server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pungmun.bench import clock
from pungmun.bench.result import Figure
from pungmun.store import Query, Store
from pungmun.web import create_app

#: Longest a page may take, in milliseconds.
GOAL = 300
TIMES = 3
_CLAIM = """claim_id: {claim_id}
version: 1
topic: ""
statement: "{claim_id}에 관한 말이 모두 사실이다."
truth: "{claim_id}에 관한 말의 일부만 사실이다."
weaker_true: ["{claim_id}에 관한 말의 일부는 사실이다."]
verdict: 거짓
variants: []
aliases: {{}}
reviews: [{{publisher: "벤치", url: "https://bench.example/check", date: "2023-11-16", verdict: "거짓"}}]
"""


def pages(store: Store, claims: Sequence[str], texts: Sequence[str], folder: Path) -> list[Figure]:
    """The slowest page, with every page's slowest answer; each page was opened once before at one of its addresses.

    Args:
        store: filled.
        claims: ids of the claims that findings are about.
        texts: what the posts were made of; words to search for come from them.
        folder: for a registry of these claims.
    """
    (folder / "claims").mkdir(parents=True)
    (folder / "sources").mkdir()
    for claim_id in claims:
        (folder / "claims" / f"{claim_id}.yml").write_text(_CLAIM.format(claim_id=claim_id), encoding="utf-8")
    app = create_app(store, folder, secret=b"bench")
    slowest: dict[str, float] = {}
    with asyncio.Runner() as runner:
        for name, addresses in _addresses(store, claims, texts).items():
            _call(runner, app, addresses[0])  # the first visitor of a process waits for the templates, too
            slowest[name] = max(_call(runner, app, address) for address in addresses for _ in range(TIMES))
    told = ", ".join(f"{name} {ms:.0f}" for name, ms in sorted(slowest.items(), key=lambda item: -item[1]))
    return [Figure("Console: slowest page", max(slowest.values()), "ms", GOAL, "less", detail=f"slowest of each page in ms: {told}")]


def _addresses(store: Store, claims: Sequence[str], texts: Sequence[str]) -> dict[str, list[str]]:
    """One or more addresses of each page; words from the commonest to rare ones."""
    rng = random.Random(11)  # noqa: S311
    counted: dict[str, int] = {}
    for text in rng.sample(list(texts), min(20_000, len(texts))):
        for word in set(text.split()):
            if len(word) > 1 and word.isalnum():
                counted[word] = counted.get(word, 0) + 1
    common = sorted(counted, key=lambda word: (-counted[word], word))
    words = [common[min(n, len(common) - 1)] for n in (0, 3, 30, 300, 3000)]
    hits = store.search(Query(claims=(claims[0],), labels=("repeats",)), limit=3).hits
    claim = claims[0]
    return {
        "overview": ["/", "/?days=90"],
        "digest": ["/digest"],
        "claims": ["/claims"],
        "claim": [f"/claims/{one}" for one in claims[:3]],
        "claim by hour": [f"/claims/{claim}?by=hour"],
        "search": ["/search", "/search?label=repeats&label=needs_review", f"/search?claim={claim}", "/search?platform=daum_cafe"],
        "search, best match first": [f"/search?q={word}" for word in words],
        "search, newest first": [f"/search?q={word}&order=newest" for word in words],
        "search, word and claim": [f"/search?q={word}&claim={claim}" for word in words],
        "post": [f"/posts/{hit.post.post_id}" for hit in hits],
        "similar posts": [f"/posts/{hit.post.post_id}/similar" for hit in hits],
        "review queue": ["/review", f"/review?claim={claim}"],
        "second look": ["/review/second"],
        "sources": ["/sources"],
        "saved searches": ["/saved"],
        "quarantine": ["/quarantine"],
        "audit log": ["/audit"],
    }


def _call(runner: asyncio.Runner, app: Any, address: str) -> float:
    """Milliseconds of one answer.

    Raises:
        RuntimeError: the page failed.
    """
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": [(b"host", b"127.0.0.1"), (b"accept-language", b"ko")],
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    start = clock.now_all()
    runner.run(app(scope, receive, send))
    took = (clock.now_all() - start) * 1000
    if status != [200]:
        raise RuntimeError(f"{address}: {status}")
    return took
