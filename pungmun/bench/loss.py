"""Does the screen lose anything? The same posts judged with and without it, finding by finding."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.stream import stream
from pungmun.records import Finding, Post

BATCH = 128


class Chosen:
    """In the screen's place: passes exactly the chosen pairs; what `real` would drop of them goes through if `real` is None.

    Args:
        pairs: document → claim ids.
        real: the true screen, whose choice is kept within the pairs.
    """

    def __init__(self, pairs: Mapping[str, Sequence[str]], real: Any = None) -> None:
        self.pairs, self.real = pairs, real

    def scores(self, document: str) -> dict[str, float]:
        """Claim id → score."""
        wanted = self.pairs.get(document, ())
        if self.real is None:
            return dict.fromkeys(sorted(wanted), 1.0)
        return {claim_id: score for claim_id, score in self.real.scores(document).items() if claim_id in wanted}

    def candidates(self, document: str) -> list[str]:
        """Claim ids in order."""
        if self.real is None:
            return sorted(self.pairs.get(document, ()))
        return [claim_id for claim_id in self.real.candidates(document) if claim_id in self.pairs.get(document, ())]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def compare(setting: Setting) -> list[Figure]:
    """Findings with the screen against findings without it, for every writer of the corpus and a piece of the stream."""
    from models.judge import Judge

    posts, pairs = chosen(setting)
    model = Judge.load()
    runs: list[dict[tuple[str, str], Finding]] = []
    for real in (False, True):
        judge = model.with_claims(setting.claims)
        judge.__dict__["screen"] = Chosen(pairs, judge.screen if real else None)
        found = (finding for at in range(0, len(posts), BATCH) for row in judge.judge(posts[at : at + BATCH]) for finding in row)
        runs.append({(finding.post_id, finding.claim_id): finding for finding in found})
    return figures(*runs, pairs=sum(map(len, pairs.values())), posts=len(posts))


def chosen(setting: Setting) -> tuple[list[Post], dict[str, list[str]]]:
    """The posts, and the claims that each is judged against: its own and a stranger; ten for a post of the stream."""
    rng = random.Random(11)  # noqa: S311
    ids = [claim.claim_id for claim in setting.claims]
    labelled = sorted(setting.corpus[1], key=lambda p: (p.label != "repeats", p.post.post_id))
    posts: list[Post] = []
    pairs: dict[str, list[str]] = {}
    for item in labelled[:: setting.size(6, 1)]:
        posts.append(item.post)
        pairs.setdefault(item.post.document, []).extend([item.claim_id, *rng.sample(ids, setting.size(1, 2))])
    for post in stream(setting.texts, (), setting.size(40, 400), seed=7):
        posts.append(post)
        pairs[post.document] = rng.sample(ids, 10)
    return posts, pairs


def figures(
    without: Mapping[tuple[str, str], Finding], with_screen: Mapping[tuple[str, str], Finding], *, pairs: int, posts: int
) -> list[Figure]:
    """What was lost; a repeat counts whether it is sure or waits for review."""
    lost = [key for key, finding in without.items() if finding.label == "repeats" and not _same(finding, with_screen.get(key))]
    sure = [key for key in lost if not without[key].review]
    others = [key for key, finding in without.items() if finding.label != "repeats"]
    changed = [key for key in others if not _same(without[key], with_screen.get(key))]
    new = [key for key in with_screen if key not in without]
    repeats = len(without) - len(others)
    labels = Counter(without[key].label for key in changed)
    names = ", ".join(f"{post_id} / {claim_id}" for post_id, claim_id in (sure + [key for key in lost if key not in sure])[:6])
    return [
        Figure(
            "repeats lost by the screen",
            len(lost),
            "findings",
            0,
            "less",
            hard=True,
            detail=f"of {repeats:,}; {len(sure)} of the lost were sure, the others in review; {posts:,} posts, {pairs:,} pairs"
            + (f"; {names}" if names else ""),
        ),
        Figure(
            "other findings changed by the screen",
            100 * (len(changed) + len(new)) / max(1, len(others)),
            "%",
            1,
            "less",
            detail=f"{len(changed) + len(new)} of {len(others):,}: " + (", ".join(f"{n} {label}" for label, n in labels.items()) or "none"),
        ),
    ]


def _same(one: Finding, other: Finding | None) -> bool:
    return other is not None and (one.label, one.review, one.evidence) == (other.label, other.review, other.evidence)
