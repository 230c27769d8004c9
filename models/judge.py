"""Judging posts against registered claims: screen, read, compare, decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models import artifacts
from models.corpus import ReviewedPost
from models.doubts import doubts
from models.example import Example, Views
from models.frequency import rarity, weight
from models.glance import MARGIN, Topic, topics
from models.matching import rank_many
from models.policy import Policy
from models.reading import Reading, read
from models.reasons import reasons
from models.relevance import Relevance
from models.reviews import Exemplars
from models.stance import StanceModel
from nlp.screen import Screen, nearest
from pungmun.records import LABELS, Claim, Finding, Label, Post

__all__ = ["ClaimJudge", "Judge", "ReviewedPost"]


class Judge:
    """A trained model with its bands; knows no claims yet.

    Args:
        model: the stance model.
        relevance: whether a post is about a claim at all.
        policy: its bands.
        about: its description, as stored beside the file.
    """

    def __init__(self, model: StanceModel, relevance: Relevance, policy: Policy, about: dict[str, Any]) -> None:
        self.model, self.relevance, self.policy, self.about = model, relevance, policy, about

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
        return cls(StanceModel.from_state(state["model"]), Relevance.from_state(state["relevance"]), Policy(**state["policy"]), about)

    def save(self, path: Path) -> dict[str, Any]:
        """Write the model; returns its description."""
        policy = {"flag": self.policy.flag, "review": self.policy.review}
        self.about = artifacts.save({"model": self.model.state(), "relevance": self.relevance.state(), "policy": policy}, path, self.about)
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
        self.margin = MARGIN  # infinite: every post that passed the screen is read whole; the bench measures what that changes

    @cached_property
    def screen(self) -> Screen:
        """The claims' anchors."""
        return Screen(list(self.claims.values()), weight, rarity)

    @cached_property
    def _views(self) -> Views:
        return Views(list(self.claims.values()))

    def judge(self, posts: Sequence[Post]) -> list[list[Finding]]:
        """Findings of each post, in order of claim id; `unrelated` is left out.

        Offsets count code points of `Post.document`, and `document[start:end] == evidence`.
        """
        wanted = [nearest(scores) for scores in self.screen.scores_many([post.document for post in posts])]
        rows = [i for i, scores in enumerate(wanted) if scores]
        readings = dict(zip(rows, read([posts[i] for i in rows]), strict=True))
        about = {(i, claim_id): topic for i in rows for claim_id, topic in self._topics(readings[i], wanted[i]).items()}
        pairs = list(about)
        examples = [self._views.beside(topic.full, topic.cues) for topic in about.values()]
        predicted = self._judge.model.predict(examples)
        own = self._own_words(pairs, readings)
        found: list[list[Finding]] = [[] for _ in posts]
        for at, (i, claim_id) in enumerate(pairs):
            p = predicted.probabilities[at]
            finding = self._finding(
                posts[i], self.claims[claim_id], examples[at], p, own.get(at, p), predicted.sentences[at], about=about[i, claim_id].surely
            )
            if finding is not None:
                found[i].append(finding)
        return found

    def _topics(self, reading: Reading, screened: Mapping[str, float]) -> dict[str, Topic]:
        return topics(reading, screened, self._views, self._judge.relevance, self.margin)

    def _own_words(self, pairs: Sequence[tuple[int, str]], readings: Mapping[int, Reading]) -> dict[int, np.ndarray]:
        """Position of each pair whose post has cards, captions or code → probabilities without them."""
        rows = [at for at, (i, _) in enumerate(pairs) if readings[i].borrowed]
        examples = [self._views.example(readings[pairs[at][0]].own(), pairs[at][1]) for at in rows]
        return dict(zip(rows, self._judge.model.predict(examples).probabilities, strict=True))

    def match(self, posts: Sequence[Post], top: int = 10) -> list[list[tuple[str, float]]]:
        """For each post the claims it may be about with a score in [0, 1], best first, no label."""
        return rank_many(posts, self.screen, self._views, self._judge.relevance, top)

    def _finding(
        self, post: Post, claim: Claim, example: Example, p: np.ndarray, own: np.ndarray, sentences: np.ndarray, *, about: bool
    ) -> Finding | None:
        """One finding, or None for `unrelated`.

        Args:
            post: the post.
            claim: the claim.
            example: both compared.
            p: probabilities from the whole post.
            own: probabilities from the author's own words; a card, caption or code may not add to `repeats`.
            sentences: sentences × (none, labels but unrelated).
            about: whether the post is surely about the claim.
        """
        suspicion = float(p[0])
        p = without_borrowed(p, own)
        proposed = self._reviews.propose(post, claim.claim_id)
        if proposed is not None:
            p = proposed.blend(p)
            suspicion = float(p[0])
        passage = evidence_sentences(example, sentences, p)
        shown_sentences = example.full.reading.sentences[passage[0] : passage[1] + 1]
        quoted = bool(shown_sentences) and all(s.kind == "quote" for s in shown_sentences)
        doubt = doubts(example, passage, about=about)
        label, review = self._judge.policy.decide(p, complete=claim.complete, sure=not quoted and not doubt)
        # what borrowed words alone make suspicious is no repeat of the author's, but a person should see it
        review = review or (suspicion > float(p[0]) and suspicion >= self._judge.policy.review)
        if proposed is not None and proposed.label != 0:
            review = False  # a person judged its copy; the proposal is shown with its reason
        if label == "unrelated" and not review:
            return None
        shown: Label = label if label != "unrelated" else "related"
        start, end = (shown_sentences[0].start, shown_sentences[-1].end) if shown_sentences else (0, 0)
        why = reasons(example.full, passage, shown, review=review, complete=claim.complete, doubt=doubt if shown == "repeats" else ())
        return Finding(
            post_id=post.post_id, claim_id=claim.claim_id, label=shown, score=float(p[LABELS.index(shown)]),
            probabilities={name: float(value) for name, value in zip(LABELS, p, strict=True)}, evidence=post.document[start:end],
            start=start, end=end,
            review=review, claim_version=claim.version, model=self._judge.version, reasons=(*(proposed.words if proposed else ()), *why),
        )  # fmt: skip


def without_borrowed(p: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Probabilities in which `repeats` is no likelier than the author's own words make it."""
    if own[0] >= p[0]:
        return p
    out = p.copy()
    out[1:] *= (1 - own[0]) / max(1 - p[0], 1e-9)
    out[0] = own[0]
    return np.asarray(out / out.sum())


#: The neighbour is shown too when it is this likely, measured by the first sentence …
_NEIGHBOUR = 0.3
#: … or when the first sentence is shorter than this many characters and says little alone.
_SHORT = 30


def evidence_sentences(example: Example, sentences: np.ndarray, p: np.ndarray) -> tuple[int, int]:
    """First and last position of the deciding passage: one sentence, or two neighbours when one alone is doubtful or too short.

    Each sentence counts by how likely it decides for each label, weighted by how likely the post has that label. The author's own
    words win over cards, captions and code.
    """
    if not len(sentences):
        return 0, 0
    scores = sentences[:, 1:] @ (p[:-1] / max(float(p[:-1].sum()), 1e-9)) - 10 * example.full.weak
    best = int(scores.argmax())
    beside = [i for i in (best - 1, best + 1) if 0 <= i < len(scores) and not example.full.weak[i]]
    if beside:
        second = max(beside, key=lambda i: (float(scores[i]), -i))
        short = len(example.full.reading.sentences[best].text) < _SHORT
        if short or scores[second] > _NEIGHBOUR * scores[best]:
            return min(best, second), max(best, second)
    return best, best
