"""Morphemes by Kiwi: the only module that knows kiwipiepy.

Kiwi is created on first use and shared. The same sentence always gives the same morphemes, whatever stands around it, because
every sentence is read alone; so results can be cached and judging one by one equals judging in a batch.
"""

from __future__ import annotations

import threading
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nlp.normalize import plain
from nlp.sentences import split_sentences

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

__all__ = [
    "CONTENT",
    "Morph",
    "configure",
    "morphs",
    "morphs_many",
    "search_tokens",
    "search_tokens_many",
    "search_words_at",
    "split_sentences",
]

#: Tags whose morphemes carry content, for search and for comparing sentences.
CONTENT = frozenset({"NNG", "NNP", "XR", "VV", "VA", "SL", "SH", "SN", "NR", "MAG", "UNK", "W_HASHTAG"})
_FINDABLE = frozenset({"NNG", "NNP", "XR", "SL", "SH", "SN", "NR", "UNK", "W_HASHTAG", "VV", "VA"})
#: Verbs so common that they find everything.
_EMPTY = frozenset({"하", "되", "있", "없", "이", "것", "수", "않", "같", "보", "주", "오", "가", "나", "들", "말", "알"})
_CACHE_SENTENCES = 10_000


class Morph(NamedTuple):
    """One morpheme: dictionary form, tag without its conjugation mark, code point offsets in the sentence."""

    form: str
    tag: str
    start: int
    end: int


@dataclass
class _Reader:
    """The shared Kiwi, its user words and the sentences read lately."""

    words: dict[tuple[str, str], float] = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kiwi: Kiwi | None = None
    cache: OrderedDict[str, tuple[Morph, ...]] = field(default_factory=OrderedDict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self) -> Kiwi:
        if self.kiwi is None:
            from kiwipiepy import Kiwi

            with warnings.catch_warnings():  # it tells of what 0 meant in old versions
                warnings.simplefilter("ignore", DeprecationWarning)
                self.kiwi = Kiwi(num_workers=0)  # no threads: a fork of this process can read too (models/warm.py)
            self._learn(self.words)
        return self.kiwi

    def _learn(self, words: Mapping[tuple[str, str], float]) -> None:
        """Parts of all words first, then the words: Kiwi builds its dictionary anew (seconds) at the first reading after a word."""
        assert self.kiwi is not None
        for form, _ in sorted(words):
            parts = tuple(token.form for token in self.kiwi.tokenize(form) if str(token.tag).split("-")[0] in _FINDABLE)
            if len(parts) > 1:
                self.parts[form] = parts
        for (form, tag), score in sorted(words.items()):
            self.kiwi.add_user_word(form, tag, score)

    def add(self, words: Iterable[tuple[str, str, float]]) -> None:
        with self.lock:
            new = {(form, tag): score for form, tag, score in words if self.words.get((form, tag)) != score}
            self.words |= new
            if self.kiwi is not None:
                self._learn(new)
            if new:
                self.cache.clear()

    def read(self, sentences: Sequence[str]) -> list[tuple[Morph, ...]]:
        with self.lock:
            missing = [s for s in dict.fromkeys(sentences) if s not in self.cache]
            fresh: dict[str, tuple[Morph, ...]] = {}
            if missing:
                kiwi = self.get()
                for sentence in missing:
                    tokens = kiwi.tokenize(sentence, normalize_coda=True)
                    fresh[sentence] = tuple(Morph(t.form, str(t.tag).split("-")[0], t.start, t.start + t.len) for t in tokens)
            result = [fresh.get(s) or self.cache.get(s, ()) for s in sentences]
            self.cache.update(fresh)
            while len(self.cache) > _CACHE_SENTENCES:
                self.cache.popitem(last=False)
            return result


_READER = _Reader()
#: Search reads with the user words; judgement reads with the plain dictionary, so that a word added for one claim never changes
#: what was judged about another, and a finding depends on nothing but post, claim and model.
_SEARCH = _Reader()


def _search_reader() -> _Reader:
    return _SEARCH if _SEARCH.words else _READER  # no second Kiwi in memory while nobody added a word


def configure(user_words: Iterable[tuple[str, str, float]]) -> None:
    """Teach Kiwi words it should not cut: (form, tag, score), from the registry's aliases and the lexicon.

    Only search uses them (`_search_reader` says why).
    """
    _SEARCH.add(user_words)


def morphs(sentence: str) -> tuple[Morph, ...]:
    """Morphemes of one sentence (normalised text); offsets count code points in it."""
    return _READER.read([sentence])[0]


def morphs_many(sentences: Sequence[str]) -> list[tuple[Morph, ...]]:
    """Morphemes of many sentences at once; the same as one by one, only faster."""
    return _READER.read(sentences)


def search_tokens(text: str) -> list[str]:
    """Words under which a text is found: content morphemes in dictionary form, in order, repeats kept.

    A user word also gives its parts. A text of which nothing would remain (a query of one particle) gives its own pieces instead.
    """
    return search_tokens_many([text])[0]


def search_tokens_many(texts: Sequence[str]) -> list[list[str]]:
    """`search_tokens` of each text."""
    plains = [plain(text) for text in texts]
    spans = [split_sentences(text) for text in plains]
    flat = [text[start:end] for text, pairs in zip(plains, spans, strict=True) for start, end in pairs]
    read = iter(_search_reader().read(flat))
    return [_words([morph for _ in pairs for morph in next(read)], text) for text, pairs in zip(plains, spans, strict=True)]


def _words(found: Iterable[Morph], text: str) -> list[str]:
    return [word for morph in found for word in _words_of(morph)] or [piece.lower() for piece in text.split()]


def _words_of(morph: Morph) -> list[str]:
    if morph.tag not in _FINDABLE or (morph.tag in {"VV", "VA"} and morph.form in _EMPTY):
        return []
    return [morph.form.lower(), *(part.lower() for part in _SEARCH.parts.get(morph.form, ()))]


def search_words_at(sentences: Sequence[str]) -> list[list[tuple[str, int, int]]]:
    """The words of `search_tokens` in single sentences of normalised text, each with its offsets there."""
    read = _search_reader().read(sentences)
    return [[(word, morph.start, morph.end) for morph in found for word in _words_of(morph)] for found in read]
