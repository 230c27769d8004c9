"""Model files: skops with SHA-256, library versions and training-data hash; anything that doesn't fit is refused clearly."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import skops.io

from pungmun.errors import ModelError

SHIPPED = Path(__file__).parent / "artifacts" / "stance.skops"
#: A file made by another version of these gives other numbers or can't be read.
LIBRARIES = ("scikit-learn", "skops", "kiwipiepy", "kiwipiepy_model", "numpy", "scipy")
#: Raised with every change of what is computed from a post (a test compares a fingerprint, so that it is not forgotten).
FEATURES = 4


def versions() -> dict[str, str]:
    """Installed versions of the libraries that a model depends on."""
    return {name: version(name) for name in LIBRARIES}


def data_hash(lines: list[str]) -> str:
    """SHA-256 over training lines, whatever their order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def save(state: dict[str, Any], path: Path, about: dict[str, Any]) -> dict[str, Any]:
    """Write model and its description (`.json` beside it); returns the description. The model file is replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    skops.io.dump(state, partial, compression=8, compresslevel=6)
    partial.replace(path)
    described = {**about, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "libraries": versions(), "features": FEATURES}
    path.with_suffix(".json").write_text(json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return described


def load(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """State and description of a model file.

    Raises:
        ModelError: the file is missing, damaged, not ours, or made with other libraries, features or types.
    """
    todo = "run `pungmun train` to make one that fits"
    about_path = path.with_suffix(".json")
    try:
        about = json.loads(about_path.read_text(encoding="utf-8"))
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The model {path} can't be read.", cause=str(error), todo=todo) from error
    except ValueError as error:
        raise ModelError(f"{about_path} is not JSON.", cause=str(error), todo=todo) from error
    if hashlib.sha256(content).hexdigest() != about.get("sha256"):
        raise ModelError(
            f"The model {path} is not the file that {about_path.name} describes.", cause="a damaged or exchanged file", todo=todo
        )
    wrong = [
        f"{name} {have} here, {about['libraries'].get(name)} in the model"
        for name, have in versions().items()
        if about["libraries"].get(name) != have
    ]
    if wrong:
        raise ModelError(
            f"The model {path} was made with other libraries: {'; '.join(wrong)}.", todo=f"install the versions of the lock file, or {todo}"
        )
    if about.get("features") != FEATURES:
        raise ModelError(f"The model {path} was trained on other features.", cause="nlp/ or models/ changed since", todo=todo)
    try:
        unknown = skops.io.get_untrusted_types(file=path)  # ours holds plain values and arrays only
    except Exception as error:
        raise ModelError(f"The model {path} is no model file.", cause=f"{type(error).__name__}: {error}", todo=todo) from error
    if unknown:
        raise ModelError(f"The model {path} holds types that are not ours: {', '.join(unknown)}.", cause="a foreign file", todo=todo)
    return skops.io.load(path), about
