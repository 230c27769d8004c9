"""One measured figure beside its goal; a run as JSON and as a table."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Literal

from pungmun.bench import costs

PACKAGES = ("pungmun", "kiwipiepy", "scikit-learn", "ahocorasick-rs", "scrapy", "elasticsearch", "numpy")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure.

    Attributes:
        name: what was measured, in words.
        value: the figure, in `unit`.
        goal: what it should be, in the same unit; None when it is only told.
        better: whether more or less is better.
        hard: True when missing it is an error and not only slow: a lost repeat.
        detail: the numbers it was computed from.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    better: Literal["more", "less"] = "more"
    hard: bool = False
    detail: str = ""

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; True without a goal."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.better == "more" else self.value <= self.goal


def document(figures: Iterable[Figure], inputs: Sequence[str], seconds: float, *, short: bool = False) -> dict[str, Any]:
    """The run as data: machine, versions, hash of the texts that were used, figures."""
    return {
        "machine": {"cpu": _cpu(), "cores": len(os.sched_getaffinity(0)), "system": platform.system(), "python": sys.version.split()[0]},
        "versions": {name: version(name) for name in PACKAGES},
        "input_sha256": hashlib.sha256("\x1e".join(inputs).encode()).hexdigest(),
        "form": "short" if short else "long",
        "seconds": round(seconds, 1),
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in figures],
    }


def table(data: dict[str, Any]) -> str:
    """The run as a Markdown table."""
    machine = data["machine"]
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}; "
        + ", ".join(f"{name} {number}" for name, number in data["versions"].items())
        + f"; {data['form']} form, {data['seconds']:,.0f} s in all; input {data['input_sha256'][:12]}.",
        "",
        "| figure | measured | goal | reached | from |",
        "|---|---:|---:|---|---|",
    ]
    for f in data["figures"]:
        sign = "≥" if f["better"] == "more" else "≤"
        goal = f"{sign} {f['goal']:g} {f['unit']}" if f["goal"] is not None else "–"
        lines.append(f"| {f['name']} | {f['value']:,.4g} {f['unit']} | {goal} | {'yes' if f['reached'] else '**no**'} | {f['detail']} |")
    return "\n".join(lines) + "\n" + costs.table(data["figures"])


def _cpu() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  # a pseudo-file
            return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    except OSError:
        return platform.machine()
