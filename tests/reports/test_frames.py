"""pandas: are precision and zone kept?"""

import pandas as pd
import pytest

from pungmun import open_store


@pytest.fixture
def archive(store, make_judged, monkeypatch):
    store.write(
        [
            make_judged("a", "repeats", published="2023-11-12T23:30:00+09:00"),
            make_judged("b", "repeats", published="2023-11-12"),
            make_judged("c", "debunks", published=None, platform="daum_cafe"),
        ]
    )
    monkeypatch.setenv("PUNGMUN_CONFIG_DIR", "config")
    with open_store(store.url) as opened:
        yield opened


def test_a_day_is_not_midnight(archive):
    frame = archive.posts(claim="moon").set_index("post_id")
    assert str(frame.published_at["a"]) == "2023-11-12 23:30:00+09:00"
    assert pd.isna(frame.published_at["b"])
    assert str(frame.day["b"]) == "2023-11-12"
    assert pd.isna(frame.day["c"])


def test_conditions(archive):
    assert list(archive.posts(label="repeats", since="2023-11-12").post_id) == ["a", "b"]
    assert list(archive.posts(platform=["daum_cafe"]).post_id) == ["c"]


def test_counts_and_timeline(archive):
    assert archive.counts("platform", "label").to_dict("records") == [
        {"platform": "daum_cafe", "label": "debunks", "posts": 1},
        {"platform": "naver_blog", "label": "repeats", "posts": 2},
    ]
    spread = archive.timeline("moon")
    assert str(spread.index.tz) == "Asia/Seoul"
    assert spread.repeats.tolist() == [2]
    assert archive.timeline("sun").empty
