"""Posts and findings as files for other tools; pandas makes the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from pungmun.records import Finding
from pungmun.reports.posts import stored_json
from pungmun.store.base import Query, Store, Stored

#: Longest quotation of a post in an export, in characters, unless the operator asks for more.
QUOTE = 300
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export(store: Store, query: Query, form: Literal["csv", "parquet", "jsonl", "gexf"], path: Path, *, full_text: bool = False) -> int:
    """Write all posts that match.

    Args:
        store: where they are.
        query: which.
        form: `csv` and `parquet`: one row a finding; `jsonl`: one line a post; `gexf`: posts, copies and links as a graph.
        path: file to write.
        full_text: whole posts instead of at most 300 characters.

    Returns:
        Rows, lines or nodes written.
    """
    stored = store.scan(query)
    if form == "jsonl":
        return _jsonl(stored, path, full_text=full_text)
    if form == "gexf":
        return _gexf(stored, path)
    import pandas as pd

    frame = pd.DataFrame(rows(stored, full_text=full_text), columns=list(COLUMNS))
    if form == "parquet":
        frame.to_parquet(path, index=False)
    else:
        for name in frame.select_dtypes(include=["object", "string"]):  # posts from elsewhere bring ids and sources of their own
            frame[name] = frame[name].map(defuse)
        frame.to_csv(path, index=False)
    return len(frame)


COLUMNS = (
    *("post_id", "platform", "url", "published", "published_precision", "title", "text", "source_id", "author_key", "cluster", "capture"),
    *("claim_id", "claim_version", "label", "counted_as", "score", "evidence", "start", "end", "review", "decided_by", "model"),
)


def rows(stored: Iterator[Stored], *, full_text: bool) -> Iterator[tuple[Any, ...]]:
    """One tuple of `COLUMNS` a finding; a post without one has one with empty finding columns."""
    for item in stored:
        post = item.post
        text = post.text if full_text else post.text[:QUOTE]
        when = (post.published.iso(), post.published.precision)
        origin = (post.source_id, post.author_key, post.cluster_id, post.capture)
        head = (post.post_id, post.platform, post.url, *when, post.title, text, *origin)
        for f in item.findings or (None,):
            yield (*head, *_finding(f))


def _finding(f: Finding | None) -> tuple[Any, ...]:
    if f is None:
        return (None,) * 11
    return f.claim_id, f.claim_version, f.label, f.counted_as, f.score, f.evidence[:QUOTE], f.start, f.end, f.review, f.decided_by, f.model


def _jsonl(stored: Iterator[Stored], path: Path, *, full_text: bool) -> int:
    n = 0
    with path.open("w", encoding="utf-8") as out:
        for item in stored:
            text = item.post.text if full_text else item.post.text[:QUOTE]
            out.write(json.dumps({**stored_json(item), "text": text, "links": item.post.links}, ensure_ascii=False) + "\n")
            n += 1
    return n


def _gexf(stored: Iterator[Stored], path: Path) -> int:
    """Nodes: posts, linked pages, pseudonymous accounts. Edges: wrote, links to, copy of (the cluster's first post)."""
    nodes: dict[str, tuple[str, str]] = {}
    edges: set[tuple[str, str, str]] = set()
    for item in stored:
        post = item.post
        nodes[post.post_id] = (post.title or post.url, "post")
        for link in post.links:
            nodes.setdefault(f"link:{link}", (link, "link"))
            edges.add((post.post_id, f"link:{link}", "links"))
        if post.author_key:
            nodes.setdefault(f"account:{post.author_key}", (post.author_key[:8], "account"))
            edges.add((f"account:{post.author_key}", post.post_id, "wrote"))
        if post.cluster_id and post.cluster_id != post.post_id:
            edges.add((post.post_id, post.cluster_id, "copy"))
    with path.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<graph defaultedgetype="directed">\n'
        )
        out.write('<attributes class="node"><attribute id="0" title="kind" type="string"/></attributes>\n<nodes>\n')
        for node, (label, kind) in sorted(nodes.items()):
            attributes = f'<attvalues><attvalue for="0" value="{kind}"/></attvalues>'
            out.write(f"<node id={quoteattr(_xml(node))} label={quoteattr(_xml(label))}>{attributes}</node>\n")
        out.write("</nodes>\n<edges>\n")
        for number, (source, target, kind) in enumerate(sorted(edge for edge in edges if edge[1] in nodes)):
            out.write(f'<edge id="{number}" source={quoteattr(_xml(source))} target={quoteattr(_xml(target))} label="{kind}"/>\n')
        out.write("</edges>\n</graph>\n</gexf>\n")
    return len(nodes)


def _xml(text: str) -> str:
    """Without the control characters that XML 1.0 can't hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def defuse(value: Any) -> Any:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
