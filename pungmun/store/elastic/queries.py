"""Queries and aggregations as dictionaries: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pungmun.store.base import Key, Query
from pungmun.store.places import hour_range
from pungmun.store.terms import Terms

Body = dict[str, Any]
#: Key of `counts` -> field.
FIELDS: dict[Key, str] = {
    "platform": "platform",
    "label": "label",
    "day": "day",
    "hour": "hour",
    "claim": "claim_id",
    "source": "source_id",
    "cluster": "cluster_id",
}
#: Buckets asked for at once; Elasticsearch refuses more than 65,536.
BUCKETS = 10_000


def where(query: Query, terms: Terms) -> Body:
    """The posts that match; scored by the text where there is one."""
    must: list[Body] = [{"term": {"terms": word}} for word in terms.words]
    must += [{"match_phrase": {"terms": {"query": " ".join(phrase), "analyzer": "whitespace"}}} for phrase in terms.phrases]
    conditions = _on_post(query)
    if query.claims or query.labels or query.judged:
        conditions.append({"nested": {"path": "findings", "query": on_finding(query), "ignore_unmapped": True}})
    conditions += [{"wildcard": {"document": {"value": f"*{_escaped(word)}*", "case_insensitive": True}}} for word in terms.raw]
    never: list[Body] = []
    if query.judged is False:
        never.append({"nested": {"path": "findings", "query": {"match_all": {}}, "ignore_unmapped": True}})
    if query.undated is True:
        never.append({"exists": {"field": "day"}})
    return {"bool": {"must": must, "filter": conditions, "must_not": never}}


def on_finding(query: Query) -> Body:
    """Conditions that one finding fulfils together."""
    conditions: list[Body] = []
    if query.claims:
        conditions.append({"terms": {"findings.claim_id": list(query.claims)}})
    if query.labels:
        conditions.append({"terms": {"findings.label": list(query.labels)}})
    return {"bool": {"filter": conditions}} if conditions else {"match_all": {}}


def _on_post(query: Query) -> list[Body]:
    conditions: list[Body] = []
    if query.platforms:
        conditions.append({"terms": {"platform": list(query.platforms)}})
    if query.sources:
        known: list[Body] = [{"terms": {"source_id": [source for source in query.sources if source]}}]
        unknown: list[Body] = [{"bool": {"must_not": {"exists": {"field": "source_id"}}}}] if "" in query.sources else []
        conditions.append({"bool": {"should": known + unknown, "minimum_should_match": 1}})
    if query.since or query.until:
        days = {"gte": query.since and query.since.isoformat(), "lte": query.until and query.until.isoformat()}
        conditions.append({"range": {"day": {side: day for side, day in days.items() if day}}})
    if query.undated is False:
        conditions.append({"exists": {"field": "day"}})
    if query.hour is not None:
        first, after = hour_range(query.hour)
        conditions.append({"range": {"place": {"gte": first, "lt": after}}})
    if query.cluster is not None:
        conditions.append({"term": {"cluster_id": query.cluster}})
    if query.link is not None:
        conditions.append({"term": {"links": query.link}})
    return conditions


def _escaped(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "*?\\" else letter for letter in word)


def sort(order: str, query: Query) -> list[Body]:
    """Total orders: each ends with the post's id."""
    last: list[Body] = [{"place": "desc"}, {"post_id": "asc"}]
    if order == "relevance":
        return [{"_score": "desc"}, *last]
    if order == "oldest":
        return [{"dated_place": {"order": "asc", "missing": "_last"}}, *last]
    if order == "uncertain":
        nested = {"path": "findings", "filter": on_finding(query)}
        return [{"findings.risk": {"order": "desc", "mode": "max", "missing": "_last", "nested": nested}}, *last]
    return last


def composite(by: Sequence[Key], query: Query, after: Body | None) -> Body:
    """One page of exact counts; with a label or claim the findings are grouped, and their posts counted by joining back."""
    nested = "label" in by or "claim" in by
    prefix = "findings." if nested else ""
    sources = [{key: {"terms": {"field": prefix + FIELDS[key], "missing_bucket": True}}} for key in by]
    page: Body = {"composite": {"size": BUCKETS, "sources": sources, **({"after": after} if after else {})}}
    if not nested:
        return {"buckets": page}
    if "claim" not in by and len(query.claims) != 1:
        page["aggs"] = {"posts": {"reverse_nested": {}}}  # a post may have two findings of one label
    return {"findings": {"nested": {"path": "findings"}, "aggs": {"fitting": {"filter": on_finding(query), "aggs": {"buckets": page}}}}}


def links(after: Body | None) -> Body:
    """One page of links with exact numbers of posts."""
    source = [{"link": {"terms": {"field": "links"}}}]
    return {"buckets": {"composite": {"size": BUCKETS, "sources": source, **({"after": after} if after else {})}}}


def buckets_of(answer: Body) -> Body:
    """The composite aggregation in an answer to `composite` or `links`."""
    found: Body = answer["aggregations"]
    if "findings" in found:
        found = found["findings"]["fitting"]
    page: Body = found["buckets"]
    return page


def any_term(terms: Sequence[str]) -> Body:
    """Posts that hold at least one of the terms."""
    return {"constant_score": {"filter": {"terms": {"terms": list(terms)}}}}


def like(index: str, post_id: str) -> Body:
    """Posts with the rarest terms of one in common."""
    return {
        "more_like_this": {
            "fields": ["terms"],
            "like": [{"_index": index, "_id": post_id}],
            "min_term_freq": 1,
            "min_doc_freq": 1,
            "max_query_terms": 25,
            "minimum_should_match": 1,
        }
    }
