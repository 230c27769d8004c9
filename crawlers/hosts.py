"""One crawl on one host, of all sources and all processes of one machine: two sources never double the pace that one may have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager

from pungmun.errors import SourceError
from pungmun.locks import LOOK_AGAIN, host_lock
from pungmun.settings import Settings

#: Seconds to wait for another crawl of a host; a source with many queries may take half an hour.
PATIENCE = 3600.0


@asynccontextmanager
async def hosts_held(settings: Settings, hosts: Iterable[str], patience: float = PATIENCE) -> AsyncIterator[None]:
    """Hold hosts while the block runs; meanwhile other sources of this process go on.

    Args:
        settings: names the folder of the locks.
        hosts: taken in the order of their names, so that nobody waits in a circle.
        patience: seconds to wait for all of them.

    Raises:
        SourceError: kind `locked`, another crawl of a host did not end in time.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as held:
        for host in sorted({host for host in hosts if not host.endswith(".invalid")}):  # `none.invalid`: the source asks nobody
            while True:
                try:
                    held.enter_context(host_lock(settings, host, patience=0))
                    break
                except SourceError:
                    if time.monotonic() >= deadline:
                        raise
                await asyncio.sleep(LOOK_AGAIN)
        yield
