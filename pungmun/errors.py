"""The one error tree of the project.

Every message answers four questions: what happened, where, the likely cause, and what to do.
Code outside this module translates foreign exceptions (SQLite, Elasticsearch, YAML, Scrapy) into these at its boundary.
"""

from __future__ import annotations


class PungmunError(Exception):
    """Base of all errors that Pungmun raises on purpose.

    Args:
        what: what happened, and where, in one sentence.
        cause: the likely cause; empty when unknown.
        todo: what the reader can do about it; empty when nothing.
    """

    exit_code = 1

    def __init__(self, what: str, *, cause: str = "", todo: str = "") -> None:
        self.what, self.cause, self.todo = what, cause, todo
        parts = (what, cause and f"Likely cause: {cause}", todo and f"To do: {todo}")
        super().__init__(" ".join(part if part.endswith((".", "!", "?", "”")) else f"{part}." for part in parts if part))


class ConfigError(PungmunError):
    """Wrong configuration or usage; carries every problem found, not only the first.

    Args:
        problems: one line each, `file:line: key: message`.
    """

    exit_code = 2

    def __init__(self, what: str, *, problems: tuple[str, ...] = (), cause: str = "", todo: str = "") -> None:
        super().__init__(what, cause=cause, todo=todo)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {line}" for line in self.problems)])


class QuarantineError(PungmunError):
    """This item can't be processed now or later without a change: keep it aside with its reason, and go on.

    Args:
        kind: short machine word for the reason (`wall`, `deleted`, `unparsed`, `encoding`, `too_long`, …).
    """

    def __init__(self, what: str, *, kind: str, cause: str = "", todo: str = "") -> None:
        super().__init__(what, cause=cause, todo=todo)
        self.kind = kind


class ParseError(QuarantineError):
    """A page or file that no parser understands."""


class SourceError(PungmunError):
    """A source refused or failed as a whole (bad key, quota, bot wall); `kind` is a short machine word."""

    def __init__(self, what: str, *, kind: str, cause: str = "", todo: str = "") -> None:
        super().__init__(what, cause=cause, todo=todo)
        self.kind = kind


class ModelError(PungmunError):
    """A model file is missing, not ours, or was made by other versions or data."""


class StoreError(PungmunError):
    """The store can't be reached, or refused."""


class StoreNotReadyError(StoreError):
    """The store answers but has no schema, or an older one."""


class ConflictError(StoreError):
    """Somebody else changed the same document in between; reading it again and retrying is right."""
