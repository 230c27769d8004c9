"""Fingerprints of texts, remembered: a text that was seen before is neither normalised nor sketched again.

What is remembered is a function of the text alone, so it changes no result, only how long it takes: 1.5 ms a text the first time.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

PERMUTATIONS, BANDS = 128, 64
#: Changes with everything that a fingerprint is made of: what an older version remembered is not used.
VERSION = "1"
_KEY = 16


class Prints:
    """Texts' shingle sets as digests and MinHash bands, and which pairs of texts were found to be copies.

    Args:
        shingles: text → its shingles; empty for a text too short to have copies.
        path: file to remember in; None to forget at the end.
    """

    def __init__(self, shingles: Callable[[str], frozenset[int]], path: Path | None = None) -> None:
        self._shingles = shingles
        self._path = path
        self._digests: dict[bytes, bytes] = {}
        self._bands: dict[bytes, NDArray[np.uint64]] = {}
        self._pairs: dict[bytes, bool] = {}
        self._used: set[bytes] = set()
        self._used_pairs: set[bytes] = set()
        self._new = False
        if path is not None:
            self._load(path)

    def digest(self, text: str) -> bytes:
        """Digest of the text's set of shingles: equal for texts that differ in spaces and marks only; empty for one that is too short."""
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()
        found = self._digests.get(key)
        if found is None:
            found = self._digests[key] = self._make(self._shingles(text))
            self._new = True
        self._used.add(key)
        return found

    def bands(self, digest: bytes) -> NDArray[np.uint64]:
        """The bands of a set of shingles; texts with a band in common may be copies. Shape (BANDS,)."""
        return self._bands[digest]

    def pair(self, a: bytes, b: bytes, decide: Callable[[], bool]) -> bool:
        """Whether two sets of shingles are those of copies; decided once for a pair."""
        key = a + b if a < b else b + a
        self._used_pairs.add(key)
        if key not in self._pairs:
            self._pairs[key] = decide()
            self._new = True
        return self._pairs[key]

    def save(self) -> None:
        """Keep what was used since the start; the rest is of texts that are gone."""
        if self._path is None or not (self._new or len(self._used) < len(self._digests)):
            return
        keys = sorted(self._used)
        digests = sorted({self._digests[key] for key in keys} - {b""})
        pairs = sorted(self._used_pairs)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            np.savez(
                file,
                version=np.array(VERSION),
                keys=_table(keys),
                digests=_table([self._digests[key] or bytes(_KEY) for key in keys]),
                sets=_table(digests),
                bands=np.array([self._bands[digest] for digest in digests], np.uint64).reshape(len(digests), BANDS),
                pairs=_table(pairs, 2 * _KEY),
                copies=np.array([self._pairs[pair] for pair in pairs], bool),
            )
        part.replace(self._path)
        self._new = False

    def _make(self, shingles: frozenset[int]) -> bytes:
        if not shingles:
            return b""
        digest = hashlib.blake2b(np.array(sorted(shingles), np.uint32).tobytes(), digest_size=_KEY).digest()
        if digest not in self._bands:
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
            sketch.update([str(shingle) for shingle in shingles])
            rows = np.array(sketch.digest(), np.uint64).reshape(BANDS, PERMUTATIONS // BANDS)
            self._bands[digest] = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
        return digest

    def _load(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as kept:
                if str(kept["version"]) != VERSION:
                    return
                digests = [b"" if digest == bytes(_KEY) else digest for digest in _rows(kept["digests"])]
                self._digests = dict(zip(_rows(kept["keys"]), digests, strict=True))
                self._bands = dict(zip(_rows(kept["sets"]), kept["bands"], strict=True))
                self._pairs = dict(zip(_rows(kept["pairs"]), kept["copies"].tolist(), strict=True))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # none yet, or damaged: everything is made anew
            self._digests, self._bands, self._pairs = {}, {}, {}


def _table(rows: list[bytes], width: int = _KEY) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)


def _rows(table: NDArray[np.uint8]) -> list[bytes]:
    return [row.tobytes() for row in table]
