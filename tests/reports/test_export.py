"""Do the files open elsewhere, and do they hold what they should, and no more?"""

import csv
import json
from xml.etree import ElementTree

import pandas as pd
import pytest

from pungmun.reports.export import export
from pungmun.store import Judged, Query


@pytest.fixture
def told(store, make_judged, make_post):
    evil = make_judged("evil", "repeats", title='=HYPERLINK("http://x")', text="가" * 1000, published="2023-11-12")
    linked = make_judged(
        "linked", "debunks", published="2023-11-13T01:00:00+09:00", links=("https://rfa.example/a?b=1&c=2",), author_key="k1"
    )
    store.write([evil, linked, Judged(make_post("plain", title="제어\x0b문자"))])
    return store


def test_csv_is_defused_and_cut(told, tmp_path):
    assert export(told, Query(), "csv", tmp_path / "x.csv") == 3
    rows = {row["post_id"]: row for row in csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8"))}
    assert rows["evil"]["title"].startswith("'=")
    assert len(rows["evil"]["text"]) == 300
    assert rows["evil"]["published"] == "2023-11-12"
    assert rows["plain"]["label"] == ""


def test_full_text_only_on_request(told, tmp_path):
    export(told, Query(), "jsonl", tmp_path / "x.jsonl", full_text=True)
    lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {len(line["text"]) for line in lines} >= {1000}


def test_parquet(told, tmp_path):
    export(told, Query(labels=("repeats",)), "parquet", tmp_path / "x.parquet")
    frame = pd.read_parquet(tmp_path / "x.parquet")
    assert list(frame.post_id) == ["evil"]


def test_gexf_is_a_graph(told, tmp_path):
    export(told, Query(), "gexf", tmp_path / "x.gexf")
    root = ElementTree.parse(tmp_path / "x.gexf").getroot()
    kinds = [edge.get("label") for edge in root.iter("{http://gexf.net/1.3}edge")]
    assert sorted(kinds) == ["links", "wrote"]
