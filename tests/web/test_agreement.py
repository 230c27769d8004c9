"""Two annotators: kappa as the literature has it, and a second look that hides the first."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html
from starlette.testclient import TestClient

from pungmun.records import Label, Review
from pungmun.reports.agreement import agreements, cohen_kappa
from pungmun.store import Store

CLAIM = "nk-all-missions-closed"
START = datetime(2023, 11, 20, tzinfo=UTC)


def test_kappa_of_a_known_table() -> None:
    """Cohen's example with 20, 5, 10 and 15 of 50: observed 0.7, by chance 0.5."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert cohen_kappa(pairs) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("pairs", "kappa"), [([], None), ([("a", "a")] * 3, None), ([("a", "b"), ("b", "a")], -1.0), ([("a", "a"), ("b", "b")], 1.0)]
)
def test_kappa_at_the_ends(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert cohen_kappa(pairs) == kappa


def test_the_newest_decision_of_each_counts() -> None:
    def review(post: str, by: str, label: Label, hours: int) -> Review:
        return Review(post, CLAIM, label, by, START + timedelta(hours=hours))

    (row,) = agreements(
        [review("p", "a", "asks", 0), review("p", "a", "repeats", 2), review("p", "b", "repeats", 1), review("q", "a", "asks", 3)]
    )

    assert (row.first, row.second, row.pairs, row.same, row.apart) == ("a", "b", 1, 1, ())


def test_a_second_look_hides_the_first_decision_and_then_compares(client: TestClient, store: Store) -> None:
    page = client.get("/review/second").text
    assert "한결" not in page
    assert "aria-pressed" not in page
    form = html.fromstring(page).xpath("//form[@class='review']")[0]
    data = {i.get("name"): i.get("value") for i in form.xpath(".//input")} | {"label": "asks"}

    assert client.post(form.get("action"), data=data).headers["location"] == "/review/second"

    after = html.fromstring(client.get("/review/agreement").text).text_content()
    assert re.search(r"analyst · 한결", after)
    assert "반박" in after
    assert "질문" in after
    assert not html.fromstring(client.get("/review/second").text).xpath("//form[@class='review']")
