import numpy as np

from models import metrics
from models.policy import ACCUSED, PRECISION, Policy, choose


def _judged(gold: list[int], said: list[int], p: list[float]) -> metrics.Judged:
    size = len(gold)
    flagged = np.array([s == 0 and x >= 0.9 for s, x in zip(said, p, strict=True)])
    review = np.array([not f and x >= 0.3 for f, x in zip(flagged, p, strict=True)])
    return metrics.Judged(
        np.array(gold), np.array(said), flagged, review, np.array(p), np.array(p), np.arange(size).astype(str), np.full(size, -1)
    )


def test_figures_of_a_small_table_by_hand() -> None:
    judged = _judged([0, 0, 1, 3, 5], [0, 0, 0, 3, 5], [0.95, 0.5, 0.92, 0.1, 0.0])
    assert metrics.flag_precision(judged) == 0.5
    assert metrics.flag_recall(judged) == 0.5
    assert metrics.accused(judged) == 0.5
    assert metrics.caught(judged) == 1.0
    assert metrics.review_share(judged) == 0.25
    assert metrics.f1(judged, 0) == 0.8
    assert metrics.caught_at(judged, 0.25) == 1.0


def test_a_perfect_judge_has_perfect_figures() -> None:
    judged = _judged([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [1, 0, 0, 0, 0, 0])
    assert metrics.macro_f1(judged) == 1
    assert metrics.accused(judged) == 0


def test_kappa() -> None:
    assert metrics.kappa(np.array([0, 1, 0, 1]), np.array([0, 1, 0, 1])) == 1
    assert metrics.kappa(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == 0


def test_bands_never_flag_beyond_their_precision() -> None:
    generator = np.random.default_rng(3)
    labels = generator.integers(0, 6, 600)
    p = generator.dirichlet(np.ones(6) * 0.3, 600)
    p[labels == 0, 0] += generator.random(np.sum(labels == 0)) * 2
    p /= p.sum(axis=1, keepdims=True)
    policy = choose(p, labels, np.ones(600, dtype=bool))
    flagged = (p.argmax(axis=1) == 0) & (p[:, 0] >= policy.flag)
    assert np.sum(flagged & (labels == 0)) >= PRECISION * np.sum(flagged) - 0.5
    assert np.sum(flagged & np.isin(labels, (1, 3, 4))) <= ACCUSED * np.sum(np.isin(labels, (1, 3, 4)))


def test_an_incomplete_claim_is_never_flagged() -> None:
    sure = np.array([0.99, 0.01, 0, 0, 0, 0])
    policy = Policy(flag=0.9, review=0.1)
    assert policy.decide(sure, complete=True, sure=True) == ("repeats", False)
    assert policy.decide(sure, complete=False, sure=True) == ("repeats", True)
    assert policy.decide(sure, complete=True, sure=False) == ("repeats", True)
