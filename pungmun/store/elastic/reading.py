"""Reading posts: pages, scans, counts, links, neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from pungmun.errors import StoreError
from pungmun.records import Post, Review
from pungmun.store.base import KEYS, Key, Page, Query, Stored
from pungmun.store.elastic import queries
from pungmun.store.elastic.answers import LostPointError
from pungmun.store.elastic.client import Client, Doc
from pungmun.store.elastic.cursors import Cursor, Points, fingerprint
from pungmun.store.elastic.documents import from_document, to_stored
from pungmun.store.elastic.indices import posts_alias
from pungmun.store.terms import Terms, index_terms

Order = Literal["relevance", "newest", "oldest", "uncertain"]
_BY_ID = [{"post_id": "asc"}]
#: Fields that a post is made from again.
_SOURCE = ["document", "kept"]
#: The server gives 10,000 hits at once, and one of them tells whether there is another page.
_LARGEST_PAGE = 9_999


class Reading:
    """The part of the store that reads posts; see `pungmun.store.base.Store` for what each method promises."""

    client: Client
    prefix: str
    _points: Points
    _settle: Callable[[], None]
    _read: Callable[[Query], Terms]
    reviews_of: Callable[[Sequence[str]], Mapping[str, list[Review]]]

    def search(self, query: Query, *, limit: int = 50, cursor: str | None = None, order: Order = "newest") -> Page:
        """A page of posts. By relevance needs a text, and is by time without one."""
        if limit < 1:
            raise StoreError(f"A page of {limit} posts can't be shown.", todo="ask for at least 1")
        limit = min(limit, _LARGEST_PAGE)
        terms = self._read(query)
        if order == "relevance" and not (terms.words or terms.phrases):
            order = "newest"
        asked = fingerprint(query, order)
        at = Cursor.read(cursor, asked) if cursor else None
        if at is None:
            self._settle()
        pit = (self._points.find(at.name) if at else None) or self.client.open_pit(self._alias)
        body: dict[str, Any] = {
            "query": queries.where(query, terms),
            "sort": queries.sort(order, query),
            "size": limit + 1,
            "_source": _SOURCE,
        }
        body |= {"track_total_hits": at is None, "pit": {"id": pit, "keep_alive": "5m"}}
        if at:
            body["search_after"] = at.after
        answer = self._search_in(body, at)
        hits = answer["hits"]["hits"]
        total = at.total if at else int(answer["hits"]["total"]["value"])
        pit = str(answer.get("pit_id", pit))
        found = tuple(self._stored([hit["_source"] | {"post_id": hit["_id"]} for hit in hits[:limit]]))
        if len(hits) <= limit:
            self.client.close_pit(pit)
            if at:
                self._points.drop(at.name)
            return Page(total, found)
        name = self._points.keep(pit, at.name if at else "")
        return Page(total, found, Cursor(asked, total, name, hits[limit - 1]["sort"]).write())

    def _search_in(self, body: dict[str, Any], at: Cursor | None) -> dict[str, Any]:
        """Search in a point in time; one that has ended is replaced by the store as it is now."""
        # scores are only the same over all months when their words are counted over all months first
        how = "dfs_query_then_fetch" if "_score" in body["sort"][0] else "query_then_fetch"
        try:
            return self.client.search(body, search_type=how)
        except LostPointError:
            if at is None:
                raise
            body["pit"]["id"] = self.client.open_pit(self._alias)
            return self.client.search(body, search_type=how)

    def scan(self, query: Query = Query()) -> Iterator[Stored]:
        """All matching posts, in order of post_id, as they stood at the start, in constant memory."""
        terms = self._read(query)
        self._settle()
        hits = self.client.walk(self._alias, queries.where(query, terms), _BY_ID, _source=_SOURCE)
        while part := list(islice(hits, 500)):
            yield from self._stored([hit["_source"] | {"post_id": hit["_id"]} for hit in part])

    def counts(self, by: Sequence[Key], query: Query = Query()) -> list[dict[str, Any]]:
        """Exact numbers of posts per combination of keys, from composite aggregations."""
        if unknown := [key for key in by if key not in KEYS]:
            raise StoreError(f"Posts can't be counted by {', '.join(unknown)}.", todo=f"use some of {', '.join(KEYS)}")
        where = queries.where(query, self._read(query))
        self._settle()
        if not by:
            answer = self.client.search({"query": where, "size": 0, "track_total_hits": True}, self._alias, ignore_unavailable=True)
            return [{"posts": int(answer["hits"]["total"]["value"])}]
        rows: list[dict[str, Any]] = []
        for bucket in self._buckets(where, lambda after: queries.composite(by, query, after)):
            number = bucket["posts"]["doc_count"] if "posts" in bucket else bucket["doc_count"]
            row: dict[str, Any] = {key: bucket["key"][key] for key in by}
            rows.append(row | {"posts": number})
        return sorted(rows, key=lambda row: [(row[key] is None, row[key] or "") for key in by])

    def first(self, query: Query) -> Stored | None:
        """The earliest matching post with a day."""
        where = queries.where(query, self._read(query))
        self._settle()
        dated = {"bool": {"filter": [where, {"exists": {"field": "dated_place"}}]}}
        body = {"query": dated, "sort": queries.sort("oldest", query), "size": 1, "_source": _SOURCE, "track_total_hits": False}
        hits = self.client.search(body, self._alias)["hits"]["hits"]
        return next(iter(self._stored([hit["_source"] | {"post_id": hit["_id"]} for hit in hits])), None)

    def top_links(self, query: Query, limit: int = 20) -> list[tuple[str, int]]:
        """(link, posts) most linked first, exact over all shards."""
        where = queries.where(query, self._read(query))
        self._settle()
        rows = [(str(b["key"]["link"]), int(b["doc_count"])) for b in self._buckets(where, queries.links)]
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]

    def candidates(self, tokens: Sequence[str], limit: int = 100_000) -> Iterator[Post]:
        """Posts that hold at least one of the tokens, newest first."""
        terms = list(dict.fromkeys(index_terms(tokens)))
        if not terms:
            return
        self._settle()
        hits = self.client.walk(self._alias, queries.any_term(terms), queries.sort("newest", Query()), _source=_SOURCE)
        for hit in islice(hits, limit):
            yield from_document(hit["_source"]).post

    def similar(self, post_id: str, limit: int = 10) -> list[Stored]:
        """Posts that share the rarest terms of this one."""
        self._settle()
        doc = self._doc(post_id)
        if doc is None:
            return []
        body = {"query": queries.like(doc.index, post_id), "size": limit, "_source": _SOURCE, "sort": queries.sort("relevance", Query())}
        hits = self.client.search(body, self._alias, search_type="dfs_query_then_fetch")["hits"]["hits"]
        return self._stored([hit["_source"] | {"post_id": hit["_id"]} for hit in hits])

    def get(self, post_id: str) -> Stored | None:
        """One post by id, as it stands now."""
        return self.get_many([post_id]).get(post_id)

    def get_many(self, post_ids: Sequence[str]) -> dict[str, Stored]:
        """Posts by id, in the order asked for, as they stand now, without those that are not there."""
        wanted = list(dict.fromkeys(post_ids))
        sources = [doc.source | {"post_id": post_id} for post_id, doc in zip(wanted, self._docs(wanted), strict=True) if doc]
        return {stored.post.post_id: stored for stored in self._stored(sources)}

    def find_url(self, url: str) -> Stored | None:
        """One post by its canonical or original address; the canonical one goes first."""
        found = self._at(url)
        return min(found, key=lambda s: (s.post.canonical_url != url, s.post.post_id), default=None)

    def _at(self, url: str) -> list[Stored]:
        self._settle()
        body = {"query": {"term": {"addresses": url}}, "size": 100, "_source": _SOURCE}
        return self._stored([hit["_source"] | {"post_id": hit["_id"]} for hit in self.client.search(body, self._alias)["hits"]["hits"]])

    def _doc(self, post_id: str) -> Doc | None:
        return self._docs([post_id])[0]

    def _docs(self, post_ids: Sequence[str]) -> list[Doc | None]:
        raise NotImplementedError  # given by the store, which knows where posts lie

    @property
    def _alias(self) -> str:
        return posts_alias(self.prefix)

    def _stored(self, sources: Sequence[dict[str, Any]]) -> list[Stored]:
        reviews = self.reviews_of([source["post_id"] for source in sources])
        return [to_stored(source, reviews.get(source["post_id"], ())) for source in sources]

    def _buckets(self, where: dict[str, Any], aggregation: Callable[[dict[str, Any] | None], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """All buckets of a composite aggregation, page by page."""
        after: dict[str, Any] | None = None
        while True:
            body = {"query": where, "size": 0, "track_total_hits": False, "aggs": aggregation(after)}
            page = queries.buckets_of(self.client.search(body, self._alias))
            yield from page["buckets"]
            after = page.get("after_key")
            if not page["buckets"] or after is None:
                return
