"""Search queries out of claims: few words, the claim's own aliases, so that a new claim is watched with the next round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from pungmun.records import Claim

#: Queries a claim; each costs a call a round and source: 6 x 26 claims x 48 rounds = 7,500 of 25,000 calls a day.
MAX_QUERIES = 6
#: Key words of a claim that are paired; the first ones name what it is about.
_KEYS = 3
_PARTICLE = re.compile(
    r"(?:에서는|으로는|에게는|에서|에게|으로|까지|부터|처럼|이라는|라는|이라고|라고|들이|들을|들은|은|는|이|가|을|를|의|에|로|과|와|도|만)$"
)
_WORD = re.compile(r"[가-힣A-Za-z0-9]+")
_VERB = re.compile(r"(?:다|요|까|며|고|는데|니다|하는|한|된|될|할)$")
_HANGUL, _HANJA = re.compile(r"[가-힣]"), re.compile(r"[\u4e00-\u9fff]")


def claim_queries(claim: Claim, limit: int = MAX_QUERIES) -> list[str]:
    """Queries of one claim, most telling first, without doubles.

    Search services want every word, so each query is a pair: the claim's first key word with the spellings of the second,
    the second with those of the third, then other spellings of the first. Both words are in one script.
    """
    spellings = [_spellings(key, claim.aliases.get(key, ())) for key in _key_words(claim)]
    if len(spellings) == 1:
        return spellings[0][:limit]
    pairs = [list(_pairs(spellings[i], spellings[i + 1])) for i in range(len(spellings) - 1)]
    if len(spellings) > 2:
        # two of the first pair for one of the second: the first names the subject
        first, second = pairs[0], pairs[1]
        order: Iterable[str | None] = chain.from_iterable(zip_longest(first[::2], first[1::2], second))
    else:
        order = pairs[0] if pairs else []
    return list(dict.fromkeys(query for query in order if query))[:limit]


def queries(claims: Sequence[Claim], limit: int = MAX_QUERIES) -> dict[str, tuple[str, ...]]:
    """All claims' queries -> the claims that want it; the same query is asked once."""
    wanted: dict[str, list[str]] = {}
    for claim in claims:
        for query in claim_queries(claim, limit):
            wanted.setdefault(query, []).append(claim.claim_id)
    return {query: tuple(ids) for query, ids in wanted.items()}


def narrower(query: str, claims: Iterable[Claim], limit: int = MAX_QUERIES) -> list[str]:
    """The same query with one more word of its claims each, for a service that shows only the newest thousand of its hits.

    Whoever repeats a claim uses most of its words, so that what a narrower query can't find is mostly about something else.

    Args:
        query: one of `queries`.
        claims: those that want it.
        limit: queries at most.
    """
    asked = query.split()
    found: dict[str, None] = {}
    for claim in claims:
        known = {spelling for key in claim.aliases for spelling in (key, *claim.aliases[key])}
        spellings = [_spellings(key, claim.aliases[key]) for key in claim.aliases]
        spellings.sort(key=lambda words: any(word in one for word in words for one in asked))  # another spelling of a word narrows least
        for word in [*chain.from_iterable(spellings), *_nouns(claim.statement, known)]:
            fits = _script(word) == _script(asked[0]) and len(word.split()) == 1
            if fits and not any(word in one or one in word for one in asked):
                found[f"{query} {word}"] = None
    return list(found)[:limit]


def _pairs(one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    """Along the diagonals, so that the usual spellings come first."""
    for total in range(len(one) + len(other) - 1):
        for i in range(total + 1):
            if i < len(one) and total - i < len(other) and _script(one[i]) == _script(other[total - i]):
                yield f"{one[i]} {other[total - i]}"


def _spellings(key: str, aliases: Sequence[str]) -> list[str]:
    """Spellings that a service can search; a longer one that holds a shorter one ("재외공관", "공관") is found by that."""
    words = list(dict.fromkeys(word for word in (key, *aliases) if 1 < len(word) <= 10 and len(word.split()) <= 2))
    return [word for word in words if not any(other != word and other in word for other in words)] or [key]


def _key_words(claim: Claim) -> list[str]:
    in_statement = sorted((word for word in claim.aliases if word in claim.statement), key=claim.statement.index)
    by_alias = sorted(
        (key for key in claim.aliases if key not in in_statement and any(a in claim.statement for a in claim.aliases[key])),
        key=lambda key: min(claim.statement.index(a) for a in claim.aliases[key] if a in claim.statement),
    )
    order = list(claim.aliases)
    told = sorted([*in_statement, *by_alias], key=order.index)
    words = list(dict.fromkeys([*told, *order]))[:_KEYS]
    if len(words) >= 2:
        return words
    return list(dict.fromkeys([*words, *_nouns(claim.statement, words)]))[:_KEYS]


def _nouns(statement: str, known: Iterable[str]) -> Iterator[str]:
    """Words that look like nouns, without particles; morphology stays in nlp/, and a search service stems by itself."""
    for token in _WORD.findall(statement):
        word = _PARTICLE.sub("", token) or token
        if len(word) >= 2 and not _VERB.search(token) and not word.isdigit() and not any(word in item or item in word for item in known):
            yield word


def _script(word: str) -> str:
    return "hangul" if _HANGUL.search(word) else "hanja" if _HANJA.search(word) else "latin"
