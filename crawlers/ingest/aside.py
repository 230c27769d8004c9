"""What can't be read is kept aside with its reason."""

from __future__ import annotations

from datetime import UTC, datetime

from pungmun.errors import QuarantineError
from pungmun.records import Quarantined, stable_id

#: So much of a refused line is kept to look at.
_PAYLOAD = 2000


def aside(where: str, error: QuarantineError, payload: str = "", *, url: str = "", at: datetime | None = None) -> Quarantined:
    """A quarantined item of a file; the same place and reason give the same id."""
    return Quarantined(
        item_id=stable_id("ingest", where, url, error.kind),
        kind=error.kind,
        url=url,
        reason=f"{where}: {error}",
        at=at or datetime.now(UTC),
        payload=payload[:_PAYLOAD],
    )
