"""JSON as it is sent: the writer that pydantic is built on takes a third of the time of the standard library's."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from pungmun.store import codec


def to_bytes(value: Any) -> bytes:
    """JSON in one line, Korean readable; half a surrogate pair, which UTF-8 can't hold, becomes a question mark."""
    try:
        return to_json(value)
    except PydanticSerializationError:
        return codec.encode(value).encode("utf-8", "replace")
