"""What a host's robots.txt says about one address, in three states; `unknown` means no.

Protego reads the file as crawlers do. Python's own parser ends a group at a blank line and would call closed parts of
Daum Cafe open (tests/crawlers/test_robots.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from protego import Protego

State = Literal["allowed", "disallowed", "unknown"]
#: Larger files are cut, as the standard allows.
_MAX_BYTES = 500 * 1024


@dataclass(frozen=True)
class Robots:
    """One host's rules.

    Attributes:
        state: `unknown` when the host gave no rules at all: an error, a web page or a challenge in place of the file.
        why: in words, for the report.
    """

    rules: Protego | None
    why: str = ""

    def state(self, url: str, agent: str) -> State:
        """Whether `agent` may fetch `url`, its query string included."""
        if self.rules is None:
            return "unknown"
        return "allowed" if self.rules.can_fetch(url, agent) else "disallowed"

    def delay(self, agent: str) -> float:
        """Crawl-delay in seconds; 0 when there is none."""
        return float(self.rules.crawl_delay(agent) or 0) if self.rules else 0.0


def read_robots(status: int, body: bytes, content_type: str = "") -> Robots:
    """An answer for /robots.txt -> rules."""
    if status != 200:
        return Robots(None, f"robots.txt answered {status}; that is no consent")
    text = body[:_MAX_BYTES].decode("utf-8", "replace")
    if "html" in content_type.lower() or re.match(r"\ufeff?\s*<(?:!doctype|html|head|script)", text, re.IGNORECASE):
        return Robots(None, "a web page stands in place of robots.txt; that is no consent")
    try:
        return Robots(Protego.parse(text.lstrip("\ufeff")))
    except (ValueError, RecursionError) as error:
        return Robots(None, f"robots.txt can't be read ({error})")
