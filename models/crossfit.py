"""Training with strangers left out: every stage's predictions for a group come from models that never saw the group.

Models without the groups {f, g} serve two purposes, feeding the stack without f and the stack without g, so they are fitted once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.claimview import Floats
from models.corpus import LabelledPost
from models.example import Example, label_ids
from models.relevance import Relevance
from models.sentencemodel import SentenceModel, digest
from models.stance import Prediction, Stages, StanceModel, Words

#: All pairs of a post with another claim it shares words with weigh together this much of one label.
CROSS_SHARE = 0.5


@dataclass(frozen=True)
class Topics:
    """Pairs of a post and a claim that pass the screen.

    Attributes:
        posts: position of each pair's post; `claims` the claim's id.
        rows: pairs × `models.relevance.NAMES`; `glances` the same as a glance sees them.
        own: whether it is the claim that the post was written for.
        about: whether the post is about it: its own claim, and no homonym of it.
        repeats: whether the post repeats it.
    """

    posts: np.ndarray
    claims: list[str]
    own: np.ndarray
    rows: Floats
    glances: Floats
    about: np.ndarray
    repeats: np.ndarray


@dataclass
class Material:
    """Everything to learn from.

    Attributes:
        examples: written pairs first, then cross pairs (a post against another claim: `unrelated`).
        posts: the post of each pair; `labels` positions in LABELS; `weights` one a pair; `written` how many are written pairs.
        folds: group of each pair; for cross pairs that of the post.
        topics: every pair of a post and a claim that passes the screen.
        talk: the same numbers of ordinary talk about none of the claims, pairs × `models.relevance.NAMES`.
    """

    examples: list[Example]
    posts: list[LabelledPost]
    labels: np.ndarray
    weights: np.ndarray
    folds: np.ndarray
    written: int
    topics: Topics
    talk: Floats

    @classmethod
    def of(
        cls,
        examples: Sequence[Example],
        posts: Sequence[LabelledPost],
        folds: np.ndarray,
        topics: Topics,
        talk: Floats,
        cross: Sequence[tuple[Example, int]] = (),
    ) -> Material:
        """From written pairs and (cross pair, position of its post)."""
        labels = np.concatenate([label_ids(posts), np.full(len(cross), 5, dtype=int)])
        weights = np.concatenate([np.ones(len(posts)), np.full(len(cross), CROSS_SHARE * len(posts) / 6 / max(1, len(cross)))])
        rows = [i for _, i in cross]
        return cls(
            [*examples, *(e for e, _ in cross)],
            [*posts, *(posts[i] for i in rows)],
            labels,
            weights,
            np.concatenate([folds, folds[rows]]).astype(int),
            len(posts),
            topics,
            talk,
        )

    def relevance(self, without: int | None = None) -> Relevance:
        """Learned from all posts, or from those outside a group, and from ordinary talk."""
        keep = np.ones(len(self.topics.posts), dtype=bool) if without is None else self.folds[self.topics.posts] != without
        nothing = np.zeros(len(self.talk), dtype=bool)
        return Relevance.fit(
            np.vstack([self.topics.rows[keep], self.talk]),
            np.concatenate([self.topics.about[keep], nothing]),
            np.concatenate([self.topics.repeats[keep], nothing]),
        )


@dataclass
class CrossFit:
    """Fits stages without groups, each at most once."""

    material: Material
    say: Callable[[str], None] = lambda _: None
    _first: dict[frozenset[int], tuple[Words, SentenceModel]] = field(default_factory=dict)
    _stages: dict[frozenset[int], tuple[np.ndarray, Stages]] = field(default_factory=dict)
    _models: dict[frozenset[int], StanceModel] = field(default_factory=dict)
    _strangers: Prediction | None = None

    def first_stages(self, without: frozenset[int]) -> tuple[Words, SentenceModel]:
        """Words and sentence model of the written pairs outside these groups."""
        if without not in self._first:
            m = self.material
            rows = [i for i in range(m.written) if m.folds[i] not in without]
            examples, labels = [m.examples[i] for i in rows], m.labels[rows]
            marks = [m.examples[i].marks(m.posts[i]) for i in rows]
            self._first[without] = Words().fit(examples, labels), SentenceModel().fit(examples, marks, labels)
            self.say(f"first stages without {sorted(without) or 'nobody'}")
        return self._first[without]

    def stages(self, group: int, without: frozenset[int]) -> tuple[np.ndarray, Stages]:
        """Rows of a group, and what the first stages fitted without `without` and that group say about them."""
        left_out = without | {group}
        key = frozenset([*left_out, 1000 + group])
        if key not in self._stages:
            words, sentences = self.first_stages(left_out)
            rows = np.flatnonzero(self.material.folds == group)
            examples = [self.material.examples[i] for i in rows]
            found = [digest(s) for s in sentences.predict(examples)]
            self._stages[key] = rows, Stages(words.predict(examples), np.vstack(found))
        return self._stages[key]

    def model(self, without: frozenset[int] = frozenset()) -> StanceModel:
        """A model that never saw these groups, fitted once; not calibrated yet."""
        if without in self._models:
            return self._models[without]
        groups = [int(g) for g in np.unique(self.material.folds) if int(g) not in without]
        parts = [self.stages(g, without) for g in groups]
        rows = np.concatenate([rows for rows, _ in parts])
        stages = Stages(np.vstack([s.words for _, s in parts]), np.vstack([s.digests for _, s in parts]))
        model = StanceModel()
        m = self.material
        model.fit_heads([m.examples[i] for i in rows], stages, m.labels[rows], m.weights[rows])
        model.words, model.sentences = self.first_stages(without)
        self.say(f"heads without {sorted(without) or 'nobody'}")
        self._models[without] = model
        return model

    def strangers(self) -> Prediction:
        """Raw probabilities and sentences of every pair by a model that never saw its group; computed once."""
        if self._strangers is None:
            self._strangers = self._judge_strangers()
        return self._strangers

    def _judge_strangers(self) -> Prediction:
        m = self.material
        out: Floats = np.zeros((len(m.examples), 6))
        sentences: list[Floats] = [np.zeros((0, 6)) for _ in m.examples]
        for group in np.unique(m.folds):
            model = self.model(frozenset({int(group)}))
            rows = np.flatnonzero(m.folds == group)
            _, stages = self.stages(int(group), frozenset())
            examples = [m.examples[i] for i in rows]
            out[rows] = model.raw(examples, stages)
            for i, found in zip(rows, model.sentences.predict(examples), strict=True):
                sentences[i] = found
        return Prediction(out, sentences)
