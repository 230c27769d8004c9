"""A claim's YAML as an analyst edits it in the browser: checked like the file on disk, written in one step."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pungmun.records import Claim
from pungmun.registry.claims import ClaimFile
from pungmun.registry.files import parse_text

TEMPLATE = """claim_id: {claim_id}
version: 1
topic: ""
statement: ""
truth: ""
weaker_true:
  - ""
verdict: 거짓
variants:
  - ""
aliases: {{}}
reviews:
  - publisher: ""
    url: https://
    date: "{today}"
    verdict: 거짓
"""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
#: A change of these changes what the claim means, so its version has to rise.
MEANING = ("statement", "truth", "weaker_true", "variants", "aliases")


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim file that was looked through.

    Attributes:
        claim: None when there are problems.
        problems: `file:line: key: message`.
        advice: what a thin entry lacks.
    """

    claim: Claim | None
    problems: tuple[str, ...]
    advice: tuple[str, ...] = ()


def path_of(config_dir: Path, claim_id: str) -> Path | None:
    """Where a claim stands or would stand; None for an id that could leave the folder."""
    return config_dir / "claims" / f"{claim_id}.yml" if _SLUG.fullmatch(claim_id) else None


def fingerprint(path: Path) -> str:
    """Changes with the file's content; empty when there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def check(text: str, claim_id: str, known: Claim | None) -> Draft:
    """Look through a draft.

    Args:
        text: the YAML.
        claim_id: the id that the file's name gives; empty for a new claim, then the text's own counts.
        known: the claim as it stands in the registry now.
    """
    name = f"{claim_id or 'claim'}.yml"
    entry, problems = parse_text(text, name, ClaimFile)
    if entry is None:
        return Draft(None, tuple(problems))
    if claim_id and entry.claim_id != claim_id:
        problems.append(f"{name}:1: claim_id: is {entry.claim_id!r}, must stay {claim_id!r}")
    claim = entry.record()
    if known and any(getattr(known, field) != getattr(claim, field) for field in MEANING) and claim.version <= known.version:
        problems.append(f"{name}:2: version: the meaning changed, so it must be {known.version + 1} or more, found {claim.version}")
    return Draft(None if problems else claim, tuple(problems), tuple(entry.advice()))


def write(path: Path, text: str) -> None:
    """Replace or create the file in one step; a crash leaves the old one.

    Raises:
        OSError: the folder can't be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".claim-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text.rstrip() + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
