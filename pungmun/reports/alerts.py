"""What the editor on duty has to know at once.

Alerts are a function of the stored posts: the same store gives the same alerts with the same ids on every call, so that
nothing is sent twice and nothing has to be remembered but what a person has acknowledged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pungmun.records import Claim, stable_id
from pungmun.registry.alerts import AlertRules, Velocity
from pungmun.store.base import Query, Store

#: A count that a Poisson day reaches at least this often is nothing special.
USUAL = 0.01

Kind = Literal["velocity", "new_platform", "returns", "overtaken"]
Counts = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to know.

    Attributes:
        alert_id: function of kind, claim, platform and the day it began.
        day: the day it began (Asia/Seoul).
        words: one Korean sentence with the numbers.
        query: conditions of the search that shows the posts.
    """

    alert_id: str
    kind: Kind
    claim_id: str
    platform: str | None
    day: date
    words: str
    query: str


def find_alerts(
    store: Store, claims: Sequence[Claim], rules: AlertRules, day: date, unhealthy: Collection[tuple[str, date]] = ()
) -> list[Alert]:
    """Alerts that began on `day`.

    Args:
        store: posts and findings.
        claims: the registry.
        rules: thresholds.
        day: the day looked at (Asia/Seoul).
        unhealthy: (platform, day) on which the platform's sources were silent or odd; such days don't count as normal.
    """
    alerts = []
    for claim in claims:
        repeats = _daily(store, claim.claim_id, "repeats", day)
        debunks = _total(_daily(store, claim.claim_id, "debunks", day))
        total = _total(repeats)
        alerts += _new_platforms(claim, repeats, rules, day)
        for platform, counts in sorted(repeats.items()):
            skip = {then for where, then in unhealthy if where == platform}
            if day in rises(counts, rules.velocity, day, skip):
                usual = _mean(counts, day, rules.velocity.window_days, skip)
                words = f"{platform}에서 ‘{claim.statement}’ 되풀이가 하루 {counts.get(day, 0)}건으로 늘었습니다 (평소 하루 {usual:.1f}건)."
                alerts.append(_alert("velocity", claim, platform, day, words))
        alerts += _returns(claim, total, rules, day) + _overtaken(claim, total, debunks, rules, day)
    return alerts


def rises(counts: Counts, rule: Velocity, until: date, skip: Collection[date] = ()) -> list[date]:
    """Days on which an alarm begins, up to `until`.

    A day is alarming when a Poisson count with the mean of the days before it would reach the day's count with a
    probability below `p_value`. Once raised, the alarm stays on, silently, until `calm_days` in a row are within one
    standard deviation of what was normal before it, or are normal by now: a claim that stays high does not ring every day.
    """
    if not counts:
        return []
    begun: list[date] = []
    normal: float | None = None
    calm = 0
    day = min(counts)
    while day <= until:
        n, mean = counts.get(day, 0), _mean(counts, day, rule.window_days, skip)
        if normal is None:
            if n >= rule.min_posts and poisson_tail(n, mean) < rule.p_value:
                begun.append(day)
                normal, calm = mean, 0
        else:
            usual = n <= normal + math.sqrt(max(normal, 1.0)) or poisson_tail(n, mean) >= USUAL
            calm = calm + 1 if usual else 0
            if calm >= rule.calm_days:
                normal = None
        day += timedelta(days=1)
    return begun


def poisson_tail(n: int, mean: float) -> float:
    """P(X ≥ n) of a Poisson count; a mean below a post a month is taken as that, for nothing is never seen for sure."""
    mean = max(mean, 1 / 28)
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(n))
    return max(0.0, 1.0 - below)


def _mean(counts: Counts, day: date, window: int, skip: Collection[date]) -> float:
    days = [then for n in range(1, window + 1) if (then := day - timedelta(days=n)) not in skip]
    return sum(counts.get(then, 0) for then in days) / len(days) if days else 0.0


def _daily(store: Store, claim_id: str, label: str, until: date) -> dict[str, dict[date, int]]:
    daily: dict[str, dict[date, int]] = defaultdict(dict)
    for row in store.counts(("platform", "day"), Query(claims=(claim_id,), labels=(label,), until=until)):
        daily[row["platform"]][date.fromisoformat(row["day"])] = row["posts"]
    return daily


def _total(daily: Mapping[str, Counts]) -> dict[date, int]:
    total: dict[date, int] = defaultdict(int)
    for counts in daily.values():
        for day, n in counts.items():
            total[day] += n
    return total


def _new_platforms(claim: Claim, repeats: Mapping[str, Counts], rules: AlertRules, day: date) -> list[Alert]:
    seen_before = [platform for platform, counts in repeats.items() if min(counts) < day]
    result = []
    for platform, counts in sorted(repeats.items()):
        if seen_before and min(counts) == day and counts[day] >= rules.new_platform.min_posts:
            known = ", ".join(sorted(seen_before))
            words = f"‘{claim.statement}’ 되풀이가 {platform}에 처음 나타났습니다 ({counts[day]}건). 앞서 본 곳: {known}."
            result.append(_alert("new_platform", claim, platform, day, words))
    return result


def _returns(claim: Claim, total: Counts, rules: AlertRules, day: date) -> list[Alert]:
    earlier = [then for then in total if then < day]
    if not total.get(day) or not earlier or (day - max(earlier)).days <= rules.returns.quiet_days:
        return []
    words = f"‘{claim.statement}’이(가) {(day - max(earlier)).days}일 만에 다시 나타났습니다 ({total[day]}건)."
    return [_alert("returns", claim, None, day, words)]


def _overtaken(claim: Claim, repeats: Counts, debunks: Counts, rules: AlertRules, day: date) -> list[Alert]:
    def sums(until: date) -> tuple[int, int]:
        days = [until - timedelta(days=n) for n in range(rules.overtaken.window_days)]
        return sum(repeats.get(d, 0) for d in days), sum(debunks.get(d, 0) for d in days)

    r, d = sums(day)
    before_r, before_d = sums(day - timedelta(days=1))
    if r < rules.overtaken.min_repeats or d <= r or before_d > before_r:
        return []
    words = f"‘{claim.statement}’: 지난 {rules.overtaken.window_days}일 동안 반박({d}건)이 되풀이({r}건)보다 많아졌습니다."
    return [_alert("overtaken", claim, None, day, words)]


def _alert(kind: Kind, claim: Claim, platform: str | None, day: date, words: str) -> Alert:
    query = f"claim={claim.claim_id}&label=repeats&since={day}&until={day}" + (f"&platform={platform}" if platform else "")
    return Alert(
        stable_id("alert", kind, claim.claim_id, platform or "", day.isoformat()), kind, claim.claim_id, platform, day, words, query
    )
