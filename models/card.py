"""The figures of an evaluation as text: a table for the terminal, the generated part of the model card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pungmun.records import LABELS

#: figure → (words, goal)
ROWS: tuple[tuple[str, str, str], ...] = (
    ("macro_f1", "macro-F1", "≥ .85"),
    *((f"f1_{name}", f"F1 {name}", "≥ .75") for name in LABELS),
    ("flag_precision", "repeats flagged without review: precision", "≥ .97"),
    ("flag_recall", "repeats flagged without review: recall", "≥ .85"),
    ("accused", "weaker_true, debunks, related flagged without review", "≤ .01"),
    ("caught", "repeats flagged or put up for review", "≥ .98"),
    ("review_share", "on-topic posts put up for review", "≤ .20"),
    ("calibration_error", "expected calibration error", "≤ .05"),
    ("evidence", "deciding sentence overlaps the labelled evidence", "≥ .90"),
)


def number(value: float) -> str:
    """Two or three digits without the leading zero: .97, 1.00, .008."""
    text = f"{value:.3f}" if 0 < abs(value) < 0.1 else f"{value:.2f}"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def _cell(figure: Mapping[str, Any]) -> str:
    low, high = figure["interval"] or (figure["value"], figure["value"])
    return f"{number(figure['value'])} [{number(low)}–{number(high)}]"


def _lines(result: Mapping[str, Any]) -> list[tuple[str, ...]]:
    figures = result["figures"]
    lines: list[tuple[str, ...]] = [(words, goal, _cell(figures[name])) for name, words, goal in ROWS]
    for share, value in figures["caught_at_budget"].items():
        lines.append(
            (
                f"repeats caught when people read {float(share):.0%} of the on-topic posts",
                "≥ .98 at 20 %" if share == "0.2" else "",
                number(value),
            )
        )
    match = result["match"]
    lines.append(
        (f"right claim first / among ten of {match['claims']}", "≥ .90 / ≥ .98", f"{number(match['first'])} / {number(match['among_ten'])}")
    )
    return lines


def table(result: Mapping[str, Any]) -> str:
    """A plain table for the terminal."""
    how = {
        "model": "the model as it is",
        "writer": "each group of writers left out in turn",
        "claim": "each group of claims left out in turn",
    }[result["by"]]
    lines = [f"{result['posts']} posts, {result['claims']} claims, writers {', '.join(result['writers'])}; {how}", ""]
    rows = _lines(result)
    width = max(len(row[0]) for row in rows)
    lines += [f"{words:<{width}}  {value:<18} goal {goal}" if goal else f"{words:<{width}}  {value}" for words, goal, value in rows]
    if result.get("baselines"):
        lines += ["", "macro-F1 of simpler ideas on the same posts, and how much better we are (paired, 95 %)"]
        for name, figures in result["baselines"].items():
            gap = result["paired"][name]
            lines.append(
                f"  {name:<32} {number(figures['macro_f1']['value'])}  accuses {number(figures['accused']['value'])}  {_cell(gap)}"
            )
    lines += ["", "per writer: posts, macro-F1, flagged, accused, to review"]
    lines += [
        f"  {name:<8} {part['posts']:>5}  {number(part['macro_f1'])}  {part['flagged']:>4} {part['accused']:>3} {part['review']:>4}"
        for name, part in result["per_writer"].items()
    ]
    return "\n".join(lines)


def markdown(result: Mapping[str, Any], title: str) -> str:
    """One evaluation as Markdown: figures against goals, baselines, writers, kinds, confusions."""
    out = [
        f"### {title}",
        "",
        f"{result['posts']} posts, {result['claims']} claims, {len(result['writers'])} writers; 95 % intervals by bootstrap over claims.",
        "",
    ]
    out += [
        "| figure | goal | reached |",
        "|---|---|---|",
        *(f"| {words} | {goal} | {value} |" for words, goal, value in _lines(result)),
        "",
    ]
    if result.get("baselines"):
        out += ["| simpler idea | macro-F1 | F1 repeats | accuses truthful posts | ours − its macro-F1 |", "|---|---|---|---|---|"]
        for name, figures in result["baselines"].items():
            cells = (
                _cell(figures["macro_f1"]),
                number(figures["f1_repeats"]["value"]),
                number(figures["accused"]["value"]),
                _cell(result["paired"][name]),
            )
            out.append(f"| {name} | {' | '.join(cells)} |")
        out.append("")
    out += [*_opinions(result), *_reviews(result)]
    out += [
        f"| writer | posts | macro-F1 | {' | '.join(LABELS)} | flagged | of these accused | to review |",
        "|" + "---|" * 12,
    ]
    for name, part in result["per_writer"].items():
        scores = [number(part[f"f1_{label}"]) if f"f1_{label}" in part else "–" for label in LABELS]
        counts = (part["flagged"], part["accused"], part["review"])
        out.append(f"| {name} | {part['posts']} | {number(part['macro_f1'])} | {' | '.join(scores)} | {' | '.join(map(str, counts))} |")
    out += ["", "| labelled ↓ said → | " + " | ".join(LABELS) + " |", "|" + "---|" * 7]
    out += [f"| {name} | " + " | ".join(map(str, row)) + " |" for name, row in zip(LABELS, result["figures"]["confusion"], strict=True)]
    kinds = sorted(result["per_kind"].items(), key=lambda item: item[1]["accuracy"])
    out += [
        "",
        "Hardest kinds of posts (share of labels right, five posts or more): "
        + "; ".join(f"{name} {number(part['accuracy'])} of {part['posts']}" for name, part in kinds[:12])
        + ".",
    ]
    return "\n".join(out) + "\n"


def _opinions(result: Mapping[str, Any]) -> list[str]:
    if not result.get("second_opinion"):
        return []
    out = ["| the review band and the flags decided by somebody | posts asked about | precision | recall | accuses truthful posts |"]
    out.append("|---|---|---|---|---|")
    for name, row in result["second_opinion"].items():
        out.append(f"| {name} | {row['asked']:.0%} | {number(row['precision'])} | {number(row['recall'])} | {number(row['accused'])} |")
    return [*out, ""]


def _reviews(result: Mapping[str, Any]) -> list[str]:
    if not result.get("reviews"):
        return []
    out = ["| posts of a claim's stream that people read | of the rest: precision of repeats | recall | caught | still waiting |"]
    out.append("|---|---|---|---|---|")
    for count, row in result["reviews"].items():
        out.append(f"| {count} | {' | '.join(number(row[key]) for key in ('precision', 'recall', 'caught', 'waiting'))} |")
    return [*out, ""]


BEGIN, END = "<!-- figures: generated by `python -m models.card`, checked by a test -->", "<!-- end of figures -->"


def generated(result: Mapping[str, Any]) -> str:
    """The part of docs/model-card.md that is made from the stored evaluation."""
    return f"{BEGIN}\n{markdown(result, 'Writers that the model never saw')}{END}"


def main() -> None:
    """Write the generated part of docs/model-card.md anew from the stored evaluation."""
    import json
    from pathlib import Path

    root = Path(__file__).parent
    result = json.loads((root / "artifacts" / "evaluation.json").read_text(encoding="utf-8"))
    path = root.parent / "docs" / "model-card.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    path.write_text(before + generated(result) + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
