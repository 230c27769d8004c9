"""The distributed store: `Store` on Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pungmun.errors import StoreError
from pungmun.records import Post, Quarantined, Review, stable_id
from pungmun.store import codec
from pungmun.store.base import Judged, Query, Tokenize, Written
from pungmun.store.dump import write_file
from pungmun.store.elastic.books import Books, key_of, tombstone_of
from pungmun.store.elastic.client import Client, Doc, Item, patient
from pungmun.store.elastic.cursors import Points
from pungmun.store.elastic.documents import from_document, to_document
from pungmun.store.elastic.indices import book_index, check_prefix, is_before, parse_posts_index
from pungmun.store.elastic.mapping import BOOKS, MAPPING_VERSION
from pungmun.store.elastic.reading import Reading
from pungmun.store.elastic.schema import Schema
from pungmun.store.elastic.writing import Change, Posts, addresses, clustering, joining, merging
from pungmun.store.merge import Kept
from pungmun.store.terms import Terms, index_terms, read_query

#: Posts changed together: their reads and writes are a handful of requests.
BATCH = 1000


class ElasticStore(Reading, Books):
    """See `pungmun.store.base.Store`. May be used by several threads and processes at once.

    Args:
        url: http(s)://host:port/prefix.
        tokenize: texts -> content morphemes.
        version: mapping version, for tests of a swap.
    """

    def __init__(self, url: str, tokenize: Tokenize, *, version: int = MAPPING_VERSION) -> None:
        parts = urlsplit(url)
        self.url = url.rstrip("/")
        self.prefix = check_prefix(parts.path.strip("/"))
        self.client = Client(f"{parts.scheme}://{parts.netloc}")
        self._tokenize = tokenize
        self._points = Points()
        self._dirty = True  # what others wrote before we came may not be searchable yet
        self._schema = Schema(self.client, self.prefix, version, shards=1)
        self._posts = Posts(
            self.client,
            self._schema.index_of,
            self._schema.where,
            begin=self._schema.begin,
            prepare=self._schema.prepare,
            dropped=self._schema.forget_ready,
            reviews_of=self.reviews_of,
            terms_of=self._terms_of,
        )

    def migrate(self) -> None:
        """Create or upgrade the schema; safe to call again."""
        self.client.call(lambda es: es.cluster.health(wait_for_status="yellow", timeout="10s"))
        self._schema.migrate(self._rebuild)

    def close(self) -> None:
        """Release connections."""
        self.client.close()

    def destroy(self) -> None:
        """Delete every index of this prefix."""
        names = [self._schema.where, book_index(self.prefix, "state"), *(book_index(self.prefix, book) for book in BOOKS)]
        posts = self.client.call(
            lambda es: es.indices.get(index=f"{self.prefix}-posts-v*", allow_no_indices=True, features="settings")
        ).body
        for index in [*names, *posts]:
            self.client.on_index("delete", index, ignore_unavailable=True)
        self.client.call(
            lambda es: es.options(ignore_status=404).indices.delete_index_template(name=f"{self.prefix}-posts-v*"), writes=True
        )

    # posts and findings
    def write(self, batch: Sequence[Judged]) -> Written:
        """Upsert posts and findings; what Elasticsearch refuses is kept in quarantine with its reason."""
        groups: dict[str, list[Judged]] = {}
        for judged in batch:
            groups.setdefault(judged.post.post_id, []).append(judged)
        posts = list(groups.values())
        return sum((self._write(posts[start : start + BATCH]) for start in range(0, len(posts), BATCH)), Written())

    def _write(self, groups: Sequence[list[Judged]]) -> Written:
        """Each group holds the sightings of one post."""
        with patient():
            buried = self.is_forgotten(sorted({url for group in groups for judged in group for url in addresses(judged.post)}))
        changes: list[Change] = []
        numbers: list[list[Written]] = []
        written = Written()
        for group in groups:
            kept = [judged for judged in group if not buried & addresses(judged.post)]
            written += Written(unchanged=len(group) - len(kept))
            if kept:
                numbers.append([])
                changes.append(Change(kept[0].post.post_id, merging(kept, numbers[-1])))
        self._change(changes, fresh=True)
        refused = {change.post_id: change.refusal for change in changes if change.refusal}
        aside = [judged for group in groups for judged in group if judged.post.post_id in refused and not buried & addresses(judged.post)]
        if aside:
            self.quarantine([_refused(judged, refused[judged.post.post_id]) for judged in aside])
        done = (number for change, of_post in zip(changes, numbers, strict=True) if not change.refusal for number in of_post)
        return sum(done, written + Written(unchanged=len(aside)))

    def set_clusters(self, clusters: Mapping[str, str | None]) -> None:
        """post_id -> cluster id (None: no copies)."""
        here = [post_id for post_id, doc in zip(clusters, self._docs(list(clusters)), strict=True) if doc]
        for start in range(0, len(here), BATCH):
            self._change([Change(post_id, clustering(clusters[post_id])) for post_id in here[start : start + BATCH]])

    # people's decisions
    def set_review(self, review: Review) -> None:
        """Keep a decision; the newest of each reviewer stands."""
        self.change_reviews(review.post_id, add=review)
        self._change([Change(review.post_id, _as_it_is, force=True)])

    def drop_review(self, post_id: str, claim_id: str, by: str) -> None:
        """Undo one reviewer's decision."""
        self.change_reviews(post_id, drop=(claim_id, by))
        self._change([Change(post_id, _as_it_is, force=True)])

    def forget(self, url: str) -> list[Post]:
        """Remove a post by address with all that was derived from it; leave a tombstone."""
        posts = [found.post for found in self._at(url)]
        urls = {url}.union(*map(addresses, posts))
        self.bury([tombstone_of(address) for address in urls])  # first: nobody writes it again
        self._change([Change(post.post_id, lambda before: None) for post in posts])
        reviews = self._book("reviews")
        held = self.client.get_many([(reviews, key_of(post.post_id)) for post in posts])
        self.client.bulk_all([Item("delete", reviews, doc.id) for doc in held if doc])
        self.release([item.item_id for item in self.quarantined() if item.url in urls])
        return posts

    def remove(self, post_ids: Sequence[str]) -> int:
        """Remove posts with their findings, without a tombstone; people's decisions stay."""
        wanted = list(dict.fromkeys(post_ids))
        here = [post_id for post_id, doc in zip(wanted, self._docs(wanted), strict=True) if doc]
        self._change([Change(post_id, lambda before: None) for post_id in here])
        return len(here)

    def drop_before(self, day: date) -> int:
        """Drop the months that ended before `day`, with their posts; returns how many posts."""
        self._settle()
        dropped = 0
        for index, month in self._schema.indices().items():
            if not is_before(month, day):
                continue
            posts = [hit["_id"] for hit in self.client.walk(index, {"match_all": {}}, [{"_shard_doc": "asc"}], _source=False)]
            self.client.on_index("delete", index)
            self._schema.forget_ready(index)
            self.client.bulk_all([Item("delete", self._schema.where, post_id) for post_id in posts])
            dropped += len(posts)
        return dropped

    # for copies; see `pungmun.store.dump`
    def kept(self) -> Iterator[Kept]:
        """Every post with its stamps and the model's own findings, in order of post_id."""
        self._settle()
        for hit in self.client.walk(self._alias, {"match_all": {}}, [{"post_id": "asc"}], _source=["document", "kept"]):
            yield from_document(hit["_source"])

    def put_kept(self, posts: Sequence[Kept]) -> None:
        """Merge posts in, whether or not they have a tombstone."""
        changes = [Change(kept.post.post_id, joining(kept)) for kept in posts]
        self._change(changes, fresh=True)
        if refused := [change for change in changes if change.refusal]:
            raise StoreError(f"{len(refused)} posts were refused, the first of them ({refused[0].post_id}): {refused[0].refusal}")

    def backup(self, path: str) -> None:
        """A consistent copy of the posts into one file that every store can restore, also while others write."""
        write_file(self, Path(path))

    def _change(self, changes: Sequence[Change], *, fresh: bool = False) -> None:
        if changes:
            with patient():
                self._posts.change(changes, fresh=fresh)
            self._dirty = True

    def _rebuild(self, old: str, new: str) -> int:
        """Copy one month into an index of the present mapping; how many documents were left out as strays."""
        self.client.refresh(old)
        part: list[Doc] = []
        strays = 0
        for hit in self.client.walk(old, {"match_all": {}}, [{"_shard_doc": "asc"}]):
            part.append(Doc(hit["_id"], new, hit["_source"], (0, 0)))
            if len(part) == BATCH:
                strays += self._copy(part)
                part = []
        return strays + self._copy(part)

    def _copy(self, docs: Sequence[Doc]) -> int:
        """All but those that `where` does not know in this month: what a writer was stopped by the swap from taking back."""
        places = self.client.get_many([(self._schema.where, doc.id) for doc in docs])
        at_home = [
            doc for doc, where in zip(docs, places, strict=True) if where and _month(doc.index, self.prefix) in where.source.values()
        ]
        reviews = self.reviews_of([doc.id for doc in at_home])
        items = [
            Item("index", doc.index, doc.id, to_document(from_document(doc.source), doc.source["terms"], reviews.get(doc.id, ())))
            for doc in at_home
        ]
        self.client.bulk_all(items)
        return len(docs) - len(at_home)

    def _docs(self, post_ids: Sequence[str]) -> list[Doc | None]:
        version = self._schema.begin()
        return [state.here or state.there for state in self._posts.states(post_ids, version)]

    def _settle(self) -> None:
        """Make what this process has written searchable; what others write becomes so within a second."""
        if self._dirty:
            self._schema.begin()  # tells a store without a schema from an empty one
            self._dirty = False
            self.client.refresh(self._alias, ignore_unavailable=True)

    def _read(self, query: Query) -> Terms:
        return read_query(query.text, self._tokenize)

    def _terms_of(self, texts: Sequence[str]) -> list[str]:
        return [" ".join(index_terms(tokens)) for tokens in self._tokenize(texts)] if texts else []


def _month(index: str, prefix: str) -> str | None:
    found = parse_posts_index(prefix, index)
    return found and found[1]


def _as_it_is(before: Kept | None) -> Kept | None:
    return before


def _refused(judged: Judged, reason: str) -> Quarantined:
    """A post that Elasticsearch refuses, whole, so that it can be ingested again."""
    post = judged.post
    return Quarantined(
        stable_id("refused", post.post_id),
        "refused",
        post.canonical_url,
        reason,
        datetime.now(UTC),
        post.source_id,
        post.capture,
        codec.encode(codec.post_to_row(post)),
    )
