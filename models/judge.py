"""Judging posts against registered claims: screen, read, compare, decide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models import artifacts
from models.corpus import ReviewedPost
from models.example import Example, Views
from models.frequency import weight
from models.pairing import cue_matrix
from models.policy import Policy
from models.reading import read
from models.reasons import reasons
from models.reviews import Exemplars
from models.stance import StanceModel
from nlp.screen import Screen
from pungmun.records import LABELS, Claim, Finding, Label, Post

__all__ = ["ClaimJudge", "Judge", "ReviewedPost"]


class Judge:
    """A trained model with its bands; knows no claims yet.

    Args:
        model: the stance model.
        policy: its bands.
        about: its description, as stored beside the file.
    """

    def __init__(self, model: StanceModel, policy: Policy, about: dict[str, Any]) -> None:
        self.model, self.policy, self.about = model, policy, about

    @property
    def version(self) -> str:
        """Name of the model that findings carry."""
        return str(self.about.get("version", "unsaved"))

    @classmethod
    def load(cls, path: Path | None = None) -> Judge:
        """The shipped model, or the one at `path`.

        Raises:
            ModelError: missing, damaged, or made with other library versions; the message says what to do.
        """
        state, about = artifacts.load(path or artifacts.SHIPPED)
        return cls(StanceModel.from_state(state["model"]), Policy(**state["policy"]), about)

    def save(self, path: Path) -> dict[str, Any]:
        """Write the model; returns its description."""
        policy = {"flag": self.policy.flag, "review": self.policy.review}
        self.about = artifacts.save({"model": self.model.state(), "policy": policy}, path, self.about)
        return self.about

    def with_claims(self, claims: Sequence[Claim], reviews: Sequence[ReviewedPost] = ()) -> ClaimJudge:
        """This model, ready for these claims; reviews of their posts adapt it at once."""
        return ClaimJudge(self, claims, reviews)


class ClaimJudge:
    """Judges posts against a fixed set of claims. The order of claims and of posts changes nothing."""

    def __init__(self, judge: Judge, claims: Sequence[Claim], reviews: Sequence[ReviewedPost] = ()) -> None:
        self._judge = judge
        self.claims = {c.claim_id: c for c in sorted(claims, key=lambda c: c.claim_id)}
        self._reviews = Exemplars([r for r in reviews if r.claim_id in self.claims])

    @cached_property
    def screen(self) -> Screen:
        """The claims' anchors."""
        return Screen(list(self.claims.values()), weight)

    @cached_property
    def _views(self) -> Views:
        return Views(list(self.claims.values()))

    def judge(self, posts: Sequence[Post]) -> list[list[Finding]]:
        """Findings of each post, in order of claim id; `unrelated` is left out.

        Offsets count code points of `Post.document`, and `document[start:end] == evidence`.
        """
        wanted = [self.screen.candidates(post.document) for post in posts]
        rows = [i for i, ids in enumerate(wanted) if ids]
        readings = dict(zip(rows, read([posts[i] for i in rows]), strict=True))
        pairs: list[tuple[int, str]] = []
        examples: list[Example] = []
        for i in rows:
            cues = cue_matrix(readings[i])
            for claim_id in wanted[i]:
                pairs.append((i, claim_id))
                examples.append(self._views.example(readings[i], claim_id, cues))
        found: list[list[Finding]] = [[] for _ in posts]
        predicted = self._judge.model.predict(examples)
        for (i, claim_id), example, p, sentences in zip(pairs, examples, predicted.probabilities, predicted.sentences, strict=True):
            finding = self._finding(posts[i], self.claims[claim_id], example, p, sentences)
            if finding is not None:
                found[i].append(finding)
        return found

    def match(self, posts: Sequence[Post], top: int = 10) -> list[list[tuple[str, float]]]:
        """For each post the claims it may be about with a score in [0, 1], best first, no label."""
        from models.matching import rank

        return [rank(post, self.screen.scores(post.document), self._views, top) for post in posts]

    def _finding(self, post: Post, claim: Claim, example: Example, p: np.ndarray, sentences: np.ndarray) -> Finding | None:
        proposed = self._reviews.propose(post, claim.claim_id)
        if proposed is not None:
            p = proposed.blend(p)
        allowed = self._own_words(example, p)
        label, review = self._judge.policy.decide(p, complete=claim.complete, own_words=allowed)
        if label == "unrelated" and not review:
            return None
        shown: Label = label if label != "unrelated" else "related"
        at = evidence_sentence(example, sentences, LABELS.index(shown))
        sentence = example.full.reading.sentences[at] if example.full.reading.sentences else None
        start, end = (sentence.start, sentence.end) if sentence else (0, 0)
        why = reasons(example.full, at, shown, review=review, complete=claim.complete)
        return Finding(
            post_id=post.post_id, claim_id=claim.claim_id, label=shown, score=float(p[LABELS.index(shown)]),
            probabilities={name: float(value) for name, value in zip(LABELS, p, strict=True)}, evidence=post.document[start:end], start=start, end=end,
            review=review, claim_version=claim.version, model=self._judge.version, reasons=(*(proposed.words if proposed else ()), *why),
        )  # fmt: skip

    @staticmethod
    def _own_words(example: Example, p: np.ndarray) -> bool:
        """Whether the claim stands in the author's words: cards, captions and code alone never make a repeat."""
        strong = [not w for w in example.full.weak]
        return any(strong) and max((f for f, s in zip(example.full.column("mixF"), strong, strict=True) if s), default=0.0) > 0


def evidence_sentence(example: Example, sentences: np.ndarray, label: int) -> int:
    """Position of the sentence that decides for `label`; the author's own words win for `repeats`."""
    if not len(sentences):
        return 0
    scores = sentences[:, label + 1].copy()
    if label == 0:
        scores -= 10 * example.full.weak
    return int(scores.argmax())
