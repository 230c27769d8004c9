"""A machine that refuses: a full disk, folders without the right to write, two rounds at once, a clock that jumps in mid-round.

Each time the operator is told in words, and one more round in peace leaves the store of an undisturbed one.
"""

from __future__ import annotations

import mmap
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.torture.conftest import Amount
from tests.torture.rounds import Calm, Forker, World, assert_proved, differences, dump, tell

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
DAY = 24 * 3600.0


def assert_told(code: int, said: str) -> None:
    """A command ended with a message and not with a traceback."""
    assert code in (1, 2), said
    assert "Traceback" not in said, said
    assert "Error: " in said


def assert_as_calm(world: World, forker: Forker, calm: Calm) -> None:
    """One more round in peace, and nothing is missing or there twice."""
    code, said = forker.run(world, "run")
    assert code in (0, 1), said  # 1 tells of a source that stopped in the round before, whose pages are stored now
    assert "Error: " not in said, said
    assert differences(calm.plain, dump(world)) == []
    assert_proved(world)


def test_two_rounds_at_once_leave_the_store_of_one(new_place: Callable[[str], World], forker: Forker, calm: Calm) -> None:
    world = new_place("both")
    rounds = [forker.start(world, "run") for _ in range(2)]

    codes = [command.wait(280) for command in rounds]

    said = "".join(command.said() for command in rounds)
    assert sorted(map(str, codes)) in (["0", "0"], ["0", "1"]), said
    if 1 in codes:
        assert "being crawled by process" in said
    assert_as_calm(world, forker, calm)


def test_a_file_that_may_not_grow_is_told_in_words_and_nothing_is_lost(
    new_world: Callable[[str], World], forker: Forker, calm: Calm
) -> None:
    world = new_world("full")
    for kilobytes in (8, 200):
        assert_told(*forker.run(world, "run", file_bytes=kilobytes * 1024))
    assert_as_calm(world, forker, calm)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A disk in memory on a folder; the function that it gives makes it larger (kilobytes). Skips where nothing may be mounted."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "small", str(folder)]
    if shutil.which("mount") is None or (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip() if shutil.which('mount') else 'no mount'}")

    def grow(size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}k", str(folder)], check=True)

    try:
        yield grow
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_in_words_and_nothing_is_lost_when_there_is_room_again(
    tmp_path: Path, config: Path, site: object, forker: Forker, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    sizes = range(40, 1400, 40) if amount.long else (60, 300, 700)
    full = 0
    with small_disk(tmp_path / "small", sizes[0]) as grow:
        world = World(tmp_path / "small" / "world", config, site.url)  # type: ignore[attr-defined]
        for size in sizes:
            grow(size)
            code, said = forker.run(world, "run")
            if "Error: " not in said:
                break
            assert_told(code, said)
            assert "the disk is full" in said, said
            full += 1
        grow(64 * 1024)
        assert_as_calm(world, forker, calm)
    figures.append(f"a disk that was full {full} times while it grew from {sizes[0]} to {size} kB")
    assert full >= 2


#: What may not be written, below a world's folder, after which command: (command, folders, files).
SHUT = {
    "a new machine's folder": ("", [""], []),
    "the store": ("crawl", [""], ["pungmun.db"]),
    "everything": ("run", ["", "var", "var/**/"], ["*", "var/**/*"]),
    "the captures": ("", ["var/captures", "var/captures/**/"], []),
    "the spool": ("", ["var/spool"], []),
}


@contextmanager
def shut(world: World, what: str) -> Iterator[None]:
    """Take the right to write from these folders and files, then give it back."""
    _, folders, files = SHUT[what]
    here = world.folder
    paths = [path for pattern in folders for path in ([here] if not pattern else here.glob(pattern)) if path.is_dir()]
    paths += [path for pattern in files for path in here.glob(pattern) if path.is_file()]
    assert paths
    before = [(path, path.stat().st_mode) for path in paths]
    for path, mode in before:
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in before:
            path.chmod(mode)


def test_what_may_not_be_written_is_told_in_words_and_nothing_is_lost(
    new_world: Callable[[str], World], forker: Forker, calm: Calm
) -> None:
    world = new_world("shut")
    for what, (command, _, _) in SHUT.items():
        if command:
            code, said = forker.run(world, command)
            assert code == 0, said
        with shut(world, what):
            code, said = forker.run(world, "run", bound=True)
            assert_told(code, said)
            assert "can't be" in said, f"{what}: {said}"
            assert str(world.folder) in said, f"{what}: it does not say where: {said}"
    assert_as_calm(world, forker, calm)


#: A library that every process of the round loads: real time is what the system says plus what the shared file says.
CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile double *offset;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TORTURE_CLOCK");
    int handle = path ? open(path, O_RDONLY) : -1;
    if (handle >= 0) {
        void *found = mmap(0, sizeof(double), PROT_READ, MAP_SHARED, handle, 0);
        close(handle);
        if (found != MAP_FAILED) offset = found;
    }
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, now);
    if (!done && offset && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += (time_t)*offset;
    return done;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec fine;
    clock_gettime(CLOCK_REALTIME, &fine);
    now->tv_sec = fine.tv_sec;
    now->tv_usec = fine.tv_nsec / 1000;
    return 0;
}
"""


class Clock:
    """The clock of the commands that get its `env`; the tests' own clock stays right."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None or not sys.platform.startswith("linux"):
            pytest.skip("a clock can be set for single commands only on Linux with a C compiler")
        source, library, file = folder / "clock.c", folder / "clock.so", folder / "clock"
        source.write_text(CLOCK, encoding="ascii")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        file.write_bytes(struct.pack("d", 0.0))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 8)
        self.env = {"LD_PRELOAD": str(library), "TORTURE_CLOCK": str(file)}

    def set(self, seconds: float) -> None:
        """So far ahead (or, below zero, behind)."""
        self._shared[:] = struct.pack("d", seconds)


def timeless(found: dict[str, Any]) -> dict[str, Any]:
    """Without who saw a post first of all, search or article: only the clock says."""
    return found | {"posts": {post_id: {**row, "source_id": ""} for post_id, row in found["posts"].items()}}


def test_a_clock_that_is_set_back_and_forward_in_mid_round_loses_and_doubles_nothing(
    tmp_path: Path, new_world: Callable[[str], World], forker: Forker, calm: Calm, amount: Amount, figures: list[str]
) -> None:
    seed = int(os.environ.get("PUNGMUN_TORTURE_SEED", time.time()))
    clock, world, chance, jumps = Clock(tmp_path), new_world("jumping"), random.Random(seed), 0
    rounds = 10 if amount.long else 1
    for _ in range(rounds):
        process = world.start("run", **clock.env)
        while process.poll() is None:
            clock.set(chance.choice((-4000 * DAY, -DAY, -3600.0, 0.0, 3600.0, DAY, 4000 * DAY)))
            jumps += 1
            time.sleep(chance.uniform(0.05, 0.5))
        said = process.communicate()[0]
        assert process.returncode == 0, said
        assert differences(timeless(calm.plain), timeless(dump(world))) == []
        tell(f"{jumps} jumps of the clock, compared: equal")
    figures.append(f"{jumps} jumps of the clock in {rounds} rounds (seed {seed})")
    code, said = forker.run(world, "run")
    assert code == 0, said
    assert differences(timeless(calm.plain), timeless(dump(world))) == []
    assert_proved(world)
