"""Which captures were removed on purpose: their SHA-256 and when, nothing else, so that a check can tell a takedown from damage."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from crawlers.evidence.index import captures_folder
from pungmun.settings import Settings


def removed_captures(settings: Settings) -> frozenset[str]:
    """SHA-256 of all captures that takedowns removed."""
    found = set()
    try:
        for line in _path(settings).read_text(encoding="utf-8").splitlines():
            found.add(json.loads(line)["sha256"])
    except FileNotFoundError:
        pass
    except (ValueError, KeyError):
        pass  # half a last line; what it named is looked for again
    return frozenset(found)


def note_removed(settings: Settings, digests: Iterable[str]) -> None:
    """Remember captures before they are removed, so that a kill in between leaves a note too many, never one too few.

    Raises:
        OSError: the folder can't be written.
    """
    at = datetime.now(UTC).isoformat(timespec="seconds")
    new = sorted(set(digests) - removed_captures(settings))
    if not new:
        return
    with _path(settings).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps({"sha256": digest, "at": at}) + "\n" for digest in new)
        file.flush()
        os.fsync(file.fileno())


def _path(settings: Settings) -> Path:
    return captures_folder(settings) / "removed.jsonl"
