"""Mappings, strict at every level: a field that nobody declared is refused, not guessed.

Korean text is indexed as the morphemes that Kiwi found, joined by blanks, with the built-in `whitespace` analyzer (field
`terms`), beside the untouched text. What a post is beyond that is kept in `kept`, which is stored and not indexed.
"""

from __future__ import annotations

from typing import Any

#: Raised with every change of `posts_mapping`; `migrate` then builds new indices and swaps the alias.
MAPPING_VERSION = 1

_KEYWORD = {"type": "keyword", "ignore_above": 8000}
_STORED = {"type": "keyword", "index": False, "doc_values": False}
_WORDS = {"type": "text", "analyzer": "whitespace"}
_LONG = {"type": "long"}

#: Properties of a post by which it is counted; findings repeat them, because a nested field can't be grouped by its parent's.
POST_KEYS: tuple[str, ...] = ("platform", "source_id", "day", "hour", "cluster_id")


def posts_mapping() -> dict[str, Any]:
    """Mapping of the indices of posts."""
    keys = dict.fromkeys(POST_KEYS, _KEYWORD)
    finding = {
        "claim_id": _KEYWORD,
        "label": _KEYWORD,  # the counted label: `needs_review` between the bands, a person's word where there is one
        "decided_by": _KEYWORD,
        "score": {"type": "double"},
        "risk": {"type": "double"},  # chance of a repeat, only of findings in review
        **keys,
    }
    return {
        "dynamic": "strict",
        "_meta": {"made_by": "pungmun", "version": MAPPING_VERSION},
        "properties": {
            "post_id": _KEYWORD,
            **keys,
            "place": _LONG,  # place in time, as in pungmun.store.places
            "dated_place": _LONG,  # the same, absent without a day: sorts undated posts last in both directions
            "published": {"type": "date"},
            "precision": _KEYWORD,
            "seen_at": {"type": "date"},
            "addresses": _KEYWORD,
            "links": _KEYWORD,
            "document": _WORDS,
            "terms": _WORDS,
            "findings": {"type": "nested", "dynamic": "strict", "properties": finding},
            "kept": _STORED,
        },
    }


def where_mapping() -> dict[str, Any]:
    """Where each post lies: the one document that decides it, so that a post is never in two months; only ever read by id."""
    return _strict({"month": _STORED, "moved_from": _STORED})


def book_mapping(*keys: str) -> dict[str, Any]:
    """A small index: what it is searched by, and the record itself."""
    return _strict({**dict.fromkeys(keys, _KEYWORD), "data": _STORED})


def _strict(properties: dict[str, Any]) -> dict[str, Any]:
    return {"dynamic": "strict", "properties": properties}


#: Small indices and what they are searched by.
BOOKS: dict[str, tuple[str, ...]] = {
    "reviews": ("post_id", "claims"),
    "quarantine": ("kind", "source_id", "url"),
    "health": ("day",),
    "audit": ("at",),
    "tombstones": (),
    "meta": (),
}


#: Copies of each shard: none on a single node, one where there are several, so that a node may fail.
COPIES = "0-1"


def posts_template(pattern: str, *, shards: int) -> dict[str, Any]:
    """Composable template for the months of one mapping version."""
    return {
        "index_patterns": [pattern],
        "allow_auto_create": False,  # a month that was dropped is made again by us, with its alias, never by a late write
        "priority": 200,
        "template": {
            # no refresh_interval: once a second, but a shard that nobody searches waits for the next search
            "settings": {"number_of_shards": shards, "auto_expand_replicas": COPIES},
            "mappings": posts_mapping(),
        },
    }
