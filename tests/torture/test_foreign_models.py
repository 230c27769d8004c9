"""A model file that is not ours runs nothing."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
import skops.io

from models.artifacts import FEATURES, load, versions
from pungmun.errors import ModelError
from pungmun.records import Published


class Owned:
    """Writes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return open, (self.path, "w")


def described(path: Path, content: bytes) -> Path:
    """A model file with a description that fits it, as a forger would write."""
    path.write_bytes(content)
    about = {"sha256": hashlib.sha256(content).hexdigest(), "libraries": versions(), "features": FEATURES}
    path.with_suffix(".json").write_text(json.dumps(about), encoding="utf-8")
    return path


def foreign_models(owned: Path) -> dict[str, bytes]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../../../tmp/owned", "x")
        file.writestr("schema.json", json.dumps({"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "__id__": 1}))
    return {
        "pickle": pickle.dumps(Owned(str(owned))),
        "empty": b"",
        "no zip": b"PK\x03\x04 broken",
        "foreign type": skops.io.dumps({"model": Published.on(date(2026, 1, 1)), "call": subprocess.Popen}),
        "function": archive.getvalue(),
        "zip of nothing": b"PK\x05\x06" + bytes(18),
    }


@pytest.mark.parametrize("name", ["pickle", "empty", "no zip", "foreign type", "function", "zip of nothing"])
def test_a_model_file_that_is_not_ours_is_refused_and_runs_nothing(tmp_path: Path, name: str) -> None:
    owned = tmp_path / "owned"
    path = described(tmp_path / "stance.skops", foreign_models(owned)[name])

    with pytest.raises(ModelError):
        load(path)

    assert not owned.exists()
