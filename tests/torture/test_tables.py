"""Tables that a spreadsheet opens: no cell is a formula, whatever a post, a source or an import says."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pungmun.cli.common import csv_text
from pungmun.records import Claim, Post, Published, Segment
from pungmun.reports.casefile import write_case
from pungmun.reports.export import export
from pungmun.store import Judged, Query, Store

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_table_is_a_formula(tmp_path: Path, store: Store, first: str) -> None:
    evil = f'{first}cmd|" /C calc"!A0'
    post = Post(evil, evil, evil, f"https://x.example/{ord(first[0])}", evil, (Segment("text", evil),), Published(), NOW, source_id=evil)
    store.write([Judged(post)])

    export(store, Query(), "csv", tmp_path / "t.csv")

    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    cells += [cell for row in csv.reader(io.StringIO(csv_text([{"a": evil, "b": 1}]))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))]


def test_a_case_files_table_holds_no_formula_and_no_id_names_a_file_in_it(
    tmp_path: Path, store: Store, make_judged: Callable[..., Judged]
) -> None:
    evil = [f'{first}cmd|" /C calc"!A0' for first in ("=", "+", "-", "@", "\t=", "＝", "＠")]
    store.write(
        [
            make_judged(f"../../{text}", "repeats", title=text, platform=text, url=f"{text}{n}", source_id=text)
            for n, text in enumerate(evil)
        ]
    )

    assert write_case(store, Claim("moon", evil[0]), tmp_path / "case.zip", NOW, checks_of=lambda post_id: []) == len(evil)

    with zipfile.ZipFile(tmp_path / "case.zip") as archive:
        names = archive.namelist()
        table = archive.read("posts.csv").decode("utf-8-sig")
    assert all("/" not in name and not name.startswith(".") for name in names)
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert len(cells) > 20
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))]
