"""A small world for rounds that are tortured: 30 posts of the story, two claims, five sources, a store and folders of its own."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from crawlers.captures import index_lines
from crawlers.evidence.read import read_capture
from crawlers.replay.story import SHIPPED
from nlp import tokens
from pungmun.records import Review
from pungmun.records_json import post_to_json
from pungmun.settings import Settings
from pungmun.store import Store, open_store

ROOT = Path(__file__).parents[2]
CLAIMS = ("nk-all-missions-closed", "so-solar-emf")
SOURCES = ("daum-blog-search", "daum-cafe-search", "daum-cafe-posts", "naver-blog-search", "naver-blog-posts", "tistory-posts")
#: Copies, every state, every markup: small, but nothing that the whole story has is missing.
MOST = {"naver_blog": 12, "daum_cafe": 9, "tistory": 5}


def make_story(folder: Path, most: dict[str, int] | None = None) -> Path:
    """A story of its first posts a platform, those that are deleted, private or walled, and two families of copies."""
    folder.mkdir(parents=True)
    rows = [json.loads(line) for line in (SHIPPED / "posts.jsonl").read_text(encoding="utf-8").splitlines()]
    copied = {"s038", "s051"}
    left, kept = dict(most or MOST), []
    for row in sorted(rows, key=lambda row: (row["state"] == "ok", row["key"] not in copied and row["copy_of"] not in copied)):
        if left.get(row["platform"], 0) > 0:
            left[row["platform"]] -= 1
            kept.append(row)
    kept.sort(key=lambda row: row["key"])
    (folder / "posts.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")
    shutil.copy(SHIPPED / "story.yml", folder)
    return folder


def make_config(folder: Path, sources: Iterable[str] = SOURCES) -> Path:
    """A configuration of two claims and few sources; the searches ask few questions."""
    for name in ("claims", "sources", "lexicon"):
        (folder / name).mkdir(parents=True)
    for claim in CLAIMS:
        shutil.copy(ROOT / "config" / "claims" / f"{claim}.yml", folder / "claims")
    shutil.copytree(ROOT / "config" / "lexicon", folder / "lexicon", dirs_exist_ok=True)
    shutil.copy(ROOT / "config" / "alerts.yml", folder)
    for name in sources:
        row = yaml.safe_load((ROOT / "config" / "sources" / f"{name}.yml").read_text(encoding="utf-8"))
        if "collection" in row.get("options", ()):
            row["options"] |= {"queries_per_claim": 2, "pages": 1, "queries": ["공관", "대사관", "태양광"]}
        (folder / "sources" / f"{name}.yml").write_text(yaml.safe_dump(row, allow_unicode=True), encoding="utf-8")
    return folder


class World:
    """One operator's machine: a store, `var`, a configuration, and the command.

    Args:
        folder: everything lies in it.
        config: shared with other worlds; nothing writes there.
        replay: base address of a replay site.
        url: of the store; an embedded one in the folder when there is none.
    """

    def __init__(self, folder: Path, config: Path, replay: str, url: str = "") -> None:
        self.folder, self.replay = folder, replay
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = url or f"sqlite:///{folder}/pungmun.db"
        self.settings = Settings(store=self.url, var_dir=folder / "var", config_dir=config, replay=replay)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PUNGMUN_")},
            "PUNGMUN_STORE": self.url,
            "PUNGMUN_VAR_DIR": str(folder / "var"),
            "PUNGMUN_CONFIG_DIR": str(config),
            "PUNGMUN_REPLAY": replay,
            "PUNGMUN_AUTHOR_KEY": "the same in every world",
        }

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """A command in a process group of its own, started as a person would; `env` adds to its environment."""
        command = [sys.executable, "-m", "pungmun", *arguments]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, seconds: float = 240) -> tuple[int, str]:
        """(exit code, everything it said)."""
        process = self.start(*arguments)
        try:
            said, _ = process.communicate(timeout=seconds)
        finally:
            kill_group(process)
        return process.returncode, said

    def open(self) -> Store:
        """The store."""
        return open_store(self.url, tokens.search_tokens_many)

    @property
    def kind(self) -> str:
        """Of its store."""
        return "SQLite" if self.url.startswith("sqlite:") else "Elasticsearch"

    def steps(self) -> dict[str, tuple[int, float]]:
        """By name of a step: how often it ended, and when last (seconds of the epoch)."""
        try:
            sums = json.loads((self.settings.var_dir / "metrics" / "steps.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {name: (row["count"], row["ended"]) for name, row in sums.items()}


class Forker:
    """Starts commands in worlds without loading everything each time; see tests/torture/forker.py.

    Args:
        config: of all its worlds.
        folder: for what the commands say.
    """

    def __init__(self, config: Path, folder: Path) -> None:
        self._folder, self._logs = folder, 0
        self._ended: dict[int, int] = {}
        self._rest = b""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PUNGMUN_")}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.forker"],
            cwd=ROOT,
            env=env | {"PUNGMUN_CONFIG_DIR": str(config)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._line(300) == "ready"

    def start(self, world: World, *arguments: str, file_bytes: int = 0, bound: bool = False) -> Command:
        """A command in a process group of its own.

        Args:
            world: where it runs.
            arguments: its words.
            file_bytes: no file may grow beyond this; 0 for any size.
            bound: it has to obey the rights of files, although it may be root's.
        """
        assert self._server.stdin is not None
        self._logs += 1
        log = self._folder / f"command{self._logs}.log"
        env = {name: value for name, value in world.env.items() if name.startswith("PUNGMUN_")}
        task = {"arguments": arguments, "env": env, "log": str(log), "file_bytes": file_bytes, "bound": bound}
        self._server.stdin.write(json.dumps(task).encode() + b"\n")
        self._server.stdin.flush()
        while not (line := self._line(60)).startswith("pid "):
            self._note(line)
        return Command(int(line.removeprefix("pid ")), log, self)

    def run(self, world: World, *arguments: str, file_bytes: int = 0, bound: bool = False) -> tuple[int, str]:
        """(exit code, everything it said)."""
        command = self.start(world, *arguments, file_bytes=file_bytes, bound=bound)
        code = command.wait(600)
        assert code is not None, f"{arguments} did not end: {command.said()[-4000:]}"
        return code, command.said()

    def code_of(self, pid: int, seconds: float) -> int | None:
        """Exit code of a command (minus the signal's number when it was killed); None when it still runs after so many seconds."""
        end = time.monotonic() + seconds
        while pid not in self._ended:
            line = self._line(max(0.0, end - time.monotonic()))
            if not line:
                return None
            self._note(line)
        return self._ended[pid]

    def close(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.communicate()

    def _note(self, line: str) -> None:
        _, pid, code = line.split()
        self._ended[int(pid)] = int(code)

    def _line(self, seconds: float) -> str:
        """The next line of the server; empty when none came in time."""
        assert self._server.stdout is not None
        handle, end = self._server.stdout.fileno(), time.monotonic() + seconds
        while b"\n" not in self._rest:
            if not select.select([handle], [], [], max(0.0, end - time.monotonic()))[0]:
                return ""
            part = os.read(handle, 4096)
            assert part, "the forker is gone"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@dataclass(frozen=True)
class Command:
    """A command that a forker has started; its process id is the id of its group, too."""

    pid: int
    log: Path
    forker: Forker

    def wait(self, seconds: float) -> int | None:
        """Its exit code, see `Forker.code_of`."""
        return self.forker.code_of(self.pid, seconds)

    def kill(self, *, group: bool) -> None:
        """SIGKILL to it alone, or also to the crawl that it started."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, signal.SIGKILL)
        self.wait(60)

    def said(self) -> str:
        """Its output until now."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


def tell(words: str) -> None:
    """While a test goes on, so that a run that is stopped still says what it did (`make torture` shows it)."""
    sys.stdout.write(f"\n{datetime.now(UTC):%H:%M:%S} {words}\n")
    sys.stdout.flush()


def kill_group(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the command and to the crawl it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def dump(world: World) -> dict[str, Any]:
    """What the store and the captures hold, without the times of our own clock.

    `broken_line` is left out of the quarantine: a kill in the middle of a line leaves one, on purpose, while the post itself is
    asked for again.
    """
    store = world.open()
    try:
        posts, findings, clusters = {}, {}, {}
        for stored in store.scan():
            row = post_to_json(replace(stored.post, cluster_id=None))
            row.pop("seen_at")
            posts[stored.post.post_id] = row
            clusters[stored.post.post_id] = stored.post.cluster_id
            findings[stored.post.post_id] = sorted((f.to_json() for f in stored.findings), key=lambda f: f["claim_id"])
        aside = sorted((q.item_id, q.kind, q.url, q.source_id, q.capture or "") for q in store.quarantined() if q.kind != "broken_line")
        reviews = [(r.post_id, r.claim_id, r.label, r.by, r.at.isoformat(), r.note) for r in store.reviews()]
        counts = store.counts(["platform", "label"])
    finally:
        store.close()
    return {
        "posts": posts,
        "findings": findings,
        "clusters": clusters,
        "quarantine": aside,
        "reviews": reviews,
        "counts": counts,
        "captures": sorted({(line["sha256"], line["url"]) for line in index_lines(world.settings.var_dir / "captures")}),
    }


def assert_proved(world: World) -> None:
    """Every post that names a capture has its bytes, with that very hash, and no spool is left."""
    import hashlib

    store = world.open()
    try:
        for stored in store.scan():
            if stored.post.capture:
                capture = read_capture(world.settings, stored.post.capture)
                assert capture is not None, f"{stored.post.url}: its capture {stored.post.capture} is lost"
                assert hashlib.sha256(capture.body).hexdigest() == stored.post.capture
    finally:
        store.close()
    left = list((world.settings.var_dir / "spool").glob("*/"))
    assert not left, f"spool folders are left: {left}"


def _apart(want: Any, have: Any) -> str:
    """Only the fields that differ, where both have fields."""
    if isinstance(want, dict) and isinstance(have, dict):
        keys = [key for key in {**want, **have} if want.get(key) != have.get(key)]
        want, have = ({key: row.get(key) for key in keys} for row in (want, have))
    return f"undisturbed {want!r}, tortured {have!r}"


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """In words, where two dumps differ."""
    lines = []
    for part, want in expected.items():
        have = found[part]
        if want == have:
            continue
        if isinstance(want, dict):
            for key in sorted({*want, *have}):
                if want.get(key) != have.get(key):
                    lines.append(f"{part} {key}: {_apart(want.get(key), have.get(key))}")
        else:
            lines.append(
                f"{part}:\n  only undisturbed {[x for x in want if x not in have]}\n  only tortured {[x for x in have if x not in want]}"
            )
    return lines


#: Decisions that an analyst takes, by the rank of the post's id.
DECISIONS = {0: "repeats", 3: "debunks", 5: "unrelated", 8: "asks"}


def reviews_for(ids: list[str]) -> list[Review]:
    """The decisions on a store's posts; always the same ones."""
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    return [Review(ids[rank], CLAIMS[0], label, "hangyeol", at, "torture") for rank, label in DECISIONS.items()]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Calm:
    """What undisturbed rounds leave.

    Attributes:
        plain: after one round.
        decided: after an analyst's decisions and one round more.
        reviews: those decisions.
        seconds: how long the first round took.
    """

    plain: dict[str, Any]
    decided: dict[str, Any]
    reviews: tuple[Review, ...]
    seconds: float


def be_calm(world: World, forker: Forker) -> Calm:
    """Run the undisturbed rounds."""
    began = time.monotonic()
    code, said = forker.run(world, "run")
    seconds = time.monotonic() - began
    assert code == 0, said
    plain = dump(world)
    reviews = reviews_for(sorted(plain["posts"]))
    for review in reviews:
        set_review(world, review)
    code, said = forker.run(world, "run")
    assert code == 0, said
    assert_proved(world)
    return Calm(plain, dump(world), tuple(reviews), seconds)


def set_review(world: World, review: Review) -> None:
    """As an analyst decides while rounds run."""
    store = world.open()
    try:
        store.set_review(review)
    finally:
        store.close()
