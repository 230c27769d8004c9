"""Labelled posts and claims in the corpus's JSON-lines format; lenient about extra fields, clear about broken lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pungmun.errors import ConfigError
from pungmun.records import LABELS, Claim, Label, Post, Published, Segment

DATA = Path(__file__).parent / "data"
_KINDS = frozenset({"text", "quote", "caption", "card", "table", "code", "image_text"})


@dataclass(frozen=True, slots=True)
class ReviewedPost:
    """A post that a person judged for one claim."""

    post: Post
    claim_id: str
    label: Label


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """One post of the corpus with its gold label.

    Attributes:
        evidence: (start, end) of the deciding words in `post.document`; None when there are none.
        writer: prefix of the file it came from: who wrote it.
        kind: free word for the manner of the post; for tables only, never a feature.
    """

    post: Post
    claim_id: str
    label: Label
    evidence: tuple[int, int] | None = None
    writer: str = ""
    kind: str = ""

    @property
    def reviewed(self) -> ReviewedPost:
        """The same as a review."""
        return ReviewedPost(self.post, self.claim_id, self.label)


@dataclass
class Problems:
    """Lines that could not be read, each as `file:line: message`; reading went on after each."""

    lines: list[str] = field(default_factory=list)

    def add(self, path: Path, number: int, message: str) -> None:
        """Keep one line's problem."""
        self.lines.append(f"{path}:{number}: {message}")


def rows(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of each line that is a JSON object; the others go to `problems`. Memory stays constant.

    Raises:
        ConfigError: the file can't be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise ConfigError(f"{path} can't be read.", cause=str(error), todo="Check the path and its permissions.") from error
    with file:
        for number, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            try:
                row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
            except UnicodeDecodeError as error:
                problems.add(path, number, f"not UTF-8 ({error.reason} at byte {error.start}); save the file as UTF-8")
            except (json.JSONDecodeError, RecursionError) as error:
                problems.add(path, number, f"not JSON: {error}")
            else:
                if isinstance(row, dict):
                    yield number, row
                else:
                    problems.add(path, number, f"a JSON object is wanted, this is {type(row).__name__}")


def claim_from(row: dict[str, Any]) -> Claim:
    """A claim from its row; only `claim_id` and `statement` are required. Raises ValueError with the reason."""
    aliases = row.get("aliases") or {}
    if not isinstance(aliases, dict):
        raise ValueError("aliases: an object of key word -> list of spellings is wanted")  # noqa: TRY004  a line's problem, not a caller's
    return Claim(
        claim_id=_text(row, "claim_id", required=True),
        statement=_text(row, "statement", required=True),
        truth=_text(row, "truth"),
        weaker_true=_texts(row.get("weaker_true"), "weaker_true"),
        variants=_texts(row.get("variants"), "variants"),
        aliases={str(key): _texts(value, f"aliases.{key}") for key, value in aliases.items()},
        verdict=_text(row, "verdict"),
        version=int(row["version"]) if isinstance(row.get("version"), int) else 1,
    )


def post_from(row: dict[str, Any]) -> Post:
    """A post from its row: `post_id` and one of `title`, `body`, `text`, `segments`. Raises ValueError with the reason."""
    segments = row.get("segments")
    if isinstance(segments, list) and segments:
        parts = tuple(Segment(_kind(s), _text(s, "text")) for s in segments if isinstance(s, dict))
    else:
        parts = (Segment("text", _text(row, "body") or _text(row, "text")),)
    return Post(
        post_id=_text(row, "post_id", required=True),
        platform=_text(row, "platform"),
        url=_text(row, "url"),
        canonical_url=_text(row, "canonical_url") or _text(row, "url"),
        title=_text(row, "title"),
        segments=parts,
        published=_published(row.get("published")),
        seen_at=datetime(1970, 1, 1, tzinfo=UTC),
    )


def labelled_from(row: dict[str, Any], writer: str = "") -> LabelledPost:
    """A labelled post from its row; also needs `claim_id` and a known `label`. Raises ValueError with the reason."""
    post, label = post_from(row), row.get("label")
    if label not in LABELS:
        raise ValueError(f"label: {label!r} is not one of {', '.join(LABELS)}")
    evidence = _text(row, "evidence")
    at = post.document.find(evidence) if evidence else -1
    return LabelledPost(
        post, _text(row, "claim_id", required=True), label, (at, at + len(evidence)) if at >= 0 else None, writer, _text(row, "kind")
    )


def read_claims(path: Path, problems: Problems | None = None) -> tuple[Claim, ...]:
    """Claims of a JSON-lines file, in order.

    Raises:
        ConfigError: with every bad line, unless `problems` collects them; a claim that appears twice is a problem too.
    """
    found = problems if problems is not None else Problems()
    claims: dict[str, Claim] = {}
    for number, row in rows(path, found):
        try:
            claim = claim_from(row)
        except ValueError as error:
            found.add(path, number, str(error))
            continue
        if claim.claim_id in claims:
            found.add(path, number, f"claim_id: {claim.claim_id} appears twice")
        claims.setdefault(claim.claim_id, claim)
    _raise(path, found, problems)
    return tuple(claims.values())


def read_posts(path: Path, problems: Problems | None = None) -> tuple[LabelledPost, ...]:
    """Labelled posts of a JSON-lines file, in order; a bad line raises ConfigError at the end, or goes to `problems`."""
    found = problems if problems is not None else Problems()
    posts: list[LabelledPost] = []
    for number, row in rows(path, found):
        try:
            posts.append(labelled_from(row, _writer(path)))
        except ValueError as error:
            found.add(path, number, str(error))
    _raise(path, found, problems)
    return tuple(posts)


def shipped() -> tuple[tuple[Claim, ...], tuple[LabelledPost, ...]]:
    """The development corpus that comes with the project, all writers."""
    claims = [claim for path in sorted(DATA.glob("*-claims.jsonl")) for claim in read_claims(path)]
    posts = [post for path in sorted(DATA.glob("*-posts.jsonl")) for post in read_posts(path)]
    return tuple(claims), tuple(posts)


@cache
def talk() -> tuple[Post, ...]:
    """Ordinary posts about none of the corpus's claims: petitions, comments, blogs and cafés as they run by in a stream."""
    found = Problems()
    path = DATA / "talk.jsonl"
    posts = tuple(post_from(row) for _, row in rows(path, found))
    _raise(path, found, None)
    return posts


def _writer(path: Path) -> str:
    return path.name.split("-", 1)[0] if "-" in path.name else path.stem


def _raise(path: Path, found: Problems, given: Problems | None) -> None:
    if given is None and found.lines:
        raise ConfigError(f"{path} has {len(found.lines)} bad line(s).", problems=tuple(found.lines), todo="Correct or remove these lines.")


def _text(row: dict[str, Any], key: str, *, required: bool = False) -> str:
    value = row.get(key)
    if value is None or value == "":
        if required:
            raise ValueError(f"{key}: missing")
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key}: text is wanted, this is {type(value).__name__}")  # noqa: TRY004  a line's problem, not a caller's
    return value


def _texts(value: object, key: str) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(item for item in value if item)
    raise ValueError(f"{key}: text or a list of texts is wanted")


def _kind(row: dict[str, Any]) -> Any:
    kind = row.get("kind", "text")
    if kind not in _KINDS:
        raise ValueError(f"segments.kind: {kind!r} is not one of {', '.join(sorted(_KINDS))}")
    return kind


def _published(value: object) -> Published:
    try:
        return Published.from_iso(value) if isinstance(value, str) else Published()
    except ValueError:
        return Published()  # a time that can't be read changes no judgement
