"""What reviews bring in real life: one claim brings many reposts of a few texts, and a person reads some of them.

For every claim a stream is made from its labelled posts: most are copies (edited lightly, cut, marked, forwarded, pasted under other talk),
some are turned by a line that the copier added, the rest are the free paraphrases of the corpus. Models that never saw the writer
judge it; then a person reads the posts that the model is least sure of, and the rest is judged again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.calibration import Calibration
from models.corpus import LabelledPost
from models.crossfit import CrossFit
from models.judge import Judge
from models.policy import Policy
from pungmun.records import Claim, Finding, Segment

SEED = 20231116
#: Posts of one stream; so many of them are copies of other posts; one copy in so many is turned.
STREAM, COPIES, TURNED = 60, 46, 12
REVIEWS = (0, 5, 10, 20)
_FORWARD = ("[펌] 받은 글입니다", "★ 널리 알려 주세요 ★", "단톡에 올라온 글 그대로 옮깁니다", "(스크랩)")
_TURN = ("확인해 보니 사실이 아니라고 합니다. 퍼 나르지 마세요.", "이거 가짜뉴스로 판정 났어요.", "라는 글이 도는데 사실무근입니다.")
_TALK = (
    "오늘은 오랜만에 걸어서 출근했다. 은행잎이 다 떨어져 있었다.",
    "점심은 순두부찌개를 먹었는데 조금 짰다. 내일은 도시락을 싸야겠다.",
    "주말에 동생네가 온다고 해서 장을 봐 두었습니다. 다들 감기 조심하세요.",
)


@dataclass
class _Tally:
    """Posts by what became of them, reviewed ones left out of all but `posts`."""

    posts: int = 0
    repeats: int = 0
    said: int = 0
    right: int = 0
    caught: int = 0
    waiting: int = 0
    left: int = 0

    def add(self, gold: bool, finding: Finding | None) -> None:
        sure = finding is not None and finding.label == "repeats" and not finding.review
        waits = finding is not None and finding.review
        self.left += 1
        self.repeats += gold
        self.said += sure
        self.right += sure and gold
        self.caught += gold and (sure or waits)
        self.waiting += waits

    def figures(self) -> dict[str, float]:
        """Of what nobody read: precision and recall of repeats counted without review, repeats caught, share waiting."""

        def share(part: int, whole: int) -> float:
            return round(part / whole, 4) if whole else 1.0

        return {
            "posts": self.left,
            "precision": share(self.right, self.said),
            "recall": share(self.right, self.repeats),
            "caught": share(self.caught, self.repeats),
            "waiting": share(self.waiting, self.left),
        }


def edited(text: str, evidence: str, rng: random.Random) -> str:
    """A copy as people make them: the same words, a light change that leaves the deciding words whole."""
    words = text.split(" ")
    cut = len(text) - len(text) // 8
    ways: tuple[Callable[[], str], ...] = (
        lambda: text,
        lambda: " ".join(word for word in words if rng.random() > 0.03) or text,
        lambda: text.replace(" ", ""),
        lambda: f"{rng.choice(_FORWARD)}\n{text}",
        lambda: text[:cut] if evidence in text[:cut] else text,
        lambda: text.replace(". ", "!! ").replace("다.", "다ㅠㅠ"),
        lambda: f"{rng.choice(_TALK)}\n{text}\n{rng.choice(_TALK)}",
    )
    return rng.choice(ways)()


def stream(posts: Sequence[LabelledPost], rng: random.Random) -> list[LabelledPost]:
    """One claim's stream: a few popular texts copied again and again, and every post itself."""
    popular = rng.sample(list(posts), min(8, len(posts)))
    made = list(posts[: STREAM - COPIES])
    for number in range(STREAM - len(made)):
        base = popular[min(int(rng.expovariate(0.5)), len(popular) - 1)]
        evidence = base.post.document[slice(*base.evidence)] if base.evidence else ""
        text, label = edited(base.post.text, evidence, rng), base.label
        if number % TURNED == TURNED - 1 and label == "repeats":
            text, label = f"{text}\n{rng.choice(_TURN)}", "debunks"
        post = replace(base.post, post_id=f"{base.post.post_id}~{number}", segments=(Segment("text", text),))
        made.append(replace(base, post=post, label=label, evidence=None))
    rng.shuffle(made)
    return made


def simulate(crossfit: CrossFit, claims: Sequence[Claim], policy: Policy, every: int = 1) -> dict[str, dict[str, float]]:
    """Number of reviews a claim → figures over the streams of every `every`-th claim.

    Args:
        crossfit: fitted; each claim is judged by the model that never saw the writers of its posts.
        claims: those of the posts.
        policy: the bands.
        every: 1 for all claims.
    """
    by_id = {claim.claim_id: claim for claim in claims}
    material = crossfit.material
    written = material.posts[: material.written]
    groups: dict[str, int] = {post.claim_id: int(fold) for post, fold in zip(written, material.folds, strict=False)}
    tallies = {count: _Tally() for count in REVIEWS}
    models: dict[int, Judge] = {}
    for claim_id in sorted(groups)[::every]:
        group = groups[claim_id]
        if group not in models:
            models[group] = _without(crossfit, group, policy)
        rng = random.Random(f"{SEED} {claim_id}")  # noqa: S311  # no secret
        posts = stream([post for post in written if post.claim_id == claim_id], rng)
        _one(models[group], by_id[claim_id], posts, tallies)
    return {str(count): tally.figures() for count, tally in tallies.items()}


def _without(crossfit: CrossFit, group: int, policy: Policy) -> Judge:
    """The judge that never saw a group of writers, its calibration neither."""
    m, raw = crossfit.material, crossfit.strangers()
    others = m.folds != group
    model = crossfit.model(frozenset({group}))
    model.calibration = Calibration().fit(raw.probabilities[others], m.labels[others], m.weights[others])
    return Judge(model, m.relevance(group), policy, {"version": f"without-{group}"})


def _one(judge: Judge, claim: Claim, posts: Sequence[LabelledPost], tallies: dict[int, _Tally]) -> None:
    first = judge.with_claims([claim]).judge([labelled.post for labelled in posts])
    doubt = [abs(found[0].probabilities["repeats"] - 0.5) if found else 1.0 for found in first]
    order = np.argsort(doubt, kind="stable")
    for count, tally in tallies.items():
        read = {int(i) for i in order[:count]}
        found = first
        if count:
            reviews = [posts[i].reviewed for i in sorted(read)]
            found = judge.with_claims([claim], reviews).judge([labelled.post for labelled in posts])
        for i, labelled in enumerate(posts):
            if i not in read:
                tally.add(labelled.label == "repeats", found[i][0] if found[i] else None)


def second_opinion(gold: np.ndarray, flagged: np.ndarray, review: np.ndarray, right: float, seed: int = SEED) -> dict[str, Any]:
    """What would stand if somebody who is right `right` of the time decided the review band and every flag that would be sent out.

    Args:
        gold: label positions.
        flagged: posts counted without review.
        review: posts put up for review.
        right: 1 for an oracle.
        seed: of the wrong answers.
    """
    rng = np.random.default_rng(seed)
    asked = flagged | review
    truth = gold == 0
    answer = np.where(rng.random(len(gold)) < right, truth, ~truth)
    said = asked & answer
    truthful = np.isin(gold, (1, 3, 4))
    return {
        "asked": round(float(asked.mean()), 4),
        "precision": round(float(truth[said].mean()) if said.any() else 1.0, 4),
        "recall": round(float(said[truth].mean()), 4),
        "accused": round(float(said[truthful].mean()), 4),
    }
