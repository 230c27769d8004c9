"""The short form runs with all tests; `make torture` (PUNGMUN_TORTURE=long) runs the long one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers.replay.site import ReplaySite
from tests.elasticsearch_node.fixtures import elasticsearch_url  # noqa: F401  # a fixture
from tests.torture.rounds import Calm, Forker, World, be_calm, make_config, make_story

LONG = os.environ.get("PUNGMUN_TORTURE") == "long"
# read here, for each test starts without settings of this machine
_KILLS = int(os.environ.get("PUNGMUN_TORTURE_KILLS") or (200 if LONG else 8))
_PAGES = int(os.environ.get("PUNGMUN_TORTURE_PAGES") or (10_000 if LONG else 200))
_MINUTES = float(os.environ.get("PUNGMUN_TORTURE_MINUTES") or (60 if LONG else 0))


@dataclass(frozen=True)
class Amount:
    """How much is done: PUNGMUN_TORTURE_KILLS, …_PAGES and …_MINUTES (of readers and rounds) overrule the two forms."""

    kills: int = _KILLS
    pages: int = _PAGES
    minutes: float = _MINUTES
    long: bool = LONG


@pytest.fixture(scope="session")
def amount() -> Amount:
    return Amount()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_config(tmp_path_factory.mktemp("torture") / "config")


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_story(tmp_path_factory.mktemp("torture") / "story")


@pytest.fixture(scope="session")
def forker(config: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forker]:
    started = Forker(config, tmp_path_factory.mktemp("commands"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def calm(story: Path, config: Path, forker: Forker, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """What undisturbed rounds leave in an embedded store: the measure of every tortured world, whichever its store."""
    with ReplaySite(story) as running:
        return be_calm(World(tmp_path_factory.mktemp("calm"), config, running.url), forker)


@pytest.fixture
def site(story: Path) -> Iterator[ReplaySite]:
    with ReplaySite(story) as running:
        yield running


@pytest.fixture
def new_world(tmp_path: Path, config: Path, site: ReplaySite) -> Callable[[str], World]:
    return lambda name: World(tmp_path / name, config, site.url)


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def new_place(request: pytest.FixtureRequest, tmp_path: Path, config: Path, site: ReplaySite) -> Iterator[Callable[[str], World]]:
    """new_place(name): a world over either store."""
    node = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    made: list[World] = []

    def make(name: str) -> World:
        made.append(World(tmp_path / name, config, site.url, node and f"{node}/torture-{uuid.uuid4().hex[:8]}"))
        return made[-1]

    yield make
    for world in made if node else ():
        store = world.open()
        store.destroy()  # type: ignore[attr-defined]
        store.close()


_FIGURES: list[str] = []


@pytest.fixture
def figures() -> list[str]:
    """What was really done, for docs/reliability.md; shown after the tests."""
    return _FIGURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _FIGURES:
        terminalreporter.section("torture: what was done")
        for line in _FIGURES:
            terminalreporter.write_line(line)
