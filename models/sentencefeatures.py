"""Numbers about each sentence of a post for one claim, its neighbours and the title included: what the evidence selector sees."""

from __future__ import annotations

import numpy as np

from models.claimview import Floats
from models.pairing import COMPARE, CUES, Pair

#: Signs of the neighbours that matter for whether this sentence decides.
NEIGHBOUR_CUES: tuple[str, ...] = (
    "notfact", "notso", "neg_long", "neg_short", "correct", "dontspread", "isitq", "whoknows", "endq", "rhet", "sarc", "reported", "hear",
    "quote", "part",
    "modal", "looked", "FALSE", "DENY", "ASK", "RUMOR", "CONTRA", "EVID", "STILL", "misread", "onlythat", "TRUTH", "WRONG",
)  # fmt: skip
_CUE_COLUMNS = [CUES.index(name) for name in NEIGHBOUR_CUES]
_NEAR = ("mixF", "mixT", "F_only", "T_only", "ent", "pred")
_NEAR_COLUMNS = [COMPARE.index(name) for name in _NEAR]
_RELATIVE = ("mixF", "mixT", "F_only", "T_only", "ent", "pred", "sumF", "sumT", "key")
_RELATIVE_COLUMNS = [COMPARE.index(name) for name in _RELATIVE]
NAMES: tuple[str, ...] = (
    *COMPARE, *CUES, *(f"prev_{n}" for n in _NEAR), *(f"next_{n}" for n in _NEAR), *(f"prev_{n}" for n in NEIGHBOUR_CUES),
    *(f"next_{n}" for n in NEIGHBOUR_CUES),
    *(f"rel_{n}" for n in _RELATIVE), *(f"rank_{n}" for n in _RELATIVE), *(f"title_{n}" for n in _NEAR), "win_F", "win_T", "ti_F", "ti_T",
    "is_title", "is_last", "position", "count",
    "length", "weak", "quoted",
)  # fmt: skip


def _shift(matrix: Floats, by: int) -> Floats:
    out = np.zeros_like(matrix)
    if by > 0:
        out[by:] = matrix[:-by]
    else:
        out[:by] = matrix[-by:]
    return out


def matrix(pair: Pair) -> Floats:
    """Sentences × `NAMES`."""
    n = len(pair.reading.sentences)
    if n == 0:
        return np.zeros((0, len(NAMES)))
    near, signs = pair.compare[:, _NEAR_COLUMNS], pair.cues[:, _CUE_COLUMNS]
    relative = pair.compare[:, _RELATIVE_COLUMNS]
    ranks = np.array([[(relative[:, c] > relative[r, c]).sum() for c in range(relative.shape[1])] for r in range(n)])
    has_title = pair.reading.has_title
    title = np.tile(near[0], (n, 1)) if has_title else np.zeros_like(near)
    names, rows = pair.view.groups
    f = [i for i, name in enumerate(names) if name == "F"]
    t = [i for i, name in enumerate(names) if name in {"T", "W"}]
    window = np.maximum(pair.hits, _shift(pair.hits, 1)) @ rows.T
    titled = (np.maximum(pair.hits, pair.hits[0]) if has_title else pair.hits) @ rows.T
    extra = np.column_stack(
        [
            window[:, f].max(axis=1), window[:, t].max(axis=1) if t else np.zeros(n), titled[:, f].max(axis=1), titled[:,
            t].max(axis=1) if t else np.zeros(n),
            [float(i == 0 and has_title) for i in range(n)], [float(i == n - 1) for i in range(n)], np.arange(n) / n, np.full(n, np.log(n)),
            [np.log1p(len(s.text)) for s in pair.reading.sentences], pair.weak, [float(s.kind == "quote") for s in pair.reading.sentences],
        ]
    )  # fmt: skip
    return np.hstack(
        [
            pair.compare, pair.cues, _shift(near, 1), _shift(near, -1), _shift(signs, 1), _shift(signs, -1),
            relative - relative.max(axis=0), np.minimum(ranks, 6),
            title, extra,
        ]
    )  # fmt: skip
