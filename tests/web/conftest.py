"""A console over the story, and a browser for it."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from crawlers.evidence.checks import Check, add_check
from pungmun.records import Finding
from pungmun.settings import Settings
from pungmun.store import Store, open_store
from pungmun.web import create_app

HERE = Path(__file__).parent
CONFIG = HERE / "config"


def load(name: str) -> ModuleType:
    """A module beside the tests, which are no package."""
    spec = importlib.util.spec_from_file_location(f"web_{name}", HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(texts: Sequence[str]) -> list[list[str]]:
    """Blank-separated words: enough of a language for pages."""
    return [text.split() for text in texts]


def judge(title: str, text: str) -> list[Finding]:
    """A finding for texts that hold 대사관, as the model would give one."""
    document = f"{title}\n{text}"
    if "대사관" not in document:
        return []
    start = document.index("대사관")
    chances = {"repeats": 0.6, "asks": 0.4}
    return [
        Finding("", "nk-all-missions-closed", "repeats", 0.6, chances, "대사관", start, start + 3, True, reasons=("‘대사관’이 나온다",))
    ]


@pytest.fixture(scope="session")
def story() -> ModuleType:
    """The story module."""
    return load("story")


@pytest.fixture(scope="session")
def story_file(story: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with the story in it, written once and copied for each test."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    opened = open_store(f"sqlite:///{path}", words)
    story.fill(opened)
    opened.close()
    assert [beside.name for beside in path.parent.iterdir()] == [path.name], "nothing is left in a log beside the file"
    return path


@pytest.fixture
def store(tmp_path: Path, story_file: Path) -> Iterator[Store]:
    """A store of its own with the story in it."""
    shutil.copy(story_file, tmp_path / "story.db")
    opened = open_store(f"sqlite:///{tmp_path}/story.db", words)
    yield opened
    opened.close()


@pytest.fixture
def app(store: Store, story: ModuleType, tmp_path: Path) -> FastAPI:
    """The console over the story; one post was looked at again twice."""
    settings = Settings(var_dir=tmp_path)
    post = story.judged_posts()[3].post
    for day, state, diff in (("17", "there", ""), ("19", "edited", "-모두 닫았다\n+일부 닫았다")):
        add_check(settings, Check(post.post_id, post.url, f"2023-11-{day}T00:00:00+00:00", state, diff=diff))  # type: ignore[arg-type]
    return create_app(store, CONFIG, judge_text=judge, secret=b"test", settings=settings)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """The console as a reader in Korean sees it."""
    return TestClient(app, base_url="http://127.0.0.1", headers={"accept-language": "ko"}, follow_redirects=False)
