"""Pungmun watches Korean social media for posts that repeat a claim which fact-checkers found false.

For notebooks: `from pungmun import open_store`, then `open_store().posts(claim="…")` is a pandas DataFrame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pungmun.frames import open_store

__all__ = ["open_store"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import pandas and the store only when somebody asks for `open_store`."""
    if name == "open_store":
        from pungmun.frames import open_store

        return open_store
    raise AttributeError(f"module 'pungmun' has no attribute {name!r}")
