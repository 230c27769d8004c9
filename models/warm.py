"""What every worker process shares: imported once by the fork server, so that Kiwi's 480 MB and the libraries are in memory once.

Kiwi runs without threads of its own (`nlp.tokens`), so nothing is lost when a process that holds it is forked.
"""

import gc

import models.judge  # noqa: F401  # its libraries are most of the rest
from nlp.tokens import morphs

morphs("미리 읽어 둔다")
gc.collect()
gc.freeze()  # a collection in a worker would touch, and so copy, every page
