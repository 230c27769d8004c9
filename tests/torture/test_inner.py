"""Later looks at posts (`pungmun evidence check`): a page that sends us to an address within our network sends us nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crawlers.recheck import recheck
from crawlers.replay.reply import Reply
from crawlers.replay.site import ReplaySite
from pungmun.records import Post
from pungmun.registry.sources import load_sources
from pungmun.settings import Settings

HOST = "rumour.tistory.com"
INNER = (
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/",
    "http://[::ffff:a9fe:a9fe]/",
    f"http://{HOST}@10.0.0.1/",
    f"http://{HOST}.10.0.0.1.evil.example/",
    "http://localhost:9200/_all",
    "//127.0.0.1:8765/metrics",
    "file:///etc/passwd",
)


@pytest.mark.slow
def test_a_later_look_follows_no_redirect_into_our_network_and_calls_nothing_gone(
    tmp_path: Path, story: Path, config: Path, make_post: Callable[..., Post]
) -> None:
    def mood(host: str, path: str, query: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
        if path == "/robots.txt":
            return Reply(b"User-agent: *\nAllow: /\n", content_type="text/plain")
        return Reply(b"", 302, headers={"Location": INNER[int(path.strip("/"))]})

    [source] = [source for source in load_sources(config) if source.source_id == "tistory-posts"]
    sources = [source.model_copy(update={"options": {"hosts": [HOST]}})]  # as a permission names them
    posts = [make_post(f"p{n}", platform="tistory", url=f"https://{HOST}/{n}") for n in range(len(INNER))]
    imported = make_post("inner", platform="tistory", url=INNER[0])
    with ReplaySite(story, mood) as site:
        done = recheck([*posts, imported], sources, Settings(var_dir=tmp_path, replay=site.url))

    assert {host for host, _ in site.asked} == {HOST}
    assert done.uncovered == [imported]
    assert {check.post_id for check in done.checks} == {post.post_id for post in posts}
    assert {check.state for check in done.checks} == {"unseen"}
