"""The notebook in docs/ runs on the demo's archive."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_cell_runs_and_the_spread_is_not_empty(demo):
    place, _ = demo
    cells = json.loads((ROOT / "docs" / "pandas.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    code += "\nassert len(posts) > 50 and spread.repeats.sum() > 0 and spread.needs_review.sum() > 0, spread"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
