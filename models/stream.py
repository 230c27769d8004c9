"""Judging a long file of posts in constant memory: batches, in order, over one or more processes."""

from __future__ import annotations

import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from models.corpus import Problems, ReviewedPost, labelled_from, post_from, rows
from models.judge import ClaimJudge, Judge
from pungmun.errors import ConfigError
from pungmun.records import Claim, Post

BATCH = 256
#: Batches under way for each worker: enough to keep it busy, few enough that memory stays flat.
AHEAD = 2


@dataclass
class Outcome:
    """One batch's result: JSON lines, and how many posts it had."""

    lines: list[str] = field(default_factory=list)
    posts: int = 0


Work = Callable[[ClaimJudge, Sequence[Post]], list[str]]


def findings(judge: ClaimJudge, posts: Sequence[Post]) -> list[str]:
    """The lines of `pungmun classify`."""
    return [json.dumps(finding.to_json(), ensure_ascii=False) for found in judge.judge(posts) for finding in found]


def matches(judge: ClaimJudge, posts: Sequence[Post], top: int = 10) -> list[str]:
    """The lines of `pungmun match`."""
    found = judge.match(posts, top)
    return [
        json.dumps(
            {"post_id": post.post_id, "claims": [{"claim_id": cid, "score": round(score, 4)} for cid, score in row]}, ensure_ascii=False
        )
        for post, row in zip(posts, found, strict=True)
    ]


def read_reviews(path: Path, problems: Problems) -> list[ReviewedPost]:
    """Reviewed posts: corpus format with `claim_id` and `label`."""
    out = []
    for number, row in rows(path, problems):
        try:
            out.append(labelled_from(row).reviewed)
        except ValueError as error:
            problems.add(path, number, str(error))
    return out


def posts_of(path: Path, problems: Problems) -> Iterator[Post]:
    """Posts of a JSON-lines file, one at a time; a post without any text is read too, it just has no findings."""
    for number, row in rows(path, problems):
        try:
            yield post_from(row)
        except ValueError as error:
            problems.add(path, number, str(error))


def batches(posts: Iterator[Post], size: int = BATCH) -> Iterator[list[Post]]:
    """Lists of at most `size` posts."""
    while batch := list(islice(posts, size)):
        yield batch


_worker: tuple[ClaimJudge, Work] | None = None


def _start(claims: Sequence[Claim], reviews: Sequence[ReviewedPost], model: Path | None, work: Work) -> None:
    global _worker
    _worker = (Judge.load(model).with_claims(claims, reviews), work)


def _do(batch: list[Post]) -> Outcome:
    assert _worker is not None
    judge, work = _worker
    return Outcome(work(judge, batch), len(batch))


def run(
    posts: Iterator[Post],
    claims: Sequence[Claim],
    work: Work,
    *,
    reviews: Sequence[ReviewedPost] = (),
    model: Path | None = None,
    workers: int = 1,
) -> Iterator[Outcome]:
    """Outcomes of all batches, in the order of the input, whatever the number of workers.

    Raises:
        ConfigError: no claims.
    """
    if not claims:
        raise ConfigError("There is no claim to judge against.", todo="name a claims file or folder that holds at least one claim")
    if workers <= 1:
        _start(claims, reviews, model, work)
        for batch in batches(posts):
            yield _do(batch)
        return
    context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
    context.set_forkserver_preload(["models.warm"])  # workers share Kiwi's dictionary instead of loading 480 MB each
    waiting: deque[Future[Outcome]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(claims, reviews, model, work)) as pool:
        for batch in batches(posts):
            waiting.append(pool.submit(_do, batch))
            if len(waiting) >= workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
