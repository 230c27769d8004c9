"""A kept post as a document of Elasticsearch, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pungmun.records import Finding, Review
from pungmun.store import codec
from pungmun.store.base import Stored
from pungmun.store.elastic.mapping import POST_KEYS
from pungmun.store.elastic.text import to_bytes
from pungmun.store.merge import Kept, holding
from pungmun.store.places import hour_of, place_of


def to_document(kept: Kept, terms: str, reviews: Iterable[Review]) -> dict[str, Any]:
    """The document of a post; the findings in it are those that hold, the model's own ones are kept beside them."""
    post = kept.post
    place = place_of(post.post_id, post.published)
    keys = {
        "platform": post.platform,
        "source_id": post.source_id or None,
        "day": post.published.day.isoformat() if post.published.day else None,
        "hour": hour_of(post.published),
        "cluster_id": post.cluster_id,
    }
    known = {key: keys[key] for key in POST_KEYS if keys[key] is not None}  # a missing value is counted as such
    document: dict[str, Any] = {
        "post_id": post.post_id,
        **known,
        "place": place,
        "precision": post.published.precision,
        "seen_at": post.seen_at.isoformat(),
        "addresses": sorted({url for url in (post.url, post.canonical_url) if url}),
        "links": list(dict.fromkeys(post.links)),
        "document": post.document,
        "terms": terms,
        "findings": [{**_finding(f), **known} for f in holding(kept.findings, reviews)],
        "kept": _pack(kept),
    }
    if place >= 0:
        document["dated_place"] = place
    if (published := post.published.iso()) and 1970 <= int(published[:4]) <= 2261:  # what the type `date` holds exactly
        document["published"] = published
    return document


def from_document(source: dict[str, Any]) -> Kept:
    """The kept post of a document."""
    row = json.loads(source["kept"])
    text, start = source["document"], 0
    row["post"]["title"] = text[: row["post"]["title"]]
    start = len(row["post"]["title"]) + 1
    segments = []
    for kind, size in row["post"]["segments"]:
        segments.append((kind, text[start : start + size]))
        start += size + 1
    row["post"]["segments"] = segments
    return codec.kept_from_row(row)


def to_stored(source: dict[str, Any], reviews: Iterable[Review]) -> Stored:
    """What is shown of a document."""
    kept = from_document(source)
    return Stored(kept.post, holding(kept.findings, reviews))


def _pack(kept: Kept) -> str:
    """Everything but the text, with the lengths that cut the text into segments."""
    row = codec.kept_to_row(kept)
    row["post"]["title"] = len(kept.post.title)
    row["post"]["segments"] = [[s.kind, len(s.text)] for s in kept.post.segments]
    return to_bytes(row).decode()


def _finding(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {
        "claim_id": finding.claim_id,
        "label": finding.counted_as,
        "decided_by": finding.decided_by,
        "score": finding.score,
    }
    if finding.review:
        row["risk"] = finding.probabilities.get("repeats", 0.0)
    return row
