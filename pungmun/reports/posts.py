"""Posts and findings as plain data, for `--format json`, the HTTP API and exports."""

from __future__ import annotations

from typing import Any

from pungmun.records import Finding
from pungmun.store.base import Page, Stored


def search_json(page: Page) -> dict[str, Any]:
    """The format of `pungmun search --format json`."""
    return {"total": page.total, "posts": [stored_json(stored) for stored in page.hits], "next": page.next}


def stored_json(stored: Stored) -> dict[str, Any]:
    """One post with its findings, without its text."""
    post = stored.post
    return {
        "post_id": post.post_id,
        "url": post.canonical_url or post.url,
        "platform": post.platform,
        "published": post.published.iso(),
        "published_precision": post.published.precision,
        "title": post.title,
        "findings": [finding_json(finding) for finding in stored.findings],
        "source_id": post.source_id,
        "excerpt": post.excerpt,
        "cluster": post.cluster_id,
        "capture": post.capture,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding, as `pungmun classify` writes it, without the post's id."""
    row = finding.to_json()
    del row["post_id"]
    return row
