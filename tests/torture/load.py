"""`python -m tests.torture.load --minutes 60`: readers of the desk while rounds write; answer times, errors, memory, file handles.

A console (`pungmun serve`) over an archive of some thousand posts, readers that each open a page every few seconds, and rounds
(`pungmun run`) one after the other against the replay site, whose posts are taken out of the store before each round so that it
writes them anew. An hour of it is the soak.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from crawlers.replay.site import ReplaySite
from pungmun.records import SEOUL, Finding, Label, Post, Published, Segment, stable_id
from pungmun.store import Judged, Query
from tests.torture.rounds import CLAIMS, ROOT, World, make_config, make_story

#: What readers open, as often as it stands here; {post} is one of the archive.
PAGES = (
    "/",
    "/search",
    "/search?q=" + quote("대사관"),
    "/search?q=" + quote('"공관 폐쇄"') + "&label=repeats",
    f"/claims/{CLAIMS[0]}",
    f"/claims/{CLAIMS[0]}",
    "/claims",
    "/review",
    "/review",
    "/digest?date=2023-11-14",
    "/posts/{post}",
    "/posts/{post}",
    "/sources",
    "/quarantine",
    f"/api/v1/claims/{CLAIMS[0]}/timeline",
)
LABELS: tuple[Label, ...] = ("related", "repeats", "debunks", "asks")
#: Seconds between two looks at the console's process.
LOOK = 2.0


@dataclass
class Seen:
    """What was measured."""

    warm: float = 0.0
    seconds: list[float] = field(default_factory=list)
    by_page: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    #: (resident megabytes, open file handles) of the console, every `LOOK` seconds.
    process: list[tuple[float, int]] = field(default_factory=list)
    rounds: int = 0
    failed_rounds: list[str] = field(default_factory=list)
    written: int = 0

    def percentile(self, part: float) -> float:
        """Seconds within which this part of the answers came."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * part))]

    def settled(self) -> tuple[tuple[float, int], tuple[float, int]]:
        """The process in the second quarter of the time and in the last one: medians of megabytes and of handles."""
        quarter = max(1, len(self.process) // 4)
        return tuple(  # type: ignore[return-value]
            (statistics.median(mb for mb, _ in part), round(statistics.median(n for _, n in part)))
            for part in (self.process[quarter : 2 * quarter] or self.process, self.process[-quarter:])
        )

    def lines(self) -> Iterator[str]:
        """For people."""
        (early, early_handles), (late, late_handles) = self.settled()
        p50, p95, p99 = (self.percentile(part) for part in (0.5, 0.95, 0.99))
        yield (
            f"{len(self.seconds)} answers: p50 {p50:.2f} s, p95 {p95:.2f} s, p99 {p99:.2f} s, longest {max(self.seconds):.2f} s; "
            f"{sum(self.errors.values())} errors {dict(self.errors) or ''}"
        )
        yield (
            f"{self.rounds} rounds meanwhile ({len(self.failed_rounds)} of them failed), {self.written} posts written; "
            f"{self.warm:.0f} s from the console's address to its model and first pages"
        )
        yield (
            f"console: {early:.0f} MB and {early_handles} handles in the second quarter, {late:.0f} MB and {late_handles} in the last; "
            f"most {max(mb for mb, _ in self.process):.0f} MB and {max(n for _, n in self.process)}"
        )
        for page, found in sorted(self.by_page.items(), key=lambda item: -statistics.median(item[1])):
            yield f"  {page}: {len(found)} times, median {statistics.median(found):.2f} s, longest {max(found):.2f} s"


def fill(world: World, number: int) -> list[str]:
    """An archive: posts of half a year on two claims, most related, some repeats, a queue for review; their ids."""
    chance, start = random.Random(7), datetime(2023, 9, 1, tzinfo=SEOUL)
    store, ids = world.open(), []
    for first in range(0, number, 500):
        batch = []
        for n in range(first, min(first + 500, number)):
            label = chance.choices(LABELS, (6, 2, 1, 1))[0]
            url = f"https://archive.example/{n}"
            sentence = f"북한이 대사관과 공관을 {chance.choice(('모두', '일부', '곧'))} 닫는다는 글 {n}번을 읽었다."
            at = Published.at(start + timedelta(minutes=chance.randrange(180 * 24 * 60)))
            post = Post(
                stable_id("load", url),
                chance.choice(("naver_blog", "daum_cafe", "tistory")),
                url,
                url,
                f"공관 폐쇄 이야기 {n % 97}",
                (Segment("text", sentence * 3),),
                at,
                datetime.now(SEOUL),
                source_id="archive",
            )
            begin = post.document.index(sentence)
            rest: Label = "related" if label != "related" else "asks"
            finding = Finding(
                post.post_id,
                CLAIMS[n % 2],
                label,
                0.8,
                {label: 0.8, rest: 0.2},
                sentence,
                begin,
                begin + len(sentence),
                review=label == "repeats" and n % 5 == 0,
            )
            batch.append(Judged(post, (finding,), frozenset(CLAIMS)))
            ids.append(post.post_id)
        store.write(batch)
    store.close()
    return ids


@contextmanager
def console(world: World) -> Iterator[tuple[int, int]]:
    """(process id, port) of a console in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pungmun", "serve", "--port", "0"], cwd=ROOT, env=world.env, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found, "the console did not start"
        threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would hold it up
        yield process.pid, int(found.group(1))
    finally:
        process.kill()
        process.wait()


def warm(port: int) -> float:
    """Seconds until a console that was just started has read its model and opened each page once."""
    began = time.monotonic()
    pasted = json.dumps({"title": "공관", "text": "북한이 대사관을 모두 닫았다."})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("POST", "/api/v1/judge", pasted, {"content-type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status == 200, said
    for page in sorted({*PAGES} - {"/posts/{post}"}):
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{page}: {answer.status}"
    connection.close()
    return time.monotonic() - began


def read_until(end: float, port: int, posts: list[str], pause: float, chance: random.Random, seen: Seen, lock: threading.Lock) -> None:
    """One reader: a page, a pause, the next page; a new connection each, as behind a proxy."""
    time.sleep(chance.uniform(0, pause))
    while time.monotonic() < end:
        page = chance.choice(PAGES)
        began, problem = time.monotonic(), ""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", page.format(post=chance.choice(posts)), headers={"accept-language": "ko"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                problem = f"{page} {answer.status}"
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            problem = f"{page} {type(error).__name__}"
        took = time.monotonic() - began
        with lock:
            seen.seconds.append(took)
            seen.by_page.setdefault(page, []).append(took)
            if problem:
                seen.errors[problem] += 1
        time.sleep(chance.expovariate(1 / pause))


def look_until(end: float, pid: int, seen: Seen) -> None:
    """Memory and handles of the console."""
    while time.monotonic() < end:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        seen.process.append((int(found.group(1)) / 1024 if found else 0.0, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())))
        time.sleep(LOOK)


def tell_until(end: float, pid: int, seen: Seen) -> None:
    """A line a minute, so that a run that is stopped still says what it saw; memory of its own and of files apart."""
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(60.0, left))
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        own, files = (int(found) // 1024 for found in re.findall(r"Rss(?:Anon|File):\s+(\d+) kB", status))
        handles, answers, errors = seen.process[-1][1] if seen.process else 0, len(seen.seconds), sum(seen.errors.values())
        sys.stdout.write(
            f"{datetime.now(SEOUL):%H:%M:%S} console {own} MB and {files} MB of files, {handles} handles; "
            f"{answers} answers, {errors} errors, {seen.rounds} rounds\n"
        )
        sys.stdout.flush()


def write_until(end: float, world: World, archive: frozenset[str], rest: float, seen: Seen) -> None:
    """Rounds one after the other, with a rest between them; each writes the site's posts anew."""
    while time.monotonic() < end:
        store = world.open()
        store.remove([found.post.post_id for found in store.scan() if found.post.post_id not in archive])
        store.close()
        code, said = world.run("run", seconds=900)
        store = world.open()
        written = store.search(Query(), limit=1).total - len(archive)
        store.close()
        seen.rounds += 1
        seen.written += written
        if code not in (0, 1) or not written:
            seen.failed_rounds.append(f"exit code {code}, {written} posts: {said[-1500:]}")
        time.sleep(max(0.0, min(rest, end - time.monotonic())))


def measure(folder: Path, *, minutes: float, readers: int = 50, pause: float = 5.0, posts: int = 5000, rest: float = 15.0) -> Seen:
    """Readers and rounds side by side.

    Args:
        folder: everything is made in it.
        minutes: how long pages are opened; a round that goes on is waited for.
        readers: how many people.
        pause: seconds from a page to the next one, on average.
        posts: size of the archive.
        rest: seconds from a round's end to the next one.
    """
    seen, lock = Seen(), threading.Lock()
    with ReplaySite(make_story(folder / "story")) as site:
        world = World(folder / "world", make_config(folder / "config"), site.url)
        code, said = world.run("run", seconds=900)
        assert code in (0, 1), said
        ids = fill(world, posts)
        with console(world) as (pid, port):
            seen.warm = warm(port)
            end = time.monotonic() + minutes * 60
            threads = [
                threading.Thread(target=read_until, args=(end, port, ids, pause, random.Random(n), seen, lock)) for n in range(readers)
            ]
            threads += [
                threading.Thread(target=look_until, args=(end, pid, seen)),
                threading.Thread(target=tell_until, args=(end, pid, seen)),
                threading.Thread(target=write_until, args=(end, world, frozenset(ids), rest, seen)),
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return seen


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds from a page to the next one, on average")
    parser.add_argument("--posts", type=int, default=5000, help="size of the archive")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = measure(Path(folder), minutes=chosen.minutes, readers=chosen.readers, pause=chosen.pause, posts=chosen.posts)
    for line in (*seen.lines(), *seen.failed_rounds):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
