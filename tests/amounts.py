"""How many inputs the generated tests try: `PUNGMUN_TORTURE_INPUTS` times as many as usual, 10 times in the long form of `make torture`."""

import os

TIMES = int(os.environ.get("PUNGMUN_TORTURE_INPUTS") or (10 if os.environ.get("PUNGMUN_TORTURE") == "long" else 1))


def inputs(usual: int) -> int:
    """How many examples a test tries that usually tries so many."""
    return usual * TIMES
