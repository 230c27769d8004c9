"""`config/lexicon/user_words.tsv`: words that the morphological analyser would split wrongly."""

from __future__ import annotations

import csv
from pathlib import Path

from pungmun.errors import ConfigError
from pungmun.records import nfc

COLUMNS = ("form", "tag", "score", "why")


def load_user_words(config_dir: Path) -> tuple[tuple[str, str, float], ...]:
    """(form, tag of Kiwi, score) of each word; empty when there is no file.

    Raises:
        ConfigError: lines that are none; all are listed.
    """
    path = config_dir / "lexicon" / "user_words.tsv"
    if not path.exists():
        return ()
    words: list[tuple[str, str, float]] = []
    problems: list[str] = []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ConfigError(f"{path}:1: the first line must be {'<tab>'.join(COLUMNS)}.", todo="correct it; no word was loaded")
        for number, row in enumerate(rows, 2):
            try:
                words.append((nfc(row["form"]).strip(), row["tag"].strip(), float(row["score"])))
            except (TypeError, ValueError, AttributeError):
                problems.append(
                    f"{path}:{number}: expected form, tag, score (a number) and why, separated by tabs; found {list(row.values())}"
                )
    if problems:
        raise ConfigError(
            f"{len(problems)} problem(s) in the user words.", problems=tuple(problems), todo="correct them; no word was loaded"
        )
    return tuple(words)
