"""The embedded store: `Store` on one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pungmun.errors import StoreError
from pungmun.records import Post, Review
from pungmun.store.base import Judged, Key, Page, Query, Stored, Tokenize, Written
from pungmun.store.merge import Kept, newer_review, review_key
from pungmun.store.places import DAY_SHIFT
from pungmun.store.sqlite import queries, ranking, schema, search, write
from pungmun.store.sqlite.books import Books, tombstone_of
from pungmun.store.sqlite.connections import Connections
from pungmun.store.sqlite.cursors import Cursor, fingerprint
from pungmun.store.sqlite.errors import translated
from pungmun.store.sqlite.rows import address_hash, addresses, chunks, load, read_reviews, read_rows, review_of
from pungmun.store.terms import Terms, index_terms, read_query

#: Posts written in one transaction: large enough to make a commit cheap, small enough that others don't wait for the lock.
BATCH = 2000


class SQLiteStore(Books):
    """See `pungmun.store.base.Store`. May be used by several threads and processes at once."""

    def __init__(self, path: Path, tokenize: Tokenize) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self._tokenize = tokenize
        self._connections = Connections(path)

    def migrate(self) -> None:
        """Create or upgrade the schema; safe to call again."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {self.path.parent} can't be made: {error.strerror}.", todo="check PUNGMUN_STORE") from error
        with self._connections.lend() as db:
            schema.migrate(db)

    def close(self) -> None:
        """Release files and connections."""
        self._connections.close()

    # posts and findings
    def write(self, batch: Sequence[Judged]) -> Written:
        """Upsert posts and findings."""
        written = Written()
        for part in chunks(batch, BATCH):
            terms = self._terms_of_new(part)
            with self._connections.writing() as db:
                written += write.write_batch(db, [write.Incoming.of(judged) for judged in part], partial(self._terms_known, terms))
        return written

    def remove(self, post_ids: Sequence[str]) -> int:
        """Remove posts with their findings, without a tombstone; people's decisions stay."""
        with self._connections.writing() as db:
            rows = read_rows(db, "post_id", list(dict.fromkeys(post_ids)))
            write.remove(db, rows)
        return len(rows)

    def drop_before(self, day: date) -> int:
        """Drop the months that ended before `day`, with their posts; returns how many posts."""
        end = day.replace(day=1).toordinal() << DAY_SHIFT
        with self._connections.writing() as db:
            places = [place for (place,) in db.execute("SELECT id FROM post WHERE id >= 0 AND id < ?", (end,))]
            for part in chunks(places):
                write.remove(db, read_rows(db, "id", part))
        return len(places)

    def set_clusters(self, clusters: Mapping[str, str | None]) -> None:
        """post_id -> cluster id (None: no copies)."""
        with self._connections.writing() as db:
            write.set_clusters(db, clusters)

    def get(self, post_id: str) -> Stored | None:
        """One post by id."""
        with self._connections.reading() as db:
            places = [place for (place,) in db.execute("SELECT id FROM post WHERE post_id = ?", (post_id,))]
            return next(iter(load(db, places)), None)

    def get_many(self, post_ids: Sequence[str]) -> dict[str, Stored]:
        """Posts by id, in the order asked for, without those that are not there."""
        with self._connections.reading() as db:
            found = (db.execute("SELECT id FROM post WHERE post_id = ?", (post_id,)).fetchone() for post_id in dict.fromkeys(post_ids))
            places = [place for row in found if row for place in row]
            return {stored.post.post_id: stored for part in chunks(iter(places)) for stored in load(db, part)}

    def find_url(self, url: str) -> Stored | None:
        """One post by its canonical or original address; the canonical one goes first."""
        with self._connections.reading() as db:
            found = self._at(db, url)
        return min(found, key=lambda s: (s.post.canonical_url != url, s.post.post_id), default=None)

    def search(self, query: Query, *, limit: int = 50, cursor: str | None = None, order: search.Order = "newest") -> Page:
        """A page of posts. By relevance needs a text, and is by time without one."""
        if limit < 1:
            raise StoreError(f"A page of {limit} posts can't be shown.", todo="ask for at least 1")
        terms = self._read(query)
        if order == "relevance" and not (terms.words or terms.phrases):
            order = "newest"
        with self._connections.reading() as db:
            at = Cursor.read(cursor, fingerprint(query, order)) if cursor else search.first_cursor(db, query, terms, order)
            places, following = search.page(db, query, terms, order, limit, at)
            return Page(at.total, tuple(load(db, places)), following.write() if following else None)

    def scan(self, query: Query = Query()) -> Iterator[Stored]:
        """All matching posts, in order of post_id, as they stood at the start, in constant memory."""
        found = queries.parts(query, self._read(query))
        with self._connections.reading() as db:
            cursor = db.execute(
                f"SELECT id FROM post WHERE id IN (SELECT {found.place} FROM {found.source} WHERE {found.where}) ORDER BY post_id",
                found.params,
            )
            with closing(cursor):
                for part in chunks(place for (place,) in cursor):
                    yield from load(db, part)

    def counts(self, by: Sequence[Key], query: Query = Query()) -> list[dict[str, Any]]:
        """Numbers of posts per combination of keys."""
        terms = self._read(query)
        with self._connections.reading() as db:
            return search.counts(db, by, query, terms)

    def first(self, query: Query) -> Stored | None:
        """The earliest matching post with a day."""
        sql, params = queries.walk(query, self._read(query), "ASC", lambda found: found.also(f"{found.place} >= 0"))
        with self._connections.reading() as db:
            rows = db.execute(f"{sql} LIMIT 1", params).fetchall()
            return next(iter(load(db, [place for (place,) in rows])), None)

    def top_links(self, query: Query, limit: int = 20) -> list[tuple[str, int]]:
        """(link, posts) most linked first."""
        found = queries.parts(query, self._read(query))
        with self._connections.lend() as db:
            return db.execute(
                f"SELECT l.url, COUNT(*) FROM link l WHERE l.id IN (SELECT {found.place} FROM {found.source} WHERE {found.where}) "
                "GROUP BY l.url ORDER BY 2 DESC, 1 LIMIT ?",
                (*found.params, limit),
            ).fetchall()

    def candidates(self, tokens: Sequence[str], limit: int = 100_000) -> Iterator[Post]:
        """Posts that hold at least one of the tokens, newest first."""
        terms = list(dict.fromkeys(index_terms(tokens)))
        if not terms:
            return
        with self._connections.reading() as db:
            cursor = db.execute("SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY rowid DESC LIMIT ?", (queries.any_text(terms), limit))
            with closing(cursor):
                for part in chunks(place for (place,) in cursor):
                    yield from (found.post for found in load(db, part))

    def similar(self, post_id: str, limit: int = 10) -> list[Stored]:
        """Posts that share the rarest terms of this one; of terms that very many posts hold, the newest of these."""
        with self._connections.reading() as db:
            rows = read_rows(db, "post_id", [post_id])
            return load(db, ranking.similar(db, rows[0].place, rows[0].terms, limit)) if rows else []

    # people's decisions
    def set_review(self, review: Review) -> None:
        """Keep a decision; the newest of each reviewer stands."""
        with self._connections.writing() as db:
            mine = [
                r for r in read_reviews(db, [review.post_id]).get(review.post_id, []) if (r.claim_id, r.by) == (review.claim_id, review.by)
            ]
            write.put_review(db, newer_review(mine[0] if mine else None, review))
            write.refresh(db, [review.post_id])

    def drop_review(self, post_id: str, claim_id: str, by: str) -> None:
        """Undo one reviewer's decision."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM review WHERE post_id = ? AND claim_id = ? AND by = ?", (post_id, claim_id, by))
            write.refresh(db, [post_id])

    def reviews(self, claim_id: str | None = None, post_id: str | None = None) -> list[Review]:
        """Decisions in order of time."""
        with self._connections.lend() as db:
            rows = db.execute(
                "SELECT post_id, claim_id, label, by, at, note FROM review "
                "WHERE (?1 IS NULL OR claim_id = ?1) AND (?2 IS NULL OR post_id = ?2)",
                (claim_id, post_id),
            ).fetchall()
        return sorted(map(review_of, rows), key=lambda r: (review_key(r), r.post_id, r.claim_id))

    def forget(self, url: str) -> list[Post]:
        """Remove a post by address with all that was derived from it; leave a tombstone."""
        with self._connections.writing() as db:
            posts = [found.post for found in self._at(db, url)]
            urls = {url}.union(*map(addresses, posts))
            write.remove(db, read_rows(db, "post_id", [post.post_id for post in posts]))
            db.executemany("DELETE FROM review WHERE post_id = ?", [(post.post_id,) for post in posts])
            db.executemany("DELETE FROM quarantine WHERE url = ?", [(address,) for address in urls])
            db.executemany("INSERT OR IGNORE INTO tombstone VALUES(?)", [(tombstone_of(address),) for address in sorted(urls)])
        return posts

    # for copies; see `pungmun.store.dump`
    def kept(self) -> Iterator[Kept]:
        """Every post with its stamps and the model's own findings, in order of post_id."""
        with self._connections.reading() as db, closing(db.execute("SELECT post_id FROM post ORDER BY post_id")) as cursor:
            for part in chunks(post_id for (post_id,) in cursor):
                yield from sorted((row.kept for row in read_rows(db, "post_id", part)), key=lambda kept: kept.post.post_id)

    def put_kept(self, posts: Sequence[Kept]) -> None:
        """Merge posts in, whether or not they have a tombstone."""
        terms = self._terms_of_new([Judged(kept.post) for kept in posts])
        with self._connections.writing() as db:
            write.write_batch(db, [write.Incoming(kept) for kept in posts], partial(self._terms_known, terms), honour_tombstones=False)

    def backup(self, path: str) -> None:
        """A consistent copy into one file, also while others write; the file appears only when it is complete."""
        target, part = Path(path), Path(f"{path}.part")
        with translated(path), self._connections.lend() as db:
            part.unlink(missing_ok=True)
            with closing(sqlite3.connect(part)) as copy:
                db.backup(copy)
            part.replace(target)

    def _read(self, query: Query) -> Terms:
        return read_query(query.text, self._tokenize)

    def _terms(self, documents: Sequence[str]) -> list[str]:
        return [" ".join(index_terms(tokens)) for tokens in self._tokenize(documents)] if documents else []

    def _terms_known(self, known: Mapping[str, str], document: str) -> str:
        terms = known.get(document)
        return self._terms([document])[0] if terms is None else terms

    def _terms_of_new(self, batch: Sequence[Judged]) -> dict[str, str]:
        """Terms of the texts that the store doesn't have yet, made before the write lock is taken: Kiwi is slow."""
        with self._connections.lend() as db:
            known = {row.kept.post.post_id: row.kept.post for row in read_rows(db, "post_id", list({j.post.post_id for j in batch}))}
        documents = list(
            dict.fromkeys(
                judged.post.document
                for judged in batch
                if (old := known.get(judged.post.post_id)) is None
                or (old.document != judged.post.document and not (judged.post.excerpt and not old.excerpt))
            )
        )
        return dict(zip(documents, self._terms(documents), strict=True))

    def _at(self, db: sqlite3.Connection, url: str) -> list[Stored]:
        places = [place for (place,) in db.execute("SELECT id FROM address WHERE hash = ?", (address_hash(url),))]
        return [found for found in load(db, places) if url in addresses(found.post)]
