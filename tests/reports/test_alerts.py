"""Does it ring when it should, not when it shouldn't, and only once?"""

import random
from datetime import date, timedelta

import pytest

from pungmun.records import Claim
from pungmun.registry.alerts import AlertRules, Velocity, load_alert_rules
from pungmun.reports.alerts import find_alerts, poisson_tail, rises

CLAIM = Claim("moon", "달은 치즈다.")
START = date(2023, 1, 1)


def days(counts):
    return {START + timedelta(days=i): n for i, n in enumerate(counts)}


def poisson(rate, rng):
    """Knuth's method."""
    n, p, limit = 0, rng.random(), pow(2.718281828459045, -rate)
    while p > limit:
        p *= rng.random()
        n += 1
    return n


@pytest.mark.parametrize("rate", [0.1, 0.5, 2, 8, 20])
def test_false_alarms_at_a_constant_rate_are_below_one_in_six_months(rate):
    rng = random.Random(7)
    years = 20
    counts = days([poisson(rate, rng) for _ in range(365 * years)])
    alarms = [day for day in rises(counts, Velocity(), max(counts)) if day > START + timedelta(days=28)]
    assert len(alarms) / (12 * years) < 1 / 6, f"{len(alarms)} false alarms in {years} years at {rate} a day"


@pytest.mark.parametrize(("rate", "factor", "within"), [(0.5, 16, 1), (2, 6, 2), (8, 4, 1)])
def test_a_claim_that_takes_off_is_seen_within_days(rate, factor, within):
    rng = random.Random(3)
    delays = []
    for _ in range(60):
        counts = days([poisson(rate, rng) for _ in range(60)] + [poisson(rate * factor, rng) for _ in range(10)])
        found = [d for d in rises(counts, Velocity(), max(counts)) if d >= START + timedelta(days=60)]
        delays.append((found[0] - START).days - 60 if found else 99)
    assert sorted(delays)[int(len(delays) * 0.9)] <= within


def test_a_claim_that_stays_high_rings_once():
    counts = days([1] * 40 + [30] * 10 + [1] * 10 + [30])
    assert rises(counts, Velocity(), max(counts)) == [START + timedelta(days=40), START + timedelta(days=60)]


def test_days_of_a_broken_source_are_not_normal():
    counts = days([10] * 20 + [0] * 20 + [10])
    broken = {START + timedelta(days=i) for i in range(20, 40)}
    assert not rises(counts, Velocity(window_days=28), max(counts), broken)[1:]
    assert START + timedelta(days=40) in rises(counts, Velocity(window_days=14), max(counts))


def test_tail():
    assert poisson_tail(0, 3) == 1
    assert poisson_tail(3, 1) == pytest.approx(0.0803, abs=1e-4)


@pytest.fixture
def told(store, make_judged):
    def tell(*posts):
        store.write(
            [
                make_judged(f"{i}-{label}-{day}", label, published=f"{day}T10:00:00+09:00", platform=where)
                for i, (label, day, where) in enumerate(posts)
            ]
        )
        return store

    return tell


def kinds(store, day):
    return [(alert.kind, alert.platform) for alert in find_alerts(store, [CLAIM], AlertRules(), date.fromisoformat(day))]


def test_a_jump_to_a_new_platform(told):
    store = told(("repeats", "2023-11-10", "naver_blog"), ("repeats", "2023-11-12", "daum_cafe"))
    assert kinds(store, "2023-11-12") == [("new_platform", "daum_cafe")]
    assert kinds(store, "2023-11-10") == []


def test_a_claim_returns(told):
    store = told(("repeats", "2023-01-10", "naver_blog"), ("repeats", "2023-11-12", "naver_blog"))
    assert kinds(store, "2023-11-12") == [("returns", None)]


def test_debunks_overtake(told):
    store = told(*[("repeats", "2023-11-10", "naver_blog")] * 5, *[("debunks", "2023-11-12", "naver_blog")] * 6)
    assert kinds(store, "2023-11-12") == [("overtaken", None)]
    assert kinds(store, "2023-11-13") == []


def test_velocity(told):
    store = told(("repeats", "2023-11-01", "naver_blog"), *[("repeats", "2023-11-12", "naver_blog")] * 9)
    assert kinds(store, "2023-11-12") == [("velocity", "naver_blog")]


def test_the_same_store_gives_the_same_ids(told):
    store = told(("repeats", "2023-11-10", "naver_blog"), ("repeats", "2023-11-12", "daum_cafe"))
    day = date(2023, 11, 12)
    assert find_alerts(store, [CLAIM], AlertRules(), day) == find_alerts(store, [CLAIM], AlertRules(), day)


def test_rules_of_the_shipped_file_are_the_defaults(tmp_path):
    from pathlib import Path

    assert load_alert_rules(Path(__file__).parents[2] / "config") == AlertRules() == load_alert_rules(tmp_path)
