"""Numbers about a whole post for one claim: where claim and truth stand in it, under which signs, and what the post does around them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from models.claimview import ClaimView, Floats
from models.pairing import COMPARE, CUES, Pair

_DENY = ("notfact", "notso", "FALSE", "DENY", "correct", "misread", "dontspread")
_DOUBT = ("isitq", "whoknows", "endq", "ASK", "whether")
_NARROW = ("part", "PART", "onlythat")
_LATER = ("modal", "STAGE")
_TITLE = ("mixF", "mixT", "F_only", "T_only", "pred", "ent")
_COUNTED = (
    "notfact", "notso", "neg", "FALSE", "DENY", "correct", "misread", "dontspread", "BELIEVE", "isitq", "whoknows", "endq", "qmark",
    "ASK", "hear", "reported", "RUMOR",
    "rhet", "sarc", "CONTRA", "looked", "EVID", "part", "univ", "modal", "STAGE", "done", "STILL", "stilltrue", "quote", "imper", "copy",
    "disbelief", "BAD", "JOKE", "iwitness",
    "if", "onlythat", "FICTION", "WRONG", "KIN", "OFFICIAL", "CHECK", "WARN", "past", "note", "formal", "SPREAD", "TRUTH",
)  # fmt: skip
_SCOPES = ("univ", "part", "modal", "done", "neg", "future", "hear")


def claim_traits(view: ClaimView) -> dict[str, float]:
    """What kind of statement the claim is, and its truth: scope, stage, negation, numbers."""
    statement = view.false[0]
    truths = [*view.weaker, *view.true]
    traits = {f"claim_{name}": float(name in statement.cues) for name in _SCOPES}
    traits |= {f"truth_{name}": float(any(name in s.cues for s in truths)) for name in _SCOPES}
    traits["claim_num"] = float(bool(view.numbers_f))
    traits["truth_num"] = float(bool(view.numbers_t))
    traits["claim_only"] = float(len(view.f_terms - view.t_terms) > 0)
    return traits


class _Sheet:
    """Collects named numbers in a fixed order."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def put(self, name: str, value: float) -> None:
        self.values[name] = float(value)


def _any(pair: Pair, names: tuple[str, ...]) -> Floats:
    columns = [CUES.index(n) for n in names]
    flags: Floats = pair.cues[:, columns].max(axis=1)
    return flags


def _window(flag: Floats, before: int, after: int) -> Floats:
    out = flag.copy()
    for shift in range(1, after + 1):
        out[:-shift] = np.maximum(out[:-shift], flag[shift:])
    for shift in range(1, before + 1):
        out[shift:] = np.maximum(out[shift:], flag[:-shift])
    return out


def features(pair: Pair) -> dict[str, float]:
    """Named numbers of one post and claim in one view; an empty post gives all zeros."""
    sheet = _Sheet()
    n = len(pair.reading.sentences)
    traits = claim_traits(pair.view)
    if n == 0:
        pair = _blank(pair)
        n = 1
    strong = 1.0 - pair.weak
    f, t = pair.column("mixF") * strong, pair.column("mixT")
    best, best_t = int(f.argmax()), int(t.argmax())
    deny, doubt, narrow, later = (_any(pair, names) for names in (_DENY, _DOUBT, _NARROW, _LATER))
    opposite = pair.column("pred_opp")
    _best(sheet, pair, best, best_t)
    clean = (1 - deny) * (1 - doubt) * (1 - np.minimum(opposite, 1))
    near_deny, near_doubt = _window(deny, 0, 2), _window(doubt, 0, 1)
    gates: dict[str, Floats] = {
        "clean": clean, "clean_near": clean * (1 - near_deny) * (1 - near_doubt), "wide": clean * (1 - narrow) * (1 - later),
        "deny": deny, "near_deny": near_deny,
        "doubt": doubt, "narrow": narrow, "later": later, "opposite": np.minimum(opposite, 1), "hear": pair.cue("hear") * (1 - doubt),
        "univ": pair.cue("univ"),
        "quote": pair.cue("quote"), "reported": pair.cue("reported"), "num": np.maximum(pair.column("numF"), pair.column("near")),
        "numT": pair.column("numT"),
        "same": pair.column("pred_same"), "argument": pair.column("prev_known") * (1 - pair.column("subj_other")),
        "stranger": np.maximum(pair.column("subj_other"), pair.column("prev_other")),
        "fiction": pair.cue("FICTION"), "explained": pair.column("explained"), "rhet": pair.cue("rhet"), "past": pair.cue("past"),
        "if": pair.cue("if"), "neg": pair.cue("neg"),
    }  # fmt: skip
    for name, gate in gates.items():
        sheet.put(f"F|{name}", (f * gate).max())
        sheet.put(f"T|{name}", (t * gate).max())
    for name, gate in (("clean", clean), ("deny", deny), ("all", np.ones(n))):
        sheet.put(f"st|{name}", (pair.column("st_only") * gate * strong).max())
        sheet.put(f"Wonly|{name}", (pair.column("W_only") * gate).max())
        sheet.put(f"key|{name}", (pair.column("key") * gate * strong).max())
        sheet.put(f"F-T|{name}", (pair.column("F-T") * gate * strong).max())
        sheet.put(f"T-F|{name}", (-pair.column("F-T") * gate).max())
    _counts(sheet, pair)
    _surroundings(sheet, pair, best)
    _whole(sheet, pair)
    for name, value in traits.items():
        sheet.put(name, value)
    _crosses(sheet, pair, best, best_t, traits)
    return sheet.values


def _blank(pair: Pair) -> Pair:
    return Pair(
        pair.reading, pair.view, [], np.zeros((1, len(COMPARE))), np.zeros((1, len(CUES))), np.zeros((1, len(pair.view.terms))), np.zeros(1)
    )


def _best(sheet: _Sheet, pair: Pair, best: int, best_t: int) -> None:
    for name, value in zip(COMPARE, pair.compare[best], strict=True):
        sheet.put(f"b_{name}", value)
    for name, value in zip(CUES, pair.cues[best], strict=True):
        sheet.put(f"b_{name}", value)
    for name in ("mixT", "W", "W_only", "T_only", "F-T", "numT", "numF", "predT_same", "pred_opp"):
        sheet.put(f"t_{name}", pair.column(name)[best_t])
    for name in ("univ", "part", "modal", "notfact", "notso", "neg", "isitq", "endq", "hear", "FALSE", "CONTRA", "onlythat"):
        sheet.put(f"t_{name}", pair.cue(name)[best_t])
    sheet.put("same_sentence", best == best_t)


def _counts(sheet: _Sheet, pair: Pair) -> None:
    n = len(pair.cues)
    for name in _COUNTED:
        total = pair.cue(name).sum()
        sheet.put(f"n_{name}", math.log1p(total))
    for name in ("neg", "FALSE", "endq", "hear", "notso"):
        sheet.put(f"r_{name}", pair.cue(name).mean())
    sheet.put("logn", math.log(n))
    sheet.put("loglen", math.log1p(sum(len(s.text) for s in pair.reading.sentences)))
    sheet.put("n_F", (pair.column("F") > 0.5).sum())
    sheet.put("n_T", (pair.column("T") > 0.5).sum())
    sheet.put("n_ent", math.log1p((pair.column("ent") > 0.2).sum()))


def _surroundings(sheet: _Sheet, pair: Pair, best: int) -> None:
    n = len(pair.cues)
    parts: dict[str, Callable[[str], float]] = {
        "c": lambda name: pair.cue(name)[max(0, best - 1) : best + 3].max(),
        "next": lambda name: pair.cue(name)[best + 1 : best + 3].max(initial=0.0),
        "last": lambda name: pair.cue(name)[-2:].max(),
        "ti": lambda name: pair.cue(name)[0],
    }
    for part, read in parts.items():
        for name in (
            "notfact", "notso", "neg", "FALSE", "DENY", "isitq", "whoknows", "endq", "qmark", "rhet", "sarc", "CONTRA", "part", "modal",
            "univ", "hear", "reported", "correct",
            "dontspread", "looked", "STILL", "BAD", "imper", "misread", "onlythat",
        ):  # fmt: skip
            sheet.put(f"{part}_{name}", read(name))
    sheet.put("after_deny", _any(pair, _DENY)[best + 1 :].mean() if best + 1 < n else 0.0)
    sheet.put("before_deny", _any(pair, _DENY)[:best].mean() if best else 0.0)
    sheet.put("after_T", pair.column("T_only")[best + 1 :].max(initial=0.0))
    sheet.put("before_T", pair.column("T_only")[:best].max(initial=0.0))
    sheet.put("position", best / n)
    sheet.put("best_is_title", best == 0 and pair.reading.has_title)
    body = pair.compare[1:] if pair.reading.has_title and n > 1 else pair.compare
    for name in _TITLE:
        at = COMPARE.index(name)
        sheet.put(f"title_{name}", pair.compare[0, at] if pair.reading.has_title else 0.0)
        sheet.put(f"body_{name}", body[:, at].max())


def _whole(sheet: _Sheet, pair: Pair) -> None:
    names, rows = pair.view.groups
    everything = rows @ pair.hits.max(axis=0)
    for group in ("F", "T", "W", "st_only", "F_only", "T_only", "W_only", "both", "ent", "pred", "key"):
        sheet.put(f"all_{group}", max((everything[i] for i, name in enumerate(names) if name == group), default=0.0))
    windows = np.maximum(pair.hits[:-1], pair.hits[1:]) @ rows.T if len(pair.hits) > 1 else pair.hits @ rows.T
    for group in ("F", "T", "W", "key"):
        columns = [i for i, name in enumerate(names) if name == group]
        sheet.put(f"win_{group}", windows[:, columns].max() if columns else 0.0)
    titled = np.maximum(pair.hits, pair.hits[0]) @ rows.T
    columns = [i for i, name in enumerate(names) if name == "F"]
    sheet.put("titled_F", titled[:, columns].max())


def _crosses(sheet: _Sheet, pair: Pair, best: int, best_t: int, traits: dict[str, float]) -> None:
    for scope, against in (("univ", "part"), ("part", "univ"), ("done", "modal"), ("modal", "done")):
        sheet.put(f"x_{scope}", traits[f"claim_{scope}"] * (pair.cue(scope)[best] - pair.cue(against)[best]))
        sheet.put(f"xt_{scope}", traits[f"claim_{scope}"] * pair.cue(against)[best_t])
        sheet.put(f"xm_{scope}", traits[f"claim_{scope}"] * (pair.column("mixF") * pair.cue(scope)).max())
    sheet.put("x_neg", traits["claim_neg"] * pair.cue("neg")[best])
    sheet.put("x_neg_opp", traits["claim_neg"] * pair.column("pred_opp").max())
    sheet.put("x_pos_opp", (1 - traits["claim_neg"]) * pair.column("pred_opp").max())
    sheet.put("x_num", traits["claim_num"] * (pair.column("numF")[best] + pair.column("near")[best] - pair.column("numT")[best]))
    sheet.put("x_num_none", traits["claim_num"] * (1 - max(pair.column("numF").max(), pair.column("near").max())))
    sheet.put("x_numT", traits["truth_num"] * pair.column("numT").max())
