"""Why a request got no usable answer, as a short machine word."""

from __future__ import annotations

import asyncio

from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from twisted.internet import error as net
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed


class Refused(IgnoreRequest):
    """We did not ask on purpose; `kind` says why (robots, robots_unknown, stopped)."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


def kind_of(failure: Failure) -> str:
    """The kind of a failed request: robots, stopped, timeout, too_long, redirect_loop, offsite, cut_off, dns, network, internal."""
    value = failure.value
    if isinstance(value, Refused):
        return value.kind
    name, text = type(value).__name__, str(value).lower()
    if isinstance(value, IgnoreRequest):
        return "redirect_loop" if "redirect" in text else "offsite" if "offsite" in text else "refused"
    if isinstance(value, asyncio.TimeoutError | net.TimeoutError | net.TCPTimedOutError) or "timeout" in name.lower():
        return "timeout"
    if "cancelled" in name.lower() or "maxsize" in text or "larger than download" in text:
        return "too_long"
    if isinstance(value, ResponseFailed | DownloadFailedError) or "dataloss" in name.lower():
        return "cut_off"  # the connection broke, or what came over it was no HTTP
    if isinstance(value, net.DNSLookupError) or "cannotresolve" in name.lower():
        return "dns"
    if isinstance(value, net.ConnectError | net.ConnectionLost | net.ConnectionDone | OSError) or "connection" in name.lower():
        return "network"
    if "zlib" in name.lower() or "gzip" in name.lower() or "decompress" in text or "decompress" in name.lower():
        return "broken_gzip"
    return "internal"
