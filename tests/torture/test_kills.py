"""Rounds that are killed (SIGKILL) at random moments and started again: nothing is lost, nothing is there twice."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.replay.reply import Reply
from crawlers.replay.site import ReplaySite
from crawlers.spool import read_posts
from pungmun.records import Review
from tests.torture.conftest import Amount
from tests.torture.rounds import Forker, World, assert_proved, differences, dump, set_review

pytestmark = [pytest.mark.slow, pytest.mark.timeout(14_400)]
#: Kills that one world suffers before it is compared; the next ones meet a new world, so that first writes are killed too.
A_WORLD = 25
#: Decisions that an analyst takes while rounds are killed, by the rank of the post's id.
DECISIONS = {0: "repeats", 3: "debunks", 5: "unrelated", 8: "asks"}


def reviews_for(ids: list[str]) -> list[Review]:
    """The decisions on a store's posts; always the same ones."""
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    return [
        Review(ids[rank], "nk-all-missions-closed", label, "hangyeol", at, "torture")  # type: ignore[arg-type]
        for rank, label in DECISIONS.items()
    ]


@contextlib.contextmanager
def forker(world: World) -> Iterator[Forker]:
    """Commands of a world."""
    server = Forker(world)
    try:
        yield server
    finally:
        server.close()


def finish(server: Forker, *arguments: str) -> float:
    """Let a command run to its end; its seconds."""
    began = time.monotonic()
    server.start(*arguments)
    code = server.wait(600)
    assert code in (0, 1), f"exit code {code}:\n{server.log.read_text(encoding='utf-8')[-4000:]}"
    return time.monotonic() - began


def kill_at_random(server: Forker, chance: random.Random, longest: float, *arguments: str) -> bool:
    """Start a command and kill it within `longest` seconds; whether it was still running.

    Every fourth time only the command is killed and not the crawl that it started: that has to see it by itself.
    """
    pid = server.start(*arguments)
    if server.wait(chance.uniform(0, longest)) is not None:
        return False
    with contextlib.suppress(ProcessLookupError):
        (os.kill if chance.random() < 0.25 else os.killpg)(pid, signal.SIGKILL)
    server.wait(30)
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


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def new_place(request: pytest.FixtureRequest, tmp_path: Path, config: Path, site: ReplaySite) -> Iterator[Callable[[str], World]]:
    """new_place(name): a world over either store."""
    node = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    made: list[World] = []

    def make(name: str) -> World:
        made.append(World(tmp_path / name, config, site.url, node and f"{node}/kills-{uuid.uuid4().hex[:8]}"))
        return made[-1]

    yield make
    for world in made if node else ():
        store = world.open()
        store.destroy()  # type: ignore[attr-defined]
        store.close()


def test_a_round_killed_at_random_moments_leaves_the_store_of_an_undisturbed_one(
    new_place: Callable[[str], World], amount: Amount, figures: list[str]
) -> None:
    seed = int(os.environ.get("PUNGMUN_TORTURE_SEED", time.time()))
    chance, done, calm = random.Random(seed), Done(), new_place("calm")
    with forker(calm) as server:
        duration = finish(server, "run")
        store = calm.open()
        decisions = reviews_for([stored.post.post_id for stored in store.scan()])
        store.close()
        for review in decisions:
            set_review(calm, review)
        finish(server, "run")
    expected = dump(calm)
    assert_proved(calm)
    kind = calm.url.partition(":")[0].replace("http", "elasticsearch")
    while done.kills < amount.kills:
        wanted = min(amount.kills, done.kills + A_WORLD)
        killed = new_place(f"killed{done.compared}")
        torture(killed, chance, duration, decisions, done, wanted)
        assert differences(expected, dump(killed)) == []
        assert_proved(killed)
        done.compared = done.kills
        sys.stdout.write(f"\n{datetime.now(UTC):%H:%M:%S} {kind}: {done}\n")
        sys.stdout.flush()
    figures.append(f"kills of whole rounds over {kind}: {done}; a round alone took {duration:.1f} s (seed {seed})")


def torture(world: World, chance: random.Random, duration: float, decisions: list[Review], done: Done, kills: int) -> None:
    """Kill a world's rounds until so many kills are done, with an analyst deciding in between, then let it end in peace."""
    waiting, longest = list(decisions), duration * 1.1
    with forker(world) as server:
        while done.kills < kills:
            done.rounds += 1
            began, before = time.monotonic(), world.steps()
            if kill_at_random(server, chance, longest, "run"):
                done.kills += 1
                done.at[what_was_going_on(before, world.steps())] += 1
            else:  # it had ended: later rounds are quicker than the first, and a moment after their end kills nothing
                longest = max(duration / 3, (time.monotonic() - began) * 1.1)
            waiting = [review for review in waiting if not _decided(world, review)]
        finish(server, "run")
        for review in waiting:
            set_review(world, review)
        finish(server, "run")


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
    new_world: Callable[[str], World], site: ReplaySite, amount: Amount, figures: list[str]
) -> None:
    calm, killed = new_world("calm"), new_world("killed")
    with forker(calm) as server:
        finish(server, "crawl")
    shutil.copytree(calm.folder / "var", killed.folder / "var")
    [spooled] = [path.name for path in (calm.folder / "var" / "spool").iterdir()]
    crawled = {post.post_id for post in read_posts(calm.folder / "var" / "spool", spooled)}
    assert len(crawled) > 15
    site.mood = lambda host, path, query, headers: Reply(b"gone", 503, "text/plain")
    with forker(calm) as server:
        duration = finish(server, "run", "--source", "tistory-posts")
    chance, kills = random.Random(11), 0

    with forker(killed) as server:
        for _ in range(max(4, amount.kills // 8)):
            kills += kill_at_random(server, chance, duration, "run", "--source", "tistory-posts")
        finish(server, "run", "--source", "tistory-posts")

    figures.append(f"kills while storing: {kills}")
    assert kills > 1
    expected, found = dump(calm), dump(killed)
    assert {*found["posts"]} == crawled
    assert differences(expected, found) == []
    assert_proved(killed)
    store = killed.open()
    rows = [row for row in store.health() if row.round_id == spooled]
    store.close()
    assert sum(row.new for row in rows) == len(crawled), "a source's new posts were forgotten by a kill"
