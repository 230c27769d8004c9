"""Each promise of the two tables names tests that exist, and each row names one: a promise without a test is an opinion."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/reliability.md", "docs/security.md")
#: `torture/test_x.py::test_y`, `torture/test_x.py`, or `…::test_y` in the file that was named last.
NAMED = re.compile(r"`(?:([a-z_/]+\.py)(?:::(\w+))?|…::(\w+))`")


@cache
def known_tests(file: str) -> frozenset[str]:
    """Names of the tests in a file below tests/; empty when there is no such file."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test"))


def promises(page: str) -> list[tuple[str, list[str]]]:
    """(first cell, what its last cell names) of each row of the tables that have a column “test”; “the same” is the row above."""
    found: list[tuple[str, list[str]]] = []
    in_table, file = False, ""
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells:
            in_table = False
        elif cells[-1] == "test":
            in_table = True
        elif in_table and not set(cells[-1]) <= {"-", ":"}:
            names = []
            for whole, test, next_test in NAMED.findall(cells[-1]):
                file = whole or file
                names.append(f"{file}::{test or next_test}".removesuffix("::"))
            found.append((cells[0], found[-1][1] if cells[-1] == "the same" else names))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_each_promise_names_tests_that_exist(page: str) -> None:
    rows = promises(page)
    assert len(rows) > 20
    assert [promise for promise, names in rows if not names] == [], "promises without a test"
    gone = []
    for _, names in rows:
        for name in names:
            file, _, test = name.partition("::")
            if not known_tests(file) or (test and test not in known_tests(file)):
                gone.append(name)
    assert gone == [], "no such test"
