"""Where the next page of a search begins."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from pungmun.errors import StoreError
from pungmun.records import stable_id
from pungmun.store.base import Query


@dataclass(slots=True)
class Cursor:
    """Where the next page begins.

    Attributes:
        asked: fingerprint of query and order, so that a cursor can't be used with another query.
        total: of the first page; later posts don't change it.
        seq: the last new post when the first page was made; later ones are left out.
        phase: which of the order's walks we are in.
        after: sort key of the last post of the page before; empty at the beginning of a walk.
    """

    asked: str
    total: int
    seq: int
    phase: int = 0
    after: list[Any] = field(default_factory=list)

    def write(self) -> str:
        """As text."""
        raw = json.dumps([self.asked, self.total, self.seq, self.phase, self.after]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, asked: str) -> Cursor:
        """Reverse of `write`.

        Raises:
            StoreError: not a cursor, or one of another query.
        """
        try:
            cursor = cls(*json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
        except (ValueError, TypeError, binascii.Error) as error:
            raise StoreError(f"{text!r} is no cursor of a page.", todo="start again from the first page") from error
        numbers = all(type(value) is int for value in (cursor.total, cursor.seq, cursor.phase))
        if not numbers or not isinstance(cursor.after, list) or not all(isinstance(v, str | int | float | None) for v in cursor.after):
            raise StoreError(f"{text!r} is no cursor of a page.", todo="start again from the first page")
        if cursor.asked != asked:
            raise StoreError("This cursor belongs to another search.", todo="start again from the first page")
        return cursor


def fingerprint(query: Query, order: str) -> str:
    """Short text that is the same for the same question."""
    return stable_id(repr(query), order)[:12]
