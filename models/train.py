"""Learning from labelled posts: fit, calibrate and choose the bands on strangers' posts, promote only what is no worse."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models import artifacts
from models.corpus import LabelledPost, talk
from models.crossfit import CrossFit
from models.evaluate import by_strangers, evaluate, judged_from, learned
from models.judge import Judge
from models.metrics import f1, interval, resample
from models.prepare import fingerprint, material, writer_folds
from pungmun.errors import ModelError
from pungmun.records import LABELS, Claim

#: Raised with every change of features or of how is learned, so that a version names one model.
RECIPE = 6
#: A class may fall by this much at most on the fixed set, at the lower end of the paired interval's middle; noise is not a fall.
TOLERANCE = 0.0


@dataclass(frozen=True)
class Promotion:
    """What came of a training.

    Attributes:
        promoted: whether the model file was written.
        words: what happened, for people.
        changes: class → difference of F1 against the model in use, with its paired interval.
    """

    promoted: bool
    words: str
    changes: dict[str, Any]


def fit(claims: Sequence[Claim], posts: Sequence[LabelledPost], say: Callable[[str], None] = lambda _: None) -> tuple[Judge, CrossFit]:
    """A judge whose calibration and bands come from posts of writers that the fitted stages never saw."""
    crossfit = CrossFit(material(claims, posts, writer_folds(posts)), say)
    calibration, policy = learned(crossfit)
    model = crossfit.model()
    model.calibration = calibration
    lines = [f"{p.post.post_id}\t{p.claim_id}\t{p.label}\t{p.post.document}" for p in posts]
    lines += [f"{c.claim_id}\t{c.statement}\t{c.truth}\t{c.weaker_true}\t{c.variants}\t{sorted(c.aliases.items())}" for c in claims]
    lines += [f"{p.post_id}\t{p.document}" for p in talk()]
    data = artifacts.data_hash(lines)
    about = {
        "data": data,
        "version": f"stance-{RECIPE}-{data[:8]}",
        "posts": len(posts),
        "claims": len(claims),
        "writers": len({p.writer for p in posts}),
        "fingerprint": fingerprint(claims, posts),
    }
    return Judge(model, crossfit.material.relevance(), policy, about), crossfit


def promote(
    claims: Sequence[Claim],
    posts: Sequence[LabelledPost],
    *,
    output: Path | None = None,
    force: bool = False,
    evaluation: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Promotion:
    """Train on the shipped corpus and the given posts; replace the model in use only if no class falls.

    The fixed evaluation set is the shipped corpus, each post judged by models that never saw its writer: the new training data against
    the data without the additions. A class falls when the whole paired interval over claims lies below zero.

    Args:
        claims: those of the posts.
        posts: what is learned from besides the shipped corpus.
        output: model file; the shipped one when None.
        force: promote whatever falls.
        evaluation: where to write what `evaluate --by writer --streams` would say of all posts.
        say: told of each step.
    """
    from models.corpus import shipped

    base_claims, base_posts = shipped()
    known, seen = {c.claim_id for c in base_claims}, {p.post.post_id for p in base_posts}
    extra_claims = [c for c in claims if c.claim_id not in known]
    extra_posts = [p for p in posts if p.post.post_id not in seen]
    all_claims, all_posts = [*base_claims, *extra_claims], [*base_posts, *extra_posts]
    judge, crossfit = fit(all_claims, all_posts, say)
    if evaluation:
        figures = evaluate(all_claims, all_posts, by="writer", crossfit=crossfit, streams=True)
        evaluation.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    target = output or artifacts.SHIPPED
    changes: dict[str, Any] = {}
    fallen: list[str] = []
    if extra_posts:
        size = len(base_posts)
        new = judged_from(crossfit, judge.model.calibration, judge.policy, size)
        old_judge, old_fit = fit(base_claims, base_posts, say)
        old = judged_from(old_fit, old_judge.model.calibration, old_judge.policy, size)
        draws = resample(new.claims, 1000)
        for k, name in enumerate(LABELS):
            gaps = [f1(new.take(rows), k) - f1(old.take(rows), k) for rows in draws]
            changes[name] = {"value": round(f1(new, k) - f1(old, k), 4), "interval": interval(gaps)}
            if np.percentile(gaps, 97.5) < TOLERANCE:
                fallen.append(name)
    if fallen and not force:
        return Promotion(False, f"Not promoted: {', '.join(fallen)} got worse. {_told(changes)}", changes)
    judge.save(target)
    return Promotion(
        True, f"{judge.version} written to {target}: {len(all_posts)} posts, {len(all_claims)} claims. {_told(changes)}".strip(), changes
    )


def _told(changes: dict[str, Any]) -> str:
    return "; ".join(
        f"{name} {change['value']:+.3f} [{change['interval'][0]:+.3f}, {change['interval'][1]:+.3f}]" for name, change in changes.items()
    )


__all__ = ["ModelError", "Promotion", "by_strangers", "fit", "promote"]
