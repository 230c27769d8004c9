"""Cursors of pages: the sort values of the last hit, and the point in time that all pages of a search are read in.

The identifier of a point in time can be several kilobytes long, too long for an address in a browser. So it stays in this
process, and the cursor has a short name for it; where the name is unknown (another process, or it has ended after some
minutes), reading goes on after the same hit in the store as it is now.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from pungmun.errors import StoreError
from pungmun.records import stable_id
from pungmun.store.base import Query

#: Points in time held at once; the oldest ones end by themselves.
HELD = 200


@dataclass(slots=True)
class Cursor:
    """Where the next page begins.

    Attributes:
        asked: fingerprint of query and order.
        total: of the first page.
        name: short name of the point in time.
        after: sort values of the last hit.
    """

    asked: str
    total: int
    name: str
    after: list[Any]

    def write(self) -> str:
        """As text."""
        raw = json.dumps([self.asked, self.total, self.name, self.after]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, asked: str) -> Cursor:
        """Reverse of `write`.

        Raises:
            StoreError: not a cursor, or one of another search.
        """
        try:
            cursor = cls(*json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
        except (ValueError, TypeError, binascii.Error) as error:
            raise StoreError(f"{text!r} is no cursor of a page.", todo="start again from the first page") from error
        if cursor.asked != asked:
            raise StoreError("This cursor belongs to another search.", todo="start again from the first page")
        return cursor


def fingerprint(query: Query, order: str) -> str:
    """Short text that is the same for the same question."""
    return stable_id(repr(query), order)[:12]


class Points:
    """Points in time by short name; safe for threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, pit: str, name: str = "") -> str:
        """Hold a point in time; returns its name."""
        name = name or secrets.token_hex(8)
        with self._lock:
            self._held[name] = pit
            self._held.move_to_end(name)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return name

    def find(self, name: str) -> str | None:
        """The point in time of that name."""
        with self._lock:
            return self._held.get(name)

    def drop(self, name: str) -> None:
        """Hold it no longer."""
        with self._lock:
            self._held.pop(name, None)
