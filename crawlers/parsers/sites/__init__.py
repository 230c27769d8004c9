"""One module a site, found by itself: adding a site changes no other file. Each has a `PARSER`."""

from __future__ import annotations

import importlib
import pkgutil

from crawlers.parsers.page import Parser


def site_parsers() -> tuple[Parser, ...]:
    """The parsers of all modules here, in order of their names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").PARSER for name in names)
