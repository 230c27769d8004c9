import json
from pathlib import Path

from models import artifacts
from models.card import generated, markdown, table

ROOT = Path(__file__).parents[2]
EVALUATION = artifacts.SHIPPED.with_name("evaluation.json")


def test_the_generated_part_of_the_model_card_is_current() -> None:
    result = json.loads(EVALUATION.read_text(encoding="utf-8"))
    card = (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
    assert generated(result) in card, "write it anew: python -m models.card"


def test_the_evaluation_is_of_the_shipped_posts() -> None:
    result = json.loads(EVALUATION.read_text(encoding="utf-8"))
    about = json.loads(artifacts.SHIPPED.with_suffix(".json").read_text(encoding="utf-8"))
    assert (result["posts"], result["claims"]) == (about["posts"], about["claims"])


def test_every_figure_stands_in_both_forms() -> None:
    result = json.loads(EVALUATION.read_text(encoding="utf-8"))
    for text in (table(result), markdown(result, "x")):
        for words in ("macro-F1", "deciding sentence", "TF-IDF"):
            assert words in text
