"""Shared by all tests: no settings of this machine, a folder of one's own."""

import os
from datetime import UTC, datetime

import pytest

from pungmun.records import Finding, Post, Published, Segment
from pungmun.settings import get_settings
from pungmun.store import Judged, open_store


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith("PUNGMUN_") and name not in ("PUNGMUN_REQUIRE_ELASTICSEARCH", "PUNGMUN_TEST_ELASTICSEARCH", "PUNGMUN_CHROMIUM"):
            monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def make_post():
    """make_post("p1", "text", published="2023-11-12T09:00:00+09:00", …): a post with sensible values for the rest."""

    def make(post_id="p1", text="북한이 모든 공관을 닫았다고 한다.", *, published=None, platform="naver_blog", title="제목", **more):
        url = more.pop("url", f"https://{platform.replace('_', '-')}.example/{post_id}")
        when = published if isinstance(published, Published) else Published.from_iso(published)
        seen = more.pop("seen_at", datetime(2023, 12, 1, tzinfo=UTC))
        return Post(post_id, platform, url, url, title, (Segment("text", text),), when, seen, **more)

    return make


@pytest.fixture
def make_judged(make_post):
    """make_judged("p1", "repeats", claim="moon", …): the post with one finding of that label."""

    def make(post_id, label, *, claim="moon", review=False, score=0.9, **post):
        made = make_post(post_id, **post)
        rest = "related" if label != "related" else "asks"
        evidence = made.text.split("\n")[0]
        start = len(made.title) + 1
        probabilities = {label: score, rest: 1 - score}
        finding = Finding(post_id, claim, label, score, probabilities, evidence, start, start + len(evidence), review)
        return Judged(made, (finding,), frozenset({claim}))

    return make


@pytest.fixture
def store(tmp_path):
    """An empty embedded store; words are what blanks separate."""
    opened = open_store(f"sqlite:///{tmp_path}/pungmun.db", lambda texts: [text.split() for text in texts])
    yield opened
    opened.close()
