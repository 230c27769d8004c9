"""Do screen and glance lose anything? The same posts judged with and without them, finding by finding."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nlp.screen import nearest
from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.stream import stream
from pungmun.records import Finding, Post

BATCH = 128
#: Percent of the repeats that may be lost when they would only have been put up for review: posts that share hardly a word with the claim
#: (docs/decisions/0052). One that would have counted may never be lost.
LOST = 2.0
#: (post id, claim id).
Key = tuple[str, str]


class Chosen:
    """In the screen's place: passes exactly the chosen pairs, or those of them that the screen passes.

    Args:
        pairs: document → claim ids.
        screen: the true screen.
        drops: whether it may drop; when not, a pair that it would drop keeps what score it has.
    """

    def __init__(self, pairs: Mapping[str, Sequence[str]], screen: Any, *, drops: bool) -> None:
        self.pairs, self.screen, self.drops = pairs, screen, drops

    def scores_many(self, documents: Sequence[str]) -> list[dict[str, float]]:
        """Claim id → score of each document, in order of id."""
        out = []
        for document, scores in zip(documents, self.screen.scores_many(documents, 1.0 if self.drops else -math.inf), strict=True):
            wanted = sorted(self.pairs.get(document, ()))
            passed = nearest(scores) if self.drops else dict.fromkeys(wanted, 0.0) | scores
            out.append({claim_id: passed[claim_id] for claim_id in wanted if claim_id in passed})
        return out


def compare(setting: Setting) -> list[Figure]:
    """Findings with screen and glance against findings without them, for every writer of the corpus and a piece of the stream."""
    from models.judge import Judge

    posts, pairs, own = chosen(setting)
    model = Judge.load()
    runs: list[dict[Key, Finding]] = []
    for drops in (False, True):
        judge = model.with_claims(setting.claims)
        judge.__dict__["screen"] = Chosen(pairs, judge.screen, drops=drops)
        judge.margin = judge.margin if drops else math.inf
        found = (finding for at in range(0, len(posts), BATCH) for row in judge.judge(posts[at : at + BATCH]) for finding in row)
        runs.append({(finding.post_id, finding.claim_id): finding for finding in found})
    return figures(runs[0], runs[1], own, strangers=sum(map(len, pairs.values())) - len(own))


def chosen(setting: Setting) -> tuple[list[Post], dict[str, list[str]], dict[Key, str]]:
    """What is judged.

    Returns:
        The posts; document → claims to judge it against (its own and strangers, only strangers for a post of the stream); the pairs of
        a post and the claim that it is about, with the label that people gave it.
    """
    rng = random.Random(11)  # noqa: S311
    ids = [claim.claim_id for claim in setting.claims]
    labelled = sorted(setting.corpus[1], key=lambda p: (p.label != "repeats", p.post.post_id))[:: setting.size(21, 3)]
    posts = [item.post for item in labelled]
    own = {(item.post.post_id, item.claim_id): str(item.label) for item in labelled}
    pairs: dict[str, list[str]] = {}
    for item in labelled:
        pairs.setdefault(item.post.document, []).append(item.claim_id)
        pairs[item.post.document] += [claim_id for claim_id in rng.sample(ids, setting.size(1, 2)) if claim_id != item.claim_id]
    for post in stream(setting.texts, (), setting.size(40, 400), seed=7):
        posts.append(post)
        pairs[post.document] = rng.sample(ids, 10)
    return posts, pairs, own


def figures(without: Mapping[Key, Finding], with_screen: Mapping[Key, Finding], own: Mapping[Key, str], strangers: int) -> list[Figure]:
    """What was lost of the pairs that have to do with each other, and what the model says of those that have not.

    Of a post and a claim that it is not about, every finding is a false
    alarm: that the screen drops it is no loss.

    Args:
        without: findings without the screen.
        with_screen: findings with it.
        own: pairs of a post and the claim that it is about, with the label that people gave it.
        strangers: how many other pairs were judged.
    """
    related = {key: finding for key, finding in without.items() if key in own}
    repeats = {key for key, finding in related.items() if finding.label == "repeats"}
    changed = {key for key in related if not _same(related[key], with_screen.get(key))}
    lost = sorted(repeats & changed, key=lambda key: (related[key].review, own[key] != "repeats", key))
    others = changed - repeats
    alarms = [finding for key, finding in without.items() if key not in own]
    left = [finding for key, finding in with_screen.items() if key not in own]
    sure = sum(not related[key].review for key in lost)
    right = sum(own[key] == "repeats" for key in lost)
    names = ", ".join(f"{post_id} / {claim_id}" for post_id, claim_id in lost[:6])
    told = f"{len(lost)} of {len(repeats):,} on {len(own):,} posts of all writers; {right} of the lost are repeats"
    told += f"; {names}" if names else ""
    kinds = ", ".join(f"{n} {label}" for label, n in sorted(Counter(related[key].label for key in others).items()))
    return [
        Figure("sure repeats lost by the screen", sure, "findings", 0, "less", hard=True, detail=told),
        Figure(
            "repeats lost by the screen, review included", 100 * len(lost) / max(1, len(repeats)), "%", LOST, "less", hard=True, detail=told
        ),
        Figure(
            "other findings changed by the screen",
            100 * len(others) / max(1, len(related) - len(repeats)),
            "%",
            1,
            "less",
            detail=f"{len(others)} of {len(related) - len(repeats):,}" + (f": {kinds}" if kinds else ""),
        ),
        Figure(
            "false alarms without the screen, posts against strangers' claims",
            100 * len(alarms) / max(1, strangers),
            "%",
            detail=f"{len(alarms)} of {strangers:,} pairs ({_alarms(alarms)}); with the screen {len(left)} ({_alarms(left)})",
        ),
    ]


def _alarms(found: Sequence[Finding]) -> str:
    repeats = [finding for finding in found if finding.label == "repeats"]
    return f"{sum(not f.review for f in repeats)} sure repeats, {sum(f.review for f in repeats)} repeats in review"


def _same(one: Finding, other: Finding | None) -> bool:
    return other is not None and (one.label, one.review, one.evidence) == (other.label, other.review, other.evidence)
