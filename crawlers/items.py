"""What spiders hand to the pipeline: raw bytes with where they came from, or a post that a reply already told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crawlers.parsers.urls import Address
from pungmun.records import Post


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a server.

    Attributes:
        url: the real address, in replay too.
        seen_at: aware UTC, when it had arrived.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    request_headers: Mapping[str, str]
    seen_at: datetime


@dataclass(slots=True)
class Catch:
    """One thing on its way through the pipeline: captured, parsed, cleaned, compared, spooled.

    Attributes:
        fetched: the raw answer; None for posts out of a search reply, which is captured once for all of them.
        post: None until it is parsed.
        capture: whether the raw answer may be kept.
        address: what the finder knew of the post's address, where the page itself may know less.
    """

    source_id: str
    fetched: Fetched | None = None
    post: Post | None = None
    capture: bool = True
    address: Address | None = None
