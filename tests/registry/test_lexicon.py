"""Words for the analyser: is a broken line named?"""

from pathlib import Path

import pytest

from pungmun.errors import ConfigError
from pungmun.registry.lexicon import load_user_words


def test_the_shipped_words():
    words = load_user_words(Path(__file__).parents[2] / "config")
    assert {"재외공관", "유엔뉴스"} <= {form for form, _, _ in words}


def test_every_broken_line_is_named(tmp_path):
    (tmp_path / "lexicon").mkdir()
    file = tmp_path / "lexicon" / "user_words.tsv"
    file.write_text("form\ttag\tscore\twhy\n공관\tNNG\thigh\tx\n대사관\tNNG\t0\tx\n공\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_user_words(tmp_path)
    assert [line.split(":")[1] for line in caught.value.problems] == ["2", "4"]


def test_no_file_no_words(tmp_path):
    assert load_user_words(tmp_path) == ()
