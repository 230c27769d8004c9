"""How fast posts are judged: against plain Kiwi, with a hundred times the claims, one at a time; in CPU time, side by side."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pungmun.bench import clock
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.stream import fresh_posts, many_claims, stream
from pungmun.desk import pasted_post
from pungmun.records import Claim, Post

if TYPE_CHECKING:
    from models.judge import ClaimJudge

BATCH = 256
#: Posts judged before anything is timed: libraries load, branches warm up.
WARM = 20


def ready(claims: Sequence[Claim], warm: Sequence[Post]) -> ClaimJudge:
    """The shipped model with these claims, everything that is made at first use made."""
    from models.judge import Judge

    judge = Judge.load().with_claims(claims)
    judge.judge(warm)
    return judge


def cpu(call: Callable[[], object]) -> float:
    """CPU seconds of this process: another job on the machine changes little."""
    start = time.process_time()
    call()
    return time.process_time() - start


def against_kiwi(setting: Setting) -> list[Figure]:
    """`classify` and plain Kiwi on the same stream in turns, batch by batch, in one process."""
    from nlp import tokens

    size = min(setting.size(512, 6000), fresh_posts(setting.texts)) if setting.background_dir else setting.size(512, 2000)
    posts = list(stream(setting.texts, setting.posts, size))
    judge = ready(setting.few, setting.posts[:WARM])
    kiwi = tokens._READER.get()  # the very Kiwi that judges, asked for its tokens and nothing else
    [kiwi.tokenize(post.document) for post in setting.posts[:WARM]]
    judging = reading = screening = 0.0
    for at in range(0, size, BATCH):
        batch = posts[at : at + BATCH]
        judging += cpu(lambda batch=batch: judge.judge(batch))  # type: ignore[misc]
        reading += cpu(lambda batch=batch: [kiwi.tokenize(post.document) for post in batch])  # type: ignore[misc]
        screening += cpu(lambda batch=batch: judge.screen.candidates_many([post.document for post in batch]))  # type: ignore[misc]
    chars = sum(len(post.document) for post in posts)
    kept = [len(found) for found in judge.screen.candidates_many([post.document for post in posts])]
    share = sum(map(bool, kept)) / size
    told = (
        f"{size:,} posts, {chars / size:.0f} characters each, {len(setting.few)} claims; CPU of one process each: "
        f"judged {size / judging:,.0f} posts/s, Kiwi {size / reading:,.0f} posts/s ({chars / reading:,.0f} characters/s)"
    )
    return [
        Figure("classify against plain Kiwi", reading / judging, "times as fast", 8, detail=told),
        Figure("classify on one core", size / judging, "posts/s", detail="the same run"),
        Figure("Kiwi on one core", size / reading, "posts/s", detail="the same run"),
        Figure(
            "posts that the screen keeps",
            100 * share,
            "%",
            detail=f"{sum(kept) / size:.3f} pairs of post and claim a post; the screen alone {size / screening:,.0f} posts/s",
        ),
    ]


def many(setting: Setting) -> list[Figure]:
    """A thousand claims against ten on the same stream, in turns.

    What is made once for a claim, at the first post that comes near it, is made before.
    """
    size = setting.size(256, 1024)
    posts = list(stream(setting.texts, setting.posts, size, seed=3))
    registries = setting.few, many_claims(setting.claims, setting.size(300, 1000))
    few, thousand = judges = [ready(claims, [pasted_post("", claim.statement) for claim in claims]) for claims in registries]
    short = long = 0.0
    for at in range(0, size, BATCH):
        batch = posts[at : at + BATCH]
        # each reads its posts' sentences anew: the cache of one must not help the other
        _forget()
        short += cpu(lambda batch=batch: few.judge(batch))  # type: ignore[misc]
        _forget()
        long += cpu(lambda batch=batch: thousand.judge(batch))  # type: ignore[misc]
    pairs = [sum(map(len, judge.screen.candidates_many([post.document for post in posts]))) / size for judge in judges]
    told = (
        f"{size:,} posts: {size / short:,.0f} and {size / long:,.0f} posts/s of CPU; "
        f"{pairs[0]:.3f} and {pairs[1]:.3f} pairs of post and claim a post"
    )
    return [Figure(f"cost of {len(thousand.claims):,} claims against {len(few.claims)}", long / short, "times", 1.5, "less", detail=told)]


def _forget() -> None:
    from nlp import tokens

    tokens._READER.cache.clear()


def one_text(setting: Setting) -> list[Figure]:
    """What the console's “judge this text” takes: one post, judged alone, never seen before."""
    warm, asked = setting.posts[1::25], setting.posts[::25]
    judge = ready(setting.claims, warm[:WARM])
    taken = []
    for post in asked[: setting.size(60, 250)]:
        pasted = pasted_post(post.title, post.text)
        start = clock.now()
        judge.judge([pasted])
        taken.append((clock.now() - start) * 1000)
    told = f"{len(taken)} posts of the corpus, {len(setting.claims)} claims; p95 {sorted(taken)[int(len(taken) * 0.95)]:.0f} ms"
    return [Figure("judge this text, median", statistics.median(taken), "ms", 20, "less", detail=told)]
