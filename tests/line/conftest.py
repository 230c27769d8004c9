"""One real demo for all tests of this folder: replay site, real spiders, model, embedded store, in a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Place:
    """A folder with a store of its own, and the `pungmun` command in it."""

    def __init__(self, folder: Path, store: str | None = None) -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "PUNGMUN_STORE": store or f"sqlite:///{folder}/pungmun.db",
            "PUNGMUN_VAR_DIR": str(folder / "var"),
            "PUNGMUN_CONFIG_DIR": str(ROOT / "config"),
        }

    def run(self, *arguments: str, code: int = 0) -> str:
        """Standard output of a command that must end with `code`."""
        command = [sys.executable, "-m", "pungmun", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=280)
        assert done.returncode == code, f"{arguments}: exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def json(self, *arguments: str, code: int = 0):
        """The same for `--format json`."""
        return json.loads(self.run(*arguments, "--format", "json", code=code))


@pytest.fixture(scope="session")
def new_place(tmp_path_factory):
    return lambda store=None: Place(tmp_path_factory.mktemp("place"), store)


@pytest.fixture(scope="session")
def demo(new_place):
    """(place, summary) of one demo."""
    place = new_place()
    return place, place.json("demo", "--no-serve")
