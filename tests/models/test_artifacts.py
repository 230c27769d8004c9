import json
import shutil
from pathlib import Path

import pytest

from models import artifacts
from models.corpus import shipped
from models.judge import Judge
from models.prepare import fingerprint
from pungmun.errors import ModelError


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    path = tmp_path / "m.skops"
    shutil.copy(artifacts.SHIPPED, path)
    shutil.copy(artifacts.SHIPPED.with_suffix(".json"), path.with_suffix(".json"))
    return path


def _describe(path: Path, **changes: object) -> None:
    about = path.with_suffix(".json")
    about.write_text(json.dumps({**json.loads(about.read_text()), **changes}))


def test_the_shipped_model_loads_and_is_small() -> None:
    assert Judge.load().version.startswith("stance-")
    assert artifacts.SHIPPED.stat().st_size < 10_000_000


def test_a_damaged_file_is_refused(copied: Path) -> None:
    copied.write_bytes(copied.read_bytes() + b"x")
    with pytest.raises(ModelError, match="pungmun train"):
        Judge.load(copied)


def test_other_library_versions_are_named(copied: Path) -> None:
    _describe(copied, libraries={**artifacts.versions(), "scikit-learn": "0.1"})
    with pytest.raises(ModelError, match=r"scikit-learn .* here, 0\.1 in the model"):
        Judge.load(copied)


def test_other_features_are_refused(copied: Path) -> None:
    _describe(copied, features=-1)
    with pytest.raises(ModelError, match="other features"):
        Judge.load(copied)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pungmun train"):
        Judge.load(tmp_path / "none.skops")


def test_a_file_with_foreign_types_is_refused(tmp_path: Path) -> None:
    import skops.io
    from sklearn.cluster import KMeans

    path = tmp_path / "foreign.skops"
    artifacts.save({"model": KMeans(), "policy": {}, "odd": Path("x")}, path, {"version": "x"})
    if skops.io.get_untrusted_types(file=path):
        with pytest.raises(ModelError, match="not ours"):
            artifacts.load(path)


@pytest.mark.slow
def test_the_features_are_those_that_the_shipped_model_was_trained_on() -> None:
    """Who changes what is computed from a post raises `FEATURES` and trains anew."""
    claims, posts = shipped()
    assert fingerprint(claims, posts) == Judge.load().about["fingerprint"]
