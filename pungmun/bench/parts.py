"""The parts of the bench, each run in a process of its own, so that no part warms or fills anything for another."""

from __future__ import annotations

import importlib
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from pungmun.bench.result import Figure, document
from pungmun.bench.setting import Setting

#: Name -> (module, function).
PARTS: dict[str, tuple[str, str]] = {
    "loss": ("loss", "compare"),
    "alarms": ("alarms", "unrelated"),
    "classify": ("speed", "against_kiwi"),
    "claims": ("speed", "many"),
    "memory": ("memory", "flat"),
    "text": ("speed", "one_text"),
    "spiders": ("crawling", "against_bare"),
    "sqlite": ("storage", "embedded"),
    "elasticsearch": ("elastic", "distributed"),
    "retrieval": ("retrieval", "recall"),
    "start": ("startup", "help_text"),
}


def measure(setting: Setting, names: Sequence[str], say: Callable[[str], None]) -> dict[str, Any]:
    """Run the named parts one after the other; the run as data."""
    start = time.perf_counter()
    figures: list[Figure] = []
    context = multiprocessing.get_context("spawn")  # Kiwi holds threads, which a fork would leave behind
    for name in names:
        say(f"{name} …")
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            figures += pool.submit(part, name, setting).result()
    return document(figures, setting.inputs, time.perf_counter() - start, short=setting.short)


def part(name: str, setting: Setting) -> list[Figure]:
    """One part, here."""
    module, function = PARTS[name]
    found: list[Figure] = getattr(importlib.import_module(f"pungmun.bench.{module}"), function)(setting)
    return found
