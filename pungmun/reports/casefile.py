"""The case file of one claim: a zip that stands on its own, for an editor, a lawyer or an archive.

It holds a page to read (no script, no network), the posts and decisions as data, and the SHA-256 of every file and of every capture.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawlers.evidence.checks import Check
from pungmun.records import COUNTED_LABELS, SEOUL, Claim
from pungmun.registry.exchange import claim_reviews
from pungmun.reports import export
from pungmun.reports.casewords import WORDS
from pungmun.reports.chart import timeline_picture
from pungmun.reports.names import platform_word
from pungmun.reports.posts import stored_json
from pungmun.reports.timeline import timeline
from pungmun.store.base import Query, Store, Stored

Language = Literal["ko", "en"]
#: Posts that the page shows, the oldest ones; the data holds all.
SHOWN = 500
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file


def write_case(
    store: Store,
    claim: Claim,
    path: Path,
    made: datetime,
    *,
    checks_of: Callable[[str], Sequence[Check]] = lambda post_id: (),
    language: Language = "ko",
    full_text: bool = False,
) -> int:
    """Write the case file.

    Args:
        store: posts and findings.
        claim: the claim it is about.
        path: zip to write.
        made: when, aware; stands on the page.
        checks_of: later looks at a post, by its id.
        language: of the page.
        full_text: whole posts in the data instead of at most 300 characters.

    Returns:
        Posts in it.
    """
    query = Query(claims=(claim.claim_id,))
    posts = sorted(store.scan(query), key=lambda s: (*s.post.published.order(), s.post.post_id))
    spread = timeline(store, claim.claim_id)
    checks = {s.post.post_id: looks for s in posts if (looks := checks_of(s.post.post_id))}
    reviews = store.reviews(claim_id=claim.claim_id)
    files = {
        "claim.json": _json(asdict(claim)),
        "claimreview.json": _json(claim_reviews([claim])),
        "timeline.json": _json(spread),
        "posts.jsonl": _lines(_post(s, claim.claim_id, full_text=full_text) for s in posts),
        "posts.csv": _table(posts, full_text=full_text),
        "decisions.jsonl": _lines(asdict(review) for review in reviews),
        "checks.jsonl": _lines(asdict(check) for looks in checks.values() for check in looks),
        "captures.sha256": "".join(f"{s.post.capture}  {s.post.url}\n" for s in posts if s.post.capture).encode(),
    }
    if spread["buckets"]:
        files["timeline.svg"] = timeline_picture(spread, claim.statement, "svg")
    rows = [_row(s, claim.claim_id, checks.get(s.post.post_id, ()), language) for s in posts[:SHOWN]]
    labels = Counter(f.counted_as for s in posts for f in s.findings if f.claim_id == claim.claim_id)
    page = _environment().get_template("case.html")
    files["index.html"] = page.render(
        w=WORDS[language],
        lang=language,
        claim=claim,
        made=made.astimezone(SEOUL),
        spread=spread,
        rows=rows,
        total=len(posts),
        labels=[(label, labels[label]) for label in COUNTED_LABELS if labels[label]],
        platforms=sorted(Counter(platform_word(s.post.platform, language) for s in posts).items(), key=lambda item: (-item[1], item[0])),
        files={name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        platform=lambda name: platform_word(name, language),
    ).encode()
    files["SHA256SUMS"] = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in sorted(files.items()):
            out.writestr(zipfile.ZipInfo(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
    return len(posts)


def _row(stored: Stored, claim_id: str, checks: Sequence[Check], language: Language) -> dict[str, Any]:
    """What the page shows of a post."""
    finding = next(f for f in stored.findings if f.claim_id == claim_id)
    post = stored.post
    return {
        "post": post,
        "published": post.published.iso(),
        "finding": finding,
        "evidence": " ".join(finding.evidence.split())[: export.QUOTE],
        "platform": platform_word(post.platform, language),
        "checks": checks,
    }


def _post(stored: Stored, claim_id: str, *, full_text: bool) -> dict[str, Any]:
    row = stored_json(stored)
    row["findings"] = [f for f in row["findings"] if f["claim_id"] == claim_id]
    text = stored.post.text if full_text else stored.post.text[: export.QUOTE]
    return {**row, "seen_at": stored.post.seen_at.isoformat(), "text": text, "links": stored.post.links}


def _table(posts: Sequence[Stored], *, full_text: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(export.COLUMNS)
    for row in export.rows(iter(posts), full_text=full_text):
        writer.writerow([export.defuse(value) for value in row])
    return out.getvalue().encode("utf-8-sig")  # spreadsheets take UTF-8 for what it is only with this mark


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _lines(rows: Iterable[object]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pungmun.reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["href"] = lambda url: url if url.startswith(("http://", "https://")) else "#"
    environment.filters["minute"] = lambda iso: datetime.fromisoformat(iso).astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")
    return environment
