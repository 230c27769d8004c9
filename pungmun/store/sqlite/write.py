"""Writing posts, findings and clusters: everything that changes what is counted goes through here."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pungmun.records import Finding, Review
from pungmun.store import codec
from pungmun.store.base import Judged, Written
from pungmun.store.merge import Kept, holding, merge_kept
from pungmun.store.places import TIE_BITS, place_of
from pungmun.store.sqlite import tally
from pungmun.store.sqlite.books import forgotten
from pungmun.store.sqlite.rows import Row, address_hash, addresses, chunks, marks, pack, read_reviews, read_rows

#: document -> its terms joined by blanks.
TermsOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A sighting, or a post from another store, and the claims that it was judged against."""

    kept: Kept
    judged_claims: frozenset[str] = frozenset()

    @classmethod
    def of(cls, judged: Judged) -> Incoming:
        """From a sighting."""
        return cls(Kept.first(judged), judged.judged_claims or frozenset())


def write_batch(db: sqlite3.Connection, batch: Sequence[Incoming], terms_of: TermsOf, *, honour_tombstones: bool = True) -> Written:
    """Merge posts into the store, inside the caller's transaction."""
    before = {row.kept.post.post_id: row for row in read_rows(db, "post_id", list({i.kept.post.post_id for i in batch}))}
    buried = forgotten(db, {url for i in batch for url in addresses(i.kept.post)}) if honour_tombstones else set()
    now: dict[str, Kept] = {}
    new = changed = 0
    for incoming in batch:
        post = incoming.kept.post
        if buried and buried & addresses(post):
            continue
        old = now.get(post.post_id) or (before[post.post_id].kept if post.post_id in before else None)
        kept = incoming.kept if old is None else merge_kept(old, incoming.kept, incoming.judged_claims)
        now[post.post_id] = kept
        new += old is None
        changed += old is not None and (old.post, old.findings) != (kept.post, kept.findings)
    pairs = [(before.get(post_id), kept) for post_id, kept in now.items()]
    _replace(db, [(row, kept) for row, kept in pairs if row is None or row.kept != kept], terms_of)
    return Written(new, changed, len(batch) - new - changed)


def _replace(db: sqlite3.Connection, pairs: Sequence[tuple[Row | None, Kept]], terms_of: TermsOf) -> None:
    """Put the kept posts in the place of their old rows."""
    places = _places(db, pairs)
    deltas: Counter[tally.TallyKey] = Counter()
    olds = [row for row, _ in pairs if row]
    same_text = {
        row.place
        for (row, kept), place in zip(pairs, places, strict=True)
        if row and row.place == place and row.kept.post.document == kept.post.document
    }
    _remove(db, olds, deltas, keep_text=same_text)
    first = _next_seq(db, len(pairs) - len(olds))
    reviews = read_reviews(db, [kept.post.post_id for _, kept in pairs])
    posts, bodies, texts, hashes, links, findings, effective = [], [], [], [], [], [], []
    for (row, kept), place in sorted(zip(pairs, places, strict=True), key=lambda item: item[1]):
        post = kept.post
        seq = row.seq if row else (first := first + 1)
        posts.append((place, post.post_id, seq, post.platform, post.source_id, post.cluster_id))
        document, meta = pack(kept)
        terms = row.terms if row and row.kept.post.document == document else terms_of(document)
        bodies.append((place, document, terms, meta))
        if place not in same_text:
            texts.append((place, terms))
        hashes += [(address_hash(url), place) for url in addresses(post)]
        links += [(place, url) for url in dict.fromkeys(post.links)]
        findings += [(place, f.claim_id, codec.encode(codec.finding_to_row(f))) for f in kept.findings]
        held = holding(kept.findings, reviews.get(post.post_id, ()))
        effective += _effective(place, post.platform, post.source_id, held)
        deltas.update(tally.keys_of(place, post.platform, post.source_id, [(f.claim_id, f.counted_as) for f in held]))
    db.executemany("INSERT INTO post VALUES(?,?,?,?,?,?)", posts)
    db.executemany("INSERT INTO body VALUES(?,?,?,?)", bodies)
    db.executemany("INSERT INTO fts(rowid, terms) VALUES(?,?)", texts)  # in order of rowid: out of order costs a flush each
    db.executemany("INSERT OR IGNORE INTO address VALUES(?,?)", sorted(hashes))
    db.executemany("INSERT INTO link VALUES(?,?)", links)
    db.executemany("INSERT INTO finding VALUES(?,?,?)", findings)
    db.executemany("INSERT INTO effective VALUES(?,?,?,?,?,?)", effective)
    tally.apply(db, deltas)


def remove(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Take posts and all that was derived from them out."""
    deltas: Counter[tally.TallyKey] = Counter()
    _remove(db, rows, deltas, keep_text=frozenset())
    tally.apply(db, deltas)


def refresh(db: sqlite3.Connection, post_ids: Iterable[str]) -> None:
    """Make what holds anew from findings and reviews, after a review changed."""
    deltas: Counter[tally.TallyKey] = Counter()
    for row in read_rows(db, "post_id", list(post_ids)):
        _uncount(db, [row], deltas)
        db.execute("DELETE FROM effective WHERE id = ?", (row.place,))
        post = row.kept.post
        held = holding(row.kept.findings, read_reviews(db, [post.post_id]).get(post.post_id, ()))
        db.executemany("INSERT INTO effective VALUES(?,?,?,?,?,?)", _effective(row.place, post.platform, post.source_id, held))
        deltas.update(tally.keys_of(row.place, post.platform, post.source_id, [(f.claim_id, f.counted_as) for f in held]))
    tally.apply(db, deltas)


def put_review(db: sqlite3.Connection, review: Review) -> None:
    """Insert or replace one reviewer's decision, without making anew what holds."""
    db.execute(
        "INSERT INTO review(post_id, claim_id, by, at, label, note) VALUES(?,?,?,?,?,?) "
        "ON CONFLICT DO UPDATE SET at = excluded.at, label = excluded.label, note = excluded.note",
        (review.post_id, review.claim_id, review.by, review.at.isoformat(), review.label, review.note),
    )


def set_clusters(db: sqlite3.Connection, clusters: Mapping[str, str | None]) -> None:
    """Clusters are no key of the tally, so only the posts' rows change."""
    db.executemany(
        "UPDATE post SET cluster_id = ? WHERE post_id = ?", [(cluster, post_id) for post_id, cluster in sorted(clusters.items())]
    )


def _effective(place: int, platform: str, source_id: str, held: Iterable[Finding]) -> list[tuple[int, str, str, str, str, float | None]]:
    """Rows of what holds; the risk of a finding in review is its chance of being a repeat."""
    return [(place, f.claim_id, f.counted_as, platform, source_id, f.probabilities.get("repeats", 0.0) if f.review else None) for f in held]


def _uncount(db: sqlite3.Connection, rows: Sequence[Row], deltas: Counter[tally.TallyKey]) -> None:
    """Subtract what the rows count for now."""
    held: dict[int, list[tuple[str, str]]] = {row.place: [] for row in rows}
    for part in chunks(held):
        for place, claim, counted in db.execute(f"SELECT id, claim_id, counted FROM effective WHERE id IN ({marks(part)})", part):
            held[place].append((claim, counted))
    for row in rows:
        deltas.subtract(tally.keys_of(row.place, row.kept.post.platform, row.kept.post.source_id, held[row.place]))


def _remove(db: sqlite3.Connection, rows: Sequence[Row], deltas: Counter[tally.TallyKey], *, keep_text: set[int] | frozenset[int]) -> None:
    _uncount(db, rows, deltas)
    gone = sorted((row.place, row.terms) for row in rows if row.place not in keep_text)
    db.executemany("INSERT INTO fts(fts, rowid, terms) VALUES('delete', ?, ?)", gone)
    hashes = [(address_hash(url), row.place) for row in rows for url in addresses(row.kept.post)]
    db.executemany("DELETE FROM address WHERE hash = ? AND id = ?", hashes)
    db.executemany("DELETE FROM post WHERE id = ?", [(row.place,) for row in rows])


def _places(db: sqlite3.Connection, pairs: Sequence[tuple[Row | None, Kept]]) -> list[int]:
    """A free place for each post; one whose time has not changed keeps its place."""
    wanted = [place_of(kept.post.post_id, kept.post.published) for _, kept in pairs]
    taken: set[int] = set()
    for part in chunks(wanted):
        taken.update(place for (place,) in db.execute(f"SELECT id FROM post WHERE id IN ({marks(part)})", part))
    places = []
    for (row, _), place in zip(pairs, wanted, strict=True):
        if row and (row.place == place or (place >= 0 and row.place >> TIE_BITS == place >> TIE_BITS) or max(place, row.place) < 0):
            places.append(row.place)
            continue
        while place in taken:
            place += 1 if place >= 0 else -1
            if db.execute("SELECT 1 FROM post WHERE id = ?", (place,)).fetchone():
                taken.add(place)
        taken.add(place)
        places.append(place)
    return places


def _next_seq(db: sqlite3.Connection, new: int) -> int:
    """The last number before the `new` ones that are taken now."""
    if not new:
        return 0
    (last,) = db.execute("UPDATE counter SET n = n + ? WHERE name = 'seq' RETURNING n", (new,)).fetchone()
    return int(last) - new
