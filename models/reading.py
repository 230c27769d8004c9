"""A post read once: its sentences with offsets, morphemes, numbers and discourse classes; knows no claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.cues import cues
from nlp.grams import grams, squeeze
from nlp.lexicon import concept_sets, discourse_class
from nlp.normalize import Normalised, normalize
from nlp.numbers import Number, numbers
from nlp.sentences import split_sentences
from nlp.tokens import CONTENT, Morph, morphs
from pungmun.records import Post, SegmentKind

#: Content forms that say nothing about a topic.
_LIGHT = """
하 되 있 것 수 이 그 저 등 때 말 보 오 가 같 나 주 받 들 알 지 더 좀 다 중 위 년 월 일 없
않 안 못 아니 또 잘 많 크
"""
LIGHT = frozenset(_LIGHT.split())
#: Numbers and adverbs are content, but no subject of a sentence.
_NO_TOPIC = frozenset({"SN", "NR", "MAG"})
#: A document longer than this is judged on its head and tail; a post of 1 MB must not stop the stream.
MAX_DOCUMENT = 20_000
MAX_SENTENCES = 120
#: Kinds of segments that are somebody else's words or no words at all: they never make a post repeat a claim by themselves.
BORROWED = frozenset({"card", "caption", "code"})
_NOT_LETTER = re.compile(r"[^0-9a-zA-Z가-힣]+")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document.

    Attributes:
        start: offset in the original document; `end` likewise.
        text: its normalised text; offsets of `morphs` and `numbers` count in it.
        kind: kind of the segment it stands in; `title` for the title.
    """

    start: int
    end: int
    text: str
    kind: SegmentKind | str

    @cached_property
    def morphs(self) -> tuple[Morph, ...]:
        """Its morphemes: Kiwi, the dearest part of a judgement, reads only the sentences that somebody asks about."""
        return morphs(self.text)

    @cached_property
    def cues(self) -> frozenset[str]:
        """Discourse cues by pattern and by word class."""
        quoted = {"quote"} if self.kind == "quote" else set()
        return cues(self.text, self.morphs) | quoted | {kind for m in self.morphs if (kind := discourse_class(m.form, m.tag))}

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Numbers with units."""
        return numbers(self.text)

    @cached_property
    def content(self) -> tuple[Morph, ...]:
        """Morphemes that carry content."""
        return tuple(m for m in self.morphs if m.tag in CONTENT and m.form not in LIGHT)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """For each morpheme its form if it carries content, else "": what it is to a claim that has no name for it."""
        return tuple(m.form if m.tag in CONTENT and m.form not in LIGHT else "" for m in self.morphs)

    @cached_property
    def content_at(self) -> tuple[int, ...]:
        """Positions of the morphemes that carry content, numbers and adverbs left out."""
        return tuple(i for i, (m, term) in enumerate(zip(self.morphs, self.terms, strict=True)) if term and m.tag not in _NO_TOPIC)

    @cached_property
    def kinds(self) -> tuple[tuple[str, ...], ...]:
        """For each morpheme the concepts that it stands for, sorted; from the hand-made lexicon."""
        table = concept_sets()
        return tuple(tuple(sorted(table.get(m.form, ()))) for m in self.morphs)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Dictionary forms of the content."""
        return frozenset(m.form for m in self.content)

    @cached_property
    def squeezed(self) -> str:
        """Letters and digits only."""
        return _NOT_LETTER.sub("", self.text).lower()

    @cached_property
    def grams(self) -> frozenset[str]:
        """Pairs and triples of neighbouring letters, as the screen compares them."""
        return frozenset(grams(squeeze(self.text)))

    @cached_property
    def bigrams(self) -> frozenset[str]:
        """Pairs of neighbouring letters: still comparable when spelling and spacing are broken."""
        return frozenset(self.squeezed[i : i + 2] for i in range(len(self.squeezed) - 1))


@dataclass(frozen=True)
class Reading:
    """A document as its sentences, the title first (an empty title gives no sentence)."""

    sentences: tuple[Sentence, ...]
    has_title: bool

    @property
    def borrowed(self) -> bool:
        """Whether cards, captions or code are among the sentences."""
        return any(s.kind in BORROWED for s in self.sentences)

    def own(self) -> Reading:
        """The same without cards, captions and code."""
        return Reading(tuple(s for s in self.sentences if s.kind not in BORROWED), self.has_title)


def _spans(post: Post) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = [(0, len(post.title), "title")]
    spans += [(start, end, kind) for start, end, kind in post.spans()]
    return spans


def read(posts: Sequence[Post]) -> list[Reading]:
    """Readings of many posts."""
    readings = []
    for post in posts:
        document = post.document
        sentences: list[Sentence] = []
        for start, end, kind in _spans(post):
            part: Normalised = normalize(document[start : min(end, start + MAX_DOCUMENT)])
            for low, high in split_sentences(part.text):
                first, last = part.original(low, high)
                sentences.append(Sentence(start + first, start + last, part.text[low:high], kind))
        if len(sentences) > MAX_SENTENCES:
            sentences = sentences[: MAX_SENTENCES - 20] + sentences[-20:]
        readings.append(Reading(tuple(sentences), bool(sentences) and sentences[0].kind == "title"))
    return readings
