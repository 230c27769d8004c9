"""Which words of a post a search was after: computed from the query's morphemes, the same for both stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp import tokens
from nlp.normalize import normalize
from pungmun.records import Post
from pungmun.store.terms import index_terms, read_query

#: Sentences of a text that are read for words: a page of results has to be quick, and one place shows why a post was found.
SENTENCES = 4
#: Letters before the first word of an excerpt.
BEFORE = 40


class Piece(NamedTuple):
    """A run of text; `found` when it is what was searched for."""

    text: str
    found: bool


Pieces = tuple[Piece, ...]


class Marker:
    """Marks the words of one search in posts.

    Args:
        text: the search text, with words and "phrases".
    """

    def __init__(self, text: str) -> None:
        self._terms = read_query(text, tokens.search_tokens_many)
        self._wanted = {*self._terms.words, *(word for phrase in self._terms.phrases for word in phrase)}

    def title(self, post: Post) -> Pieces:
        """The whole title."""
        return _cut(post.title, 0, len(post.title), self.spans(post.title))

    def excerpt(self, post: Post, longest: int = 160) -> Pieces:
        """The text around the first word found in it, in `longest` letters; empty when none of the sentences looked at holds one."""
        text = post.text
        spans = self.spans(text)
        if not spans:
            return ()
        start = max(0, spans[0][0] - BEFORE)
        end = min(len(text), start + longest)
        ends = (Piece("…", found=False),)
        return (ends if start else ()) + _cut(text, start, end, spans) + (ends if end < len(text) else ())

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets in the text, in order and apart from each other."""
        found = sorted([*self._by_words(text), *self._by_letters(text)])
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if apart and start <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart

    def _by_words(self, text: str) -> Iterator[tuple[int, int]]:
        if not self._wanted:
            return
        readable = normalize(text)
        sentences = tokens.split_sentences(readable.text)
        likely = [(a, b) for a, b in sentences if any(word in readable.text[a:b].casefold() for word in self._wanted)]
        chosen = (likely or sentences)[:SENTENCES]
        for (at, _), words in zip(chosen, tokens.search_words_at([readable.text[a:b] for a, b in chosen]), strict=True):
            terms = [(term, start, end) for word, start, end in words for term in index_terms([word])]
            for first, last in self._runs([term for term, _, _ in terms]):
                yield readable.original(at + terms[first][1], at + terms[last][2])

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Numbers of the first and last word of what is searched for."""
        for n, word in enumerate(words):
            if word in self._terms.words:
                yield n, n
            for phrase in self._terms.phrases:
                if tuple(words[n : n + len(phrase)]) == phrase:
                    yield n, n + len(phrase) - 1

    def _by_letters(self, text: str) -> Iterator[tuple[int, int]]:
        lower = text.lower()
        if len(lower) != len(text):  # a few letters become two when they are made small
            return
        for piece in self._terms.raw:
            if (at := lower.find(piece.lower())) >= 0:
                yield at, at + len(piece)


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Pieces:
    pieces: list[Piece] = []
    at = start
    for left, right in spans:
        left, right = max(left, at), min(right, end)
        if left < right:
            pieces += [Piece(text[at:left], found=False), Piece(text[left:right], found=True)]
            at = right
    return tuple(piece for piece in (*pieces, Piece(text[at:end], found=False)) if piece.text)
