"""Rounds that are killed (SIGKILL) at random moments and started again: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from crawlers.replay.reply import Reply
from crawlers.replay.site import ReplaySite
from crawlers.spool import read_posts
from pungmun.records import Review
from tests.torture.conftest import Amount
from tests.torture.rounds import Calm, Forker, World, assert_proved, differences, dump, set_review, tell

pytestmark = [pytest.mark.slow, pytest.mark.timeout(14_400)]
#: Kills that one world suffers before it is compared; the next ones meet a new world, so that first writes are killed too.
A_WORLD = 25


def finish(forker: Forker, world: World, *arguments: str) -> None:
    """Let a command run to its end."""
    code, said = forker.run(world, *arguments)
    assert code in (0, 1), f"exit code {code}:\n{said[-4000:]}"


def kill_at_random(forker: Forker, world: World, chance: random.Random, longest: float, *arguments: str) -> bool:
    """Start a command and kill it within `longest` seconds; whether it was still running.

    Every fourth time only the command is killed and not the crawl that it started: that has to see it by itself.
    """
    command = forker.start(world, *arguments)
    if command.wait(chance.uniform(0, longest)) is not None:
        return False
    command.kill(group=chance.random() >= 0.25)
    return True


@dataclass
class Done:
    """What was done until now; told as it goes, so that a run that is stopped still says what it did."""

    kills: int = 0
    rounds: int = 0
    compared: int = 0
    at: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """For people."""
        where = ", ".join(f"{n} {name}" for name, n in self.at.most_common())
        return f"{self.kills} kills in {self.rounds} rounds ({where}), compared after {self.compared}: equal"


def what_was_going_on(before: dict[str, tuple[int, float]], after: dict[str, tuple[int, float]]) -> str:
    """What a round that was killed had just begun, by the steps that it had ended."""
    ended = [name for name, (count, _) in after.items() if count > before.get(name, (0, 0.0))[0]]
    last = max(ended, key=lambda name: after[name][1], default="")
    if last == "store":
        return "finding copies" if "crawl" in ended else "crawling"
    return {"": "starting or crawling", "crawl": "judging", "judge": "writing", "write": "judging or booking"}.get(last, "ending")


def test_a_round_killed_at_random_moments_leaves_the_store_of_an_undisturbed_one(
    new_place: Callable[[str], World], forker: Forker, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    seed = int(os.environ.get("PUNGMUN_TORTURE_SEED", time.time()))
    chance, done = random.Random(seed), Done()
    while done.kills < amount.kills:
        world = new_place(f"killed{done.compared}")
        torture(world, forker, chance, calm, done, min(amount.kills, done.kills + A_WORLD))
        assert differences(calm.decided, dump(world)) == []
        assert_proved(world)
        done.compared = done.kills
        tell(f"{world.kind}: {done}")
    figures.append(f"kills of whole rounds over {world.kind}: {done}; a round alone took {calm.seconds:.1f} s (seed {seed})")


def torture(world: World, forker: Forker, chance: random.Random, calm: Calm, done: Done, kills: int) -> None:
    """Kill a world's rounds until so many kills are done, with an analyst deciding in between, then let it end in peace."""
    waiting, longest = list(calm.reviews), calm.seconds * 1.1
    while done.kills < kills:
        done.rounds += 1
        began, before = time.monotonic(), world.steps()
        if kill_at_random(forker, world, chance, longest, "run"):
            done.kills += 1
            done.at[what_was_going_on(before, world.steps())] += 1
        else:  # it had ended: later rounds are quicker than the first, and a moment after their end kills nothing
            longest = max(calm.seconds / 3, (time.monotonic() - began) * 1.1)
        waiting = [review for review in waiting if not _decided(world, review)]
    finish(forker, world, "run")
    for review in waiting:
        set_review(world, review)
    time.sleep(1.5)  # what another process wrote, Elasticsearch shows within a second: a round that starts sooner judges without it
    finish(forker, world, "run")


def _decided(world: World, review: Review) -> bool:
    """Set a review as soon as its post is there."""
    if not (world.settings.var_dir / "metrics").exists():  # nothing was ever stored
        return False
    store = world.open()
    try:
        if store.get(review.post_id) is None:
            return False
        store.set_review(review)
    finally:
        store.close()
    return True


def test_what_was_crawled_is_stored_although_the_site_is_gone_and_storing_is_killed(
    new_place: Callable[[str], World], forker: Forker, site: ReplaySite, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    last = ("run", "--source", "tistory-posts")  # what is left in the spool is stored first; then it finds the site gone
    chance, kills, rounds, seconds = random.Random(11), 0, 0, 1.5
    while kills < max(3, amount.kills // 2):
        world = new_place(f"storing{rounds}")
        site.mood = None
        finish(forker, world, "crawl")
        [spooled] = [path.name for path in (world.settings.var_dir / "spool").iterdir()]
        crawled = {post.post_id for post in read_posts(world.settings.var_dir / "spool", spooled)}
        assert crawled == {*calm.plain["posts"]}
        site.mood = lambda host, path, query, headers: Reply(b"gone", 503, "text/plain")
        # it is stored by the round that is killed last, so more kills need more worlds
        while (world.settings.var_dir / "spool" / spooled).exists() and kills < max(3, amount.kills // 2):
            rounds += 1
            kills += kill_at_random(forker, world, chance, seconds, *last)
        finish(forker, world, *last)
        assert differences(calm.plain, dump(world)) == []
        assert_proved(world)
        store = world.open()
        rows = [row for row in store.health() if row.round_id == spooled]
        store.close()
        assert sum(row.new for row in rows) == len(crawled), "a source's new posts were forgotten by a kill"
        tell(f"{world.kind}: {kills} kills while storing, compared: equal")
    figures.append(f"kills while storing over {world.kind}: {kills} in {rounds} rounds")
