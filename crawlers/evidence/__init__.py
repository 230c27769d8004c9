"""Evidence: finding, reading, checking, packing and removing what `crawlers.captures` kept.

Nothing here needs a store: the WARC files under `var/captures` are the truth, indexes are made from them again at any time.
"""

from crawlers.evidence.index import Entry, captures_of, entries, rebuild_index
from crawlers.evidence.package import export_package
from crawlers.evidence.read import Capture, load, read_capture
from crawlers.evidence.remove import remove_captures
from crawlers.evidence.verify import Damage, Verdict, verify_all, verify_url

__all__ = [
    "Capture",
    "Damage",
    "Entry",
    "Verdict",
    "captures_of",
    "entries",
    "export_package",
    "load",
    "read_capture",
    "rebuild_index",
    "remove_captures",
    "verify_all",
    "verify_url",
]
