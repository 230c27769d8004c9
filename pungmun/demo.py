"""The demo: two weeks of November 2023 replayed on loopback by the real spiders."""

from __future__ import annotations

from datetime import date

from pungmun.desk import Desk
from pungmun.reports.summary import Summary
from pungmun.steps import run_round, write_digest


def run_demo(desk: Desk) -> Summary:
    """Start the replay site, run one round against it over HTTP, write the digest of the story's most telling day.

    Everything goes through the same steps as a round against the real services; only the addresses lead to loopback.
    """
    from crawlers.replay.site import ReplaySite

    with ReplaySite() as site:
        story = site.story
        replayed = Desk(desk.settings.model_copy(update={"replay": site.url}), desk.progress)
        with replayed:
            summary = run_round(replayed, claim_id=story.claim_id)
            summary.digest = str(write_digest(replayed, date.fromisoformat(story.digest_day)))
    return summary
