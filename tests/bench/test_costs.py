"""The model of the cost follows the figures."""

from pungmun.bench.costs import LOADS, cores, model, table


def figure(name, value):
    return {"name": name, "value": value}


def test_cores_follow_load_and_speed():
    assert cores(10_000_000, 1_000_000) == 1
    assert cores(100_000_000, 248) == 21  # 1,157 posts/s on average, 3,472 at the peak, 174 a core at 70 %
    assert cores(100_000_000, 500) < cores(100_000_000, 250)


def test_only_what_was_measured_is_told():
    assert model([]) == []
    assert table([]) == ""
    rows = dict(model([figure("classify on one core", 400), figure("SQLite: disk", 8000)]))
    assert rows["disk of the embedded store a day, every post kept"] == ["80 GB", "800 GB"]
    assert all(len(cells) == len(LOADS) for cells in rows.values())
    assert "cores that only read everything with Kiwi instead" not in rows
