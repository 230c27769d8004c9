"""Is the source quiet because nothing happens, or because it is broken?"""

from datetime import date, timedelta

import pytest

from pungmun.registry.sources import Permission, Source
from pungmun.reports.health import health, ill
from pungmun.store import HealthRow

DAY = date(2023, 11, 12)
ALLOWED = Permission(state="allowed", who="편집국", when=date(2023, 1, 1), why="API 약관")
SOURCE = Source(source_id="a", title="A", platform="naver_blog", spider="naver_search", enabled=True, permission=ALLOWED)


def row(day=DAY, **more):
    return HealthRow("a", day, more.pop("round_id", "r1"), **{"asked": 10, "answered": 10, "posts": 20, **more})


def state(rows, source=SOURCE):
    return health(rows, [source])[-1]["state"]


def test_rounds_of_a_day_are_added():
    (entry,) = health([row(posts=3, errors={"http_500": 1}), row(round_id="r2", posts=4, errors={"http_500": 2})], [SOURCE])
    assert (entry["posts"], entry["asked"], entry["errors"]) == (7, 20, {"http_500": 3})


def test_silent_when_nothing_answers():
    assert state([row(answered=0, posts=0)]) == "silent"


def test_silent_when_it_never_ran():
    assert health([], [SOURCE])[0] | {"errors": None} == {
        "source_id": "a",
        "day": None,
        "asked": 0,
        "answered": 0,
        "posts": 0,
        "new": 0,
        "unparsed": 0,
        "errors": None,
        "state": "silent",
    }


@pytest.mark.parametrize(("posts", "expected"), [(20, "ok"), (2, "odd"), (200, "odd")])
def test_odd_against_its_own_last_days(posts, expected):
    history = [row(DAY - timedelta(days=n), posts=18 + n % 5) for n in range(1, 15)]
    assert state([*history, row(posts=posts)]) == expected


def test_few_days_are_no_norm():
    assert state([row(DAY - timedelta(days=1), posts=100), row(posts=1)]) == "ok"


def test_odd_outside_the_yaml():
    source = SOURCE.model_copy(update={"expected": SOURCE.expected.model_copy(update={"min_posts": 50})})
    assert state([row()], source) == "odd"


def test_odd_when_many_pages_are_not_understood():
    assert state([row(unparsed=3)]) == "odd"


def test_off_when_switched_off():
    assert state([row()], SOURCE.model_copy(update={"enabled": False})) == "off"


@pytest.mark.parametrize(
    ("state", "day", "sick"),
    [
        ("silent", DAY, True),
        ("silent", DAY - timedelta(days=1), True),
        ("silent", None, True),
        ("silent", DAY - timedelta(days=2), False),
        ("odd", DAY - timedelta(days=1), True),
        ("odd", DAY, False),  # the day is not over
        ("ok", DAY, False),
        ("off", DAY, False),
    ],
)
def test_who_needs_somebody(state, day, sick):
    assert ill([{"source_id": "a", "state": state, "day": day and day.isoformat()}], DAY) == (["a"] if sick else [])
