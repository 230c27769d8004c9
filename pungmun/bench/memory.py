"""Memory of `pungmun classify` on a long stream: the real command with two workers, fed through a pipe, looked at while it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting, write_claims
from pungmun.bench.stream import stream
from pungmun.errors import PungmunError
from pungmun.records import Post

WORKERS = 2
#: Posts that the command takes in before its workers have loaded: batches under way, and what the pipe holds.
AHEAD = 1500
#: Seconds between two looks.
PAUSE = 0.5
#: The stream ends after this many seconds, also when fewer posts were taken: the short and the long form.
SECONDS = (25, 2400)


def flat(setting: Setting) -> list[Figure]:
    """Resident memory of the command with all its processes, at several points of the stream."""
    size = setting.size(20_000, 1_000_000)
    folder = setting.folder / "memory"
    folder.mkdir()
    pipe = folder / "posts.jsonl"
    os.mkfifo(pipe)
    arguments = ["-q", "classify", "--claims", str(write_claims(folder / "claims.jsonl", setting.few)), "--input", str(pipe)]
    arguments += ["--output", str(folder / "findings.jsonl"), "--workers", str(WORKERS)]
    fed = _Feed(stream(setting.texts, setting.posts, size, seed=4), pipe, setting.size(*SECONDS))
    seen: list[tuple[int, float]] = []
    with subprocess.Popen([sys.executable, "-m", "pungmun", *arguments], stderr=subprocess.PIPE, text=True) as command:  # noqa: S603
        fed.start()
        while command.poll() is None:
            seen.append((fed.posts, resident(command.pid)))
            time.sleep(PAUSE)
        said = command.stderr.read() if command.stderr else ""
    if command.returncode:
        raise PungmunError(f"classify ended with code {command.returncode}: {said[-500:]}")
    fed.join()
    if not fed.seconds:
        raise PungmunError("classify ended before its input did.", cause=said[-500:])
    return figures([(at, mb) for at, mb in seen if mb], fed.posts, fed.seconds)


def figures(seen: list[tuple[int, float]], posts: int, seconds: float) -> list[Figure]:
    """The peak, and how much the last tenth of the stream needs more than the second one (in the first the caches fill).

    Args:
        seen: posts taken so far and resident megabytes, in order of time.
        posts: posts in all.
        seconds: from the first post to the last.
    """

    def mean(start: float, end: float) -> float:
        part = [mb for at, mb in seen if start * posts <= at < end * posts] or [mb for _, mb in seen[-1:]]
        return sum(part) / len(part)

    points = ", ".join(f"{mean(at, at + 0.1):.0f}" for at in (0.1, 0.3, 0.5, 0.7, 0.9))
    told = f"{posts:,} posts in {seconds:.0f} s ({posts / seconds:,.0f} posts/s by the clock), {WORKERS} workers and their parent"
    return [
        Figure("memory of classify, peak", max(mb for _, mb in seen) / 1024, "GiB", 1, "less", detail=told),
        Figure(
            "memory of classify, growth from 50 % to 90 % of the stream",
            100 * (mean(0.9, 1.0) / mean(0.5, 0.6) - 1),
            "%",
            5,
            "less",
            detail=f"MiB at 10, 30, 50, 70, 90 %: {points}",
        ),
    ]


class _Feed(threading.Thread):
    """Writes the stream into the pipe as fast as the command takes it, until the posts or the time are used up."""

    def __init__(self, posts: Iterator[Post], pipe: Path, seconds: float) -> None:
        super().__init__(daemon=True)
        self._stream, self._pipe, self._most = posts, pipe, seconds
        self.posts, self.seconds = 0, 0.0

    def run(self) -> None:
        """Feed."""
        start = 0.0
        try:
            with self._pipe.open("w", encoding="utf-8") as file:
                for post in self._stream:
                    file.write(json.dumps({"post_id": post.post_id, "title": post.title, "body": post.text}, ensure_ascii=False) + "\n")
                    self.posts += 1
                    # the clock starts when the workers have loaded and take posts, not while the pipe fills
                    start = start or (time.monotonic() if self.posts > AHEAD else 0.0)
                    if start and time.monotonic() - start > self._most:
                        break
        except BrokenPipeError:
            return  # the command ended; its exit code tells why
        self.seconds = time.monotonic() - start if start else self._most


def resident(pid: int) -> float:
    """Resident megabytes of a process and all its descendants; memory that they share is counted once (PSS where it is told)."""
    total = 0.0
    for process in [pid, *_descendants(pid)]:
        for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
            try:
                lines = Path(f"/proc/{process}/{name}").read_text(encoding="ascii", errors="replace").splitlines()
            except OSError:
                continue
            found = next((line for line in lines if line.startswith(key)), None)
            if found:
                total += int(found.split()[1]) / 1024
                break
    return total


def _descendants(pid: int) -> Iterator[int]:
    try:
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield child
        yield from _descendants(child)
