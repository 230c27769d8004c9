"""What the editor on duty has to know at once.

Alerts are a function of the stored posts: the same store gives the same alerts with the same ids on every call, so that
nothing is sent twice and nothing has to be remembered but what a person has acknowledged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from pungmun.records import Claim, stable_id
from pungmun.registry.alerts import AlertRules, Velocity
from pungmun.reports import history
from pungmun.reports.names import platform_word
from pungmun.store.base import Query, Store

#: A count that a Poisson day reaches at least this often is nothing special.
USUAL = 0.01

Kind = Literal["velocity", "new_platform", "returns", "overtaken", "saved"]
Counts = Mapping[date, int]
Sums = Mapping[tuple[str, str], int]
#: An alarm's past is read so many windows back: after one window a lasting rise is the new normal and the alarm is off again.
WINDOWS_BACK = 4


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to know.

    Attributes:
        alert_id: function of kind, claim, platform and the day it began.
        claim_id: empty for a saved search.
        day: the day it began (Asia/Seoul).
        words: one Korean sentence with the numbers.
        query: conditions of the search that shows the posts.
        english: the same sentence in English.
    """

    alert_id: str
    kind: Kind
    claim_id: str
    platform: str | None
    day: date
    words: str
    query: str
    english: str = ""


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
    repeats = Query(labels=("repeats",))
    today = history.of_claim(history.table(store, replace(repeats, since=day, until=day)))
    before = history.of_claim(history.before(store, day, repeats))
    sums = _sums(store, day, rules.overtaken.window_days)
    sums_before = _sums(store, day - timedelta(days=1), rules.overtaken.window_days)
    alerts = []
    for claim in claims:
        now = {platform: n for (_, platform), n in today.get(claim.claim_id, {}).items()}
        seen = {platform for _, platform in before.get(claim.claim_id, {})}
        alerts += _new_platforms(claim, now, seen, rules, day)
        if any(n >= rules.velocity.min_posts for n in now.values()):
            alerts += _velocity(claim, _daily(store, claim.claim_id, rules.velocity, day), rules.velocity, day, unhealthy)
        if now and seen:
            alerts += _returns(store, claim, sum(now.values()), rules, day)
        alerts += _overtaken(claim, sums, sums_before, rules, day)
    return alerts


def _velocity(
    claim: Claim, repeats: Mapping[str, Counts], rule: Velocity, day: date, unhealthy: Collection[tuple[str, date]]
) -> list[Alert]:
    alerts = []
    for platform, counts in sorted(repeats.items()):
        skip = {then for where, then in unhealthy if where == platform}
        if day in rises(counts, rule, day, skip):
            n, usual = counts.get(day, 0), _mean(counts, day, rule.window_days, skip)
            words = f"{platform_word(platform)}에서 ‘{claim.statement}’ 되풀이가 하루 {n}건으로 늘었습니다 (평소 하루 {usual:.1f}건)."
            english = f"repeats on {platform_word(platform, 'en')} rose to {n} a day (usually {usual:.1f} a day)"
            alerts.append(_alert("velocity", claim, platform, day, words, english))
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


def _daily(store: Store, claim_id: str, rule: Velocity, until: date) -> dict[str, dict[date, int]]:
    """Repeats a day on each platform, as far back as they can matter to an alarm on the last day."""
    daily: dict[str, dict[date, int]] = defaultdict(dict)
    since = until - timedelta(days=rule.window_days * WINDOWS_BACK)
    for row in store.counts(("platform", "day"), Query(claims=(claim_id,), labels=("repeats",), since=since, until=until)):
        daily[row["platform"]][date.fromisoformat(row["day"])] = row["posts"]
    return daily


def _sums(store: Store, until: date, days: int) -> dict[tuple[str, str], int]:
    """(claim, label) -> posts of the last days."""
    query = Query(labels=("repeats", "debunks"), since=until - timedelta(days=days - 1), until=until)
    return {(row["claim"], row["label"]): row["posts"] for row in store.counts(("claim", "label"), query)}


def _new_platforms(claim: Claim, now: Mapping[str, int], before: Collection[str], rules: AlertRules, day: date) -> list[Alert]:
    result = []
    for platform, n in sorted(now.items()):
        if before and platform not in before and n >= rules.new_platform.min_posts:
            known = ", ".join(platform_word(name) for name in sorted(before))
            words = f"‘{claim.statement}’ 되풀이가 {platform_word(platform)}에 처음 나타났습니다 ({n}건). 앞서 본 곳: {known}."
            known = ", ".join(platform_word(name, "en") for name in sorted(before))
            english = f"first repeats on {platform_word(platform, 'en')} ({n}); seen before on {known}"
            result.append(_alert("new_platform", claim, platform, day, words, english))
    return result


def _returns(store: Store, claim: Claim, n: int, rules: AlertRules, day: date) -> list[Alert]:
    earlier = Query(claims=(claim.claim_id,), labels=("repeats",), until=day - timedelta(days=1))
    last = store.search(earlier, limit=1).hits[0].post.published.day
    if last is None or (day - last).days <= rules.returns.quiet_days:
        return []
    days = (day - last).days
    words = f"‘{claim.statement}’이(가) {days}일 만에 다시 나타났습니다 ({n}건)."
    return [_alert("returns", claim, None, day, words, f"back after {days} days ({n} repeats)")]


def _overtaken(claim: Claim, now: Sums, before: Sums, rules: AlertRules, day: date) -> list[Alert]:
    repeats, debunks = now.get((claim.claim_id, "repeats"), 0), now.get((claim.claim_id, "debunks"), 0)
    ahead = before.get((claim.claim_id, "debunks"), 0) > before.get((claim.claim_id, "repeats"), 0)
    if repeats < rules.overtaken.min_repeats or debunks <= repeats or ahead:
        return []
    days = rules.overtaken.window_days
    words = f"‘{claim.statement}’: 지난 {days}일 동안 반박({debunks}건)이 되풀이({repeats}건)보다 많아졌습니다."
    return [_alert("overtaken", claim, None, day, words, f"more debunks ({debunks}) than repeats ({repeats}) in the last {days} days")]


def _alert(kind: Kind, claim: Claim, platform: str | None, day: date, words: str, english: str) -> Alert:
    query = f"claim={claim.claim_id}&label=repeats&since={day}&until={day}" + (f"&platform={platform}" if platform else "")
    alert_id = stable_id("alert", kind, claim.claim_id, platform or "", day.isoformat())
    english = f"“{claim.statement_en or claim.statement}”: {english}."
    return Alert(alert_id, kind, claim.claim_id, platform, day, words, query, english)
