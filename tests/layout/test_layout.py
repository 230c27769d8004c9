"""Rules over the whole repository, so that nobody has to remember them."""

import ast
import importlib.metadata
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    ROOT / name for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
]
OURS = [
    path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("pungmun", "crawlers", "nlp", "models", "dags")
]


def test_the_generic_names_belong_to_us_alone():
    owners = importlib.metadata.packages_distributions()
    for name in ("crawlers", "nlp", "models", "pungmun"):
        assert set(owners.get(name, ["pungmun"])) == {"pungmun"}, name


def test_no_module_is_two_ideas():
    long = {
        str(path.relative_to(ROOT)): n for path in OURS if path.exists() and (n := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"over 400 lines: {long}"


def test_config_holds_no_code():
    assert not [path for path in FILES if path.relative_to(ROOT).parts[0] == "config" and path.suffix == ".py"]


def test_tests_are_no_packages():
    assert not [path for path in FILES if path.relative_to(ROOT).parts[0] == "tests" and path.name == "__init__.py"]


def test_the_lock_has_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-airflow.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "index-url" not in text
        assert "://" not in text


@pytest.mark.parametrize("path", [path for path in OURS if path.name != "__init__.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path):
    if path.exists():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_models_are_never_pickled():
    for path in OURS:
        if path.exists():
            imported = {
                alias.name
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            assert not imported & {"pickle", "joblib", "dill"}, path
