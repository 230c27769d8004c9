"""The demo: two weeks of November 2023 replayed on loopback by the real spiders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pungmun.desk import Desk
from pungmun.registry import Source
from pungmun.reports.summary import Summary
from pungmun.steps import run_round, write_digest

if TYPE_CHECKING:
    from crawlers.replay.story import Story


def run_demo(desk: Desk) -> Summary:
    """Start the replay site, run one round against it over HTTP, write the digest of the story's most telling day.

    Everything goes through the same steps as a round against the real services; only the addresses lead to loopback.
    """
    from crawlers.replay.site import ReplaySite

    with ReplaySite() as site, Desk(desk.settings.model_copy(update={"replay": site.url}), desk.progress) as replayed:
        replayed.sources = tuple(watching(source, site.story) for source in desk.sources)
        summary = run_round(replayed, claim_id=site.story.claim_id)
        summary.digest = str(write_digest(replayed, date.fromisoformat(site.story.digest_day)))
    return summary


def watching(source: Source, story: Story) -> Source:
    """A search source that also asks for the story's words, as an operator adds words of one's own to a source's YAML."""
    if "collection" not in source.options:
        return source
    return source.model_copy(update={"options": {**source.options, "queries": list(story.queries)}})
