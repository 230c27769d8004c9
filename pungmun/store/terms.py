"""From a reader's query, and from a post's tokens, to the terms that both stores index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pungmun.errors import StoreError
from pungmun.store.base import Tokenize

_PART = re.compile(r'"([^"]*)"|([^\s"]+)')
#: A question longer than this is a pasted text, and would cost a search minutes.
MAX_QUERY = 2000
#: Longest term in characters: Elasticsearch's whitespace analyzer splits at 255, so both stores cut before.
MAX_TERM = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """What a post's text must hold, all of it.

    Attributes:
        words: single terms.
        phrases: terms that follow each other.
        raw: pieces without a blank that occur in the raw text; only for parts in which no morpheme was found.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    raw: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the text restricts nothing."""
        return not (self.words or self.phrases or self.raw)


def index_terms(tokens: Sequence[str]) -> list[str]:
    """Tokens without blanks, NUL and letter case, cut to a length that every index takes."""
    terms = " ".join(tokens).replace("\0", "").casefold().split()
    if len(terms) != len(tokens):  # a blank inside a token, or a token of blanks only
        terms = [term for token in tokens if (term := "".join(token.replace("\0", "").casefold().split()))]
    return [term[:MAX_TERM] for term in terms]


def read_query(text: str, tokenize: Tokenize) -> Terms:
    """Words and "phrases" of a query.

    The words outside quotation marks are read together, because a Korean word alone is easily misread.

    Raises:
        StoreError: the text is too long to be a query.
    """
    if len(text) > MAX_QUERY:
        raise StoreError(f"A search text of {len(text)} characters is too long.", todo=f"search for at most {MAX_QUERY} characters")
    quoted: list[str] = []
    loose: list[str] = []
    for phrase, word in _PART.findall(text.replace("“", '"').replace("”", '"')):
        if word:
            loose.append(word)
        elif phrase.strip():
            quoted.append(phrase.strip())
    rest = " ".join(loose)
    if not rest and not quoted:
        return Terms()
    read = [index_terms(tokens) for tokens in tokenize([rest, *quoted])]
    raw: list[str] = [] if read[0] or not rest else rest.split()
    phrases: list[tuple[str, ...]] = []
    words = list(read[0])
    for phrase, tokens in zip(quoted, read[1:], strict=True):
        if not tokens:
            raw += phrase.split()
        elif len(tokens) == 1:
            words += tokens
        else:
            phrases.append(tuple(tokens))
    return Terms(_once(words), tuple(dict.fromkeys(phrases)), _once(raw))


def _once(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
