"""Is the picture a picture, and are Korean letters in it letters?"""

import pytest

from pungmun.errors import ConfigError
from pungmun.reports.chart import timeline_picture, timeline_png
from pungmun.reports.timeline import timeline


@pytest.mark.slow
def test_png_and_svg(store, make_judged):
    store.write([make_judged(f"p{i}", "repeats", published=f"2023-11-1{i}T09:00:00+09:00") for i in range(4)])
    data = timeline(store, "moon")
    assert timeline_png(data, "달은 치즈다.").startswith(b"\x89PNG")
    assert b"<svg" in timeline_picture(data, "달은 치즈다.", "svg")


def test_nothing_to_draw(store):
    with pytest.raises(ConfigError, match="nothing to draw"):
        timeline_png(timeline(store, "moon"), "달은 치즈다.")
