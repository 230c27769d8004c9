"""How much of each claim's wording stands close together in a text: weighted letter pairs and triples, all claims at once.

Letters survive what words don't: broken spelling, missing spaces, other endings. One sparse product compares a batch of texts with
every claim, so the cost follows the text and hardly the number of claims.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from nlp.normalize import plain
from pungmun.records import Claim

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
SPACE = re.compile(r"[\s\u00b7.,'\"“”‘’()\[\]]+")
#: A window is two steps long: about a sentence and a half without its spaces.
STEP = 30
#: Letters of the title that are read together with every window.
TITLE = 80
#: A longer text is compared in pieces, so that one post of a megabyte needs no more memory than many short ones.
PIECE = 20_000
#: A gram of truth or weaker truth counts this much of one of the claim; one of a single variant `VARIANT`; lighter grams are left out.
TRUTH, VARIANT, LIGHTEST = 0.4, 0.8, 0.15
#: Code points have 21 bits, so three of them fit one number.
_BITS = 21
_BUCKETS = 1 << 18
#: Stands between texts. Not zero: a triple that began with it would have the code of a pair.
_BETWEEN = "\U0010ffff"


def squeeze(text: str) -> str:
    """Lower case without spaces and light marks: spacing is free in what people type."""
    return SPACE.sub("", text).lower()


def grams(squeezed: str) -> set[str]:
    """Distinct pairs and triples of neighbouring letters."""
    return {squeezed[i : i + n] for n in (2, 3) for i in range(len(squeezed) - n + 1)}


class Grams:
    """All claims' grams as one sparse matrix.

    Args:
        claims: in the order of the columns of `scores`.
        rarity: how rare a gram is, in [0, 1].
    """

    def __init__(self, claims: Sequence[Claim], rarity: Callable[[str], float]) -> None:
        entries = [(_code(gram), column, weight) for column, claim in enumerate(claims) for gram, weight in weights_of(claim, rarity)]
        codes, rows = np.unique(np.array([code for code, _, _ in entries], dtype=np.int64), return_inverse=True)
        self._codes: Ints = codes
        self._maybe = np.zeros(_BUCKETS, dtype=bool)  # most grams of most texts belong to no claim: that is seen without a search
        self._maybe[_bucket(codes)] = True
        weights = np.array([weight for _, _, weight in entries], dtype=np.float32)
        columns = np.array([column for _, column, _ in entries], dtype=np.int64)
        self._weights = coo_matrix((weights, (rows, columns)), shape=(len(codes), len(claims))).tocsr()

    def scores(self, texts: Sequence[tuple[str, int]]) -> Floats:
        """Weight of each claim's grams in the densest window of each text.

        Args:
            texts: (squeezed text, length of its title in it).

        Returns:
            texts × claims.
        """
        out: Floats = np.zeros((len(texts), self._weights.shape[1]), dtype=np.float32)
        batch: list[tuple[int, str, int]] = []
        letters = 0
        for row, (text, title) in enumerate(texts):
            title = min(title, TITLE)
            for at in range(0, max(1, len(text)), PIECE):
                piece = text[at : at + PIECE + STEP]
                batch.append((row, text[:title] + piece if at else piece, title))
                letters += len(piece)
                if letters >= 10 * PIECE:
                    self._add(out, batch)
                    batch, letters = [], 0
        self._add(out, batch)
        return out

    def _add(self, out: Floats, batch: Sequence[tuple[int, str, int]]) -> None:
        if not batch or not len(self._codes):
            return
        lengths = np.array([len(text) for _, text, _ in batch])
        titles = np.array([title for _, _, title in batch])
        letters = np.frombuffer(_BETWEEN.join(text for _, text, _ in batch).encode("utf-32-le", "replace"), dtype=np.uint32).astype(
            np.int64
        )
        owner = np.repeat(np.arange(len(batch)), lengths + 1)[:-1]
        offset = np.arange(len(letters)) - (np.cumsum(lengths + 1) - lengths - 1)[owner]
        at, gram = self._known(letters)
        owner, offset = owner[at], offset[at]
        windows = np.maximum(1, -(-lengths // STEP) - 1)
        first = np.cumsum(windows) - windows
        step = offset // STEP
        inside, earlier, titled = step < windows[owner], step > 0, offset < titles[owner]
        copies = windows[owner[titled]]
        rows = np.concatenate(
            [
                (first[owner] + step)[inside],
                (first[owner] + np.minimum(step, windows[owner]) - 1)[earlier],
                np.repeat(first[owner[titled]], copies) + np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies),
            ]
        )
        columns = np.concatenate([gram[inside], gram[earlier], np.repeat(gram[titled], copies)])
        present = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(int(windows.sum()), len(self._codes)))
        present.data[:] = 1.0  # a gram counts once a window
        best = np.maximum.reduceat((present @ self._weights).toarray(), first, axis=0)
        np.maximum.at(out, [row for row, _, _ in batch], best)

    def _known(self, letters: Ints) -> tuple[Ints, Ints]:
        """Where grams of any claim stand, and which they are."""
        pairs = (letters[:-1] << _BITS) | letters[1:]
        places, found = [], []
        for codes in (pairs, (pairs[:-1] << _BITS) | letters[2:]):
            at = np.flatnonzero(self._maybe[_bucket(codes)])
            near = np.minimum(np.searchsorted(self._codes, codes[at]), len(self._codes) - 1)
            known = self._codes[near] == codes[at]
            places.append(at[known])
            found.append(near[known])
        return np.concatenate(places), np.concatenate(found)


def weights_of(claim: Claim, rarity: Callable[[str], float]) -> list[tuple[str, float]]:
    """Each gram of a claim with its weight, divided by the root of the statement's own: a long statement is no easier to meet."""
    statement, *variants = [grams(squeeze(plain(text))) for text in (claim.statement, *claim.variants)]
    shared = Counter(gram for text in variants for gram in text)
    weights = {gram: VARIANT + (1 - VARIANT) * min(1.0, (n - 1) / 2) for gram, n in shared.items()}
    for text in (claim.truth, *claim.weaker_true):
        for gram in grams(squeeze(plain(text))):
            weights[gram] = max(weights.get(gram, 0.0), TRUTH)
    for text in (word for key, others in claim.aliases.items() for word in (key, *others)):
        weights |= dict.fromkeys(grams(squeeze(plain(text))), 1.0)
    weights |= dict.fromkeys(statement, 1.0)
    whole = sum(rarity(gram) for gram in statement) ** 0.5 or 1.0
    return [(gram, value / whole) for gram in sorted(weights) if (value := weights[gram] * rarity(gram)) > LIGHTEST]


def _bucket(codes: Ints) -> Ints:
    """A small number for each code; different codes may share one."""
    return np.asarray((codes ^ (codes >> 13) ^ (codes >> 29)) & (_BUCKETS - 1))


def _code(gram: str) -> int:
    code = 0
    for letter in gram:
        code = code << _BITS | ord(letter)
    return code
