"""Whole rounds over an Elasticsearch that is slow, busy, loses answers or is gone: the store ends as one that nothing happened to."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawlers.replay.site import ReplaySite
from tests.elasticsearch_node.fixtures import memory
from tests.elasticsearch_node.node import Node, NodeMissingError
from tests.store.faults import BadRoad
from tests.torture.conftest import Amount
from tests.torture.rounds import Calm, Forker, World, assert_proved, differences, dump, tell

pytestmark = [pytest.mark.slow, pytest.mark.elasticsearch, pytest.mark.timeout(3600)]
#: What may happen to a request, see `BadRoad`; half of them arrive.
ANY = ("slow", "429", "503", "gateway", "lost", "cut", "down")


@pytest.fixture
def over_road(tmp_path: Path, config: Path, site: ReplaySite, elasticsearch_url: str) -> Iterator[Callable[..., tuple[World, World]]]:
    """over_road(fault): a world whose store lies behind a bad road, and the same store without it."""
    roads: list[BadRoad] = []
    straight: list[World] = []

    def make(fault: Callable[[int], str]) -> tuple[World, World]:
        prefix = f"away-{uuid.uuid4().hex[:8]}"
        roads.append(BadRoad(elasticsearch_url, fault))
        folder = tmp_path / prefix
        straight.append(World(folder, config, site.url, f"{elasticsearch_url}/{prefix}"))
        return World(folder, config, site.url, f"{roads[-1].url}/{prefix}"), straight[-1]

    yield make
    for road in roads:
        road.close()
    for world in straight:
        store = world.open()
        store.destroy()  # type: ignore[attr-defined]
        store.close()


def test_a_round_whose_store_fails_at_random_leaves_the_store_of_an_undisturbed_one(
    over_road: Callable[..., tuple[World, World]], forker: Forker, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    rounds, met = 10 if amount.long else 1, 0
    for number in range(rounds):
        chance = random.Random(number)

        def fault(_: int, chance: random.Random = chance) -> str:
            nonlocal met
            word = chance.choice([*ANY, *[""] * len(ANY)])
            met += bool(word)
            return word

        world, straight = over_road(fault)
        code, said = forker.run(world, "run")
        if code:  # it may give up, in words; what it crawled waits
            assert "Error: " in said, said
            assert "Traceback" not in said, said
            code, said = forker.run(straight, "run")
        assert code == 0, said
        assert differences(calm.plain, dump(straight)) == []
        assert_proved(straight)
        tell(f"{number + 1} rounds, {met} faults on the way to Elasticsearch, each compared: equal")
    figures.append(f"{met} faults on the way to Elasticsearch in {rounds} rounds")
    assert met >= 10 * rounds


def test_a_store_that_is_gone_in_mid_round_for_a_while_is_waited_for(
    over_road: Callable[..., tuple[World, World]], forker: Forker, calm: Calm
) -> None:
    gone: list[float] = []

    def fault(asked: int) -> str:
        if asked == 12:
            gone.append(time.monotonic())
        return "down" if gone and time.monotonic() < gone[0] + 4 else ""

    world, straight = over_road(fault)
    code, said = forker.run(world, "run")
    assert gone
    assert code == 0, said
    assert differences(calm.plain, dump(straight)) == []
    assert_proved(straight)


def test_a_node_that_is_stopped_for_minutes_in_mid_round_loses_and_doubles_nothing(
    tmp_path: Path, config: Path, site: ReplaySite, forker: Forker, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    if not amount.long:
        pytest.skip("only in the long form: it waits for minutes")
    home = Path(tempfile.mkdtemp(prefix="pungmun-away-", dir=memory()))
    try:
        node = Node(home).start()
    except NodeMissingError as missing:
        pytest.skip(str(missing))
    try:
        world = World(tmp_path / "world", config, site.url, f"{node.url}/away")
        for number, minutes in enumerate((0.5, 3.0)):
            command = forker.start(world, "run")
            while world.steps().get("crawl", (0, 0.0))[0] <= number:
                assert command.wait(0.05) is None, command.said()
            node.kill()
            began = time.monotonic()
            code = command.wait(minutes * 60)
            if minutes > 1:  # longer than anybody waits
                assert code == 1, command.said()
                assert "can't be reached" in command.said()
                assert "spool" in command.said()
                command.wait(max(0.0, began + minutes * 60 - time.monotonic()))
                time.sleep(max(0.0, began + minutes * 60 - time.monotonic()))
            node.start()
            if code is None:
                assert command.wait(300) == 0, command.said()
            figures.append(f"a node stopped for {minutes:g} minutes in mid-round: {'told' if code else 'waited for'}")
        code, said = forker.run(world, "run")
        assert code == 0, said
        assert differences(calm.plain, dump(world)) == []
        assert_proved(world)
    finally:
        node.stop()
        shutil.rmtree(home, ignore_errors=True)
