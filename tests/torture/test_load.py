"""Fifty readers of the desk while rounds write, for an hour: the soak of the long form (`PUNGMUN_TORTURE_MINUTES` for another time)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.conftest import Amount
from tests.torture.load import measure

#: Seconds in which 19 of 20 pages have to come on a machine that also crawls and judges.
SOON = 3.0


@pytest.mark.slow
@pytest.mark.timeout(14_400)
def test_fifty_readers_are_answered_while_rounds_write_and_the_console_does_not_grow(
    tmp_path: Path, amount: Amount, figures: list[str]
) -> None:
    if not amount.minutes:
        pytest.skip("only in the long form: PUNGMUN_TORTURE=long, or PUNGMUN_TORTURE_MINUTES=n")
    seen = measure(tmp_path, minutes=amount.minutes)
    figures.append(f"50 readers for {amount.minutes:g} minutes: " + "; ".join(line for line in seen.lines() if line[0] != " "))
    (early, early_handles), (late, late_handles) = seen.settled()

    assert dict(seen.errors) == {}
    assert seen.failed_rounds == []
    assert seen.rounds >= 1
    assert seen.percentile(0.95) <= SOON
    assert late <= early * 1.1 + 20, f"from {early:.0f} to {late:.0f} MB"
    assert late_handles <= early_handles + 20, f"from {early_handles} to {late_handles} handles"
