"""Writing posts: merged, one document a post whatever its month, safe with several writers and after a kill at any point.

`where` has one tiny document per post that names the month in which the post lies; creating or changing it is what decides.
A post is then written under the condition that nobody has changed it since it was read; who loses reads again. When a post's
month changes, `where` first names both months, then the post is written to the new one, deleted from the old one, and the old
one is struck out: a writer that comes later, or starts again after a kill, finishes what it finds half done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pungmun.errors import ConflictError
from pungmun.records import Post, Review
from pungmun.store.base import Judged, Written
from pungmun.store.elastic.client import LONGEST_ID, Client, Doc, Done, Item, is_id, pauses
from pungmun.store.elastic.documents import from_document, to_document
from pungmun.store.elastic.indices import month_of
from pungmun.store.merge import Kept, merge_kept

#: How often a post is read again because somebody else was faster; with the pauses that is about five minutes.
TRIES = 70
#: Marks of a `where` that was just claimed: the post stands nowhere yet.
_NEW = (-1, -1)


@dataclass(slots=True)
class Change:
    """What is to become of one post.

    Attributes:
        apply: from what stands in the store (None: nothing) to what should stand there (None: the post is removed).
        force: write it even if the post stays as it is, because people's decisions changed.
        before: what stood there when the change was done.
        after: what stands there now.
        refusal: why the store doesn't take the post as it is.
    """

    post_id: str
    apply: Callable[[Kept | None], Kept | None]
    force: bool = False
    before: Kept | None = None
    after: Kept | None = None
    refusal: str = ""

    def refuse(self, reason: str) -> None:
        """The store doesn't take it; what stood there before still does."""
        self.refusal, self.after = reason, self.before


@dataclass(slots=True)
class _State:
    """One post as read: `where`, the document in the month that it names, and the one in the month that it is moved from."""

    where: Doc | None = None
    here: Doc | None = None
    there: Doc | None = None

    @property
    def month(self) -> str | None:
        return self.where.source["month"] if self.where else None

    @property
    def moving(self) -> bool:
        return bool(self.where and self.where.source.get("moved_from"))

    @property
    def kept(self) -> Kept | None:
        """What stands in the store; a post that is being moved may stand in two months."""
        docs = [from_document(doc.source) for doc in (self.there, self.here) if doc]
        return None if not docs else docs[0] if len(docs) == 1 else merge_kept(docs[0], docs[1])


@dataclass(slots=True)
class _Job:
    """One post to be written in this round; `last` when the change is done with that."""

    change: Change
    state: _State
    kept: Kept
    last: bool


@dataclass(slots=True)
class Posts:
    """The posts of a store.

    Attributes:
        index_of: month, mapping version -> name of the index that holds it.
        where: name of the index that says where each post lies.
        begin: called before each round: reads which mapping version is written to.
        prepare: makes the indices of these months in that version ready.
        dropped: told that an index which was ready is no longer there.
        reviews_of: people's decisions on these posts, as they stand now.
        terms_of: texts -> their terms joined by blanks.
    """

    client: Client
    index_of: Callable[[str, int], str]
    where: str
    begin: Callable[[], int]
    prepare: Callable[[Iterable[str], int], None]
    dropped: Callable[[str], None]
    reviews_of: Callable[[Sequence[str]], Mapping[str, Sequence[Review]]]
    terms_of: Callable[[Sequence[str]], list[str]]

    def change(self, changes: Sequence[Change], *, fresh: bool = False) -> None:
        """Do the changes, all or nothing per post, again and again until nobody else was faster.

        Args:
            changes: at most one a post.
            fresh: the posts are most likely new: their place is claimed without looking for them first.

        Raises:
            ConflictError: somebody else was faster too often.
            StoreError: the store can't be reached or refuses.
        """
        for change in changes:
            if not is_id(change.post_id):
                change.refuse(f"an id has 1 to {LONGEST_ID} bytes, this one has {len(change.post_id.encode('utf-8', 'replace'))}")
        round_ = _Round(self, [change for change in changes if not change.refusal])
        if not round_.waiting:
            return
        for attempt, pause in zip(range(TRIES), pauses(), strict=False):
            round_.version = self.begin()
            round_.read(claim_first=fresh and attempt == 0)
            round_.write()
            if not round_.waiting:
                return
            if attempt > 2:
                time.sleep(pause)
        if all(change.force and change.after is None for change in round_.waiting):
            return  # the writer that claimed the post died before it wrote it; who writes it reads the decisions then
        raise ConflictError(f"{len(round_.waiting)} posts were changed by others again and again.", todo="run the command again")

    def states(self, post_ids: Sequence[str], version: int) -> list[_State]:
        """Where posts lie and what stands there now."""
        places = self.client.get_many([(self.where, post_id) for post_id in post_ids])
        pairs = [
            (self.index_of(month, version), where.id)
            for where in places
            if where
            for key in ("month", "moved_from")
            if (month := where.source.get(key))
        ]
        docs = dict(zip(pairs, self.client.get_many(pairs), strict=True))
        found = []
        for where in places:
            if where is None:
                found.append(_State())
                continue
            old = where.source.get("moved_from")
            there = docs[self.index_of(old, version), where.id] if old else None
            found.append(_State(where, docs[self.index_of(where.source["month"], version), where.id], there))
        return found


@dataclass(slots=True)
class _Round:
    """The changes that still wait, and what was read of their posts.

    Attributes:
        firsts: what stands of a post that stood nowhere before.
        claims: numbers of the changes by which all of these posts were claimed, one after the other with nobody's in between; else empty.
    """

    posts: Posts
    waiting: list[Change]
    version: int = 0
    states: list[_State] = field(default_factory=list)
    terms: dict[str, str] = field(default_factory=dict)
    firsts: dict[str, Kept] = field(default_factory=dict)
    claims: list[int] = field(default_factory=list)

    def read(self, *, claim_first: bool) -> None:
        """Read where the posts lie and what stands there."""
        claimed: dict[str, str] = {}
        self.claims = []
        self.firsts = {}
        if claim_first:
            self.firsts = {change.post_id: kept for change in self.waiting if (kept := change.apply(None))}
            wanted = {post_id: month_of(kept.post.published) for post_id, kept in self.firsts.items()}
            items = [Item("create", self.posts.where, post_id, {"month": month}) for post_id, month in wanted.items()]
            done = self.posts.client.bulk(items)
            claimed = {item.id: wanted[item.id] for item, result in zip(items, done, strict=True) if result.ok}
            numbers = sorted(result.seen[0] for result in done if result.seen)
            if len(claimed) == len(self.waiting) and numbers and numbers[-1] - numbers[0] + 1 == len(numbers) == len(claimed):
                self.claims = numbers
        asked = [change.post_id for change in self.waiting if change.post_id not in claimed]
        found = dict(zip(asked, self.posts.states(asked, self.version), strict=True))
        found |= {post_id: _State(Doc(post_id, self.posts.where, {"month": month}, _NEW)) for post_id, month in claimed.items()}
        self.states = [found[change.post_id] for change in self.waiting]

    def write(self) -> None:
        """Write what can be written now; what must be done again goes on waiting."""
        again: list[Change] = []
        jobs: list[_Job] = []
        removals: list[tuple[Change, _State]] = []
        for change, state in zip(self.waiting, self.states, strict=True):
            change.before = state.kept
            first = self.firsts.get(change.post_id) if change.before is None else None
            change.after = first or change.apply(change.before)
            if change.after is not None:
                if change.after != change.before or change.force or state.moving:
                    jobs.append(_Job(change, state, change.after, last=True))
            elif change.before is not None:
                removals.append((change, state))
            elif state.where:
                again.append(change)  # claimed by a writer that is about to write it
        jobs = self._place(jobs, again)
        self._put(jobs, again)
        self._remove(removals, again)
        self.waiting = again

    def _place(self, jobs: Sequence[_Job], again: list[Change]) -> list[_Job]:
        """Let `where` name the month of each post; returns the jobs whose posts can be written now."""
        items: list[Item] = []
        ready: dict[str, _Job] = {}
        for job in jobs:
            month, state, post_id = month_of(job.kept.post.published), job.state, job.change.post_id
            if state.where is None:
                items.append(Item("create", self.posts.where, post_id, {"month": month}))
                ready[post_id] = job
            elif state.month == month:
                ready[post_id] = job
            else:
                again.append(job.change)
                if not state.moving:  # begins to move: the next round reads both places and does the move
                    items.append(Item("index", self.posts.where, post_id, {"month": month, "moved_from": state.month}, state.where.seen))
                elif (kept := state.kept) is not None:  # an older move is half done: finish that first
                    ready[post_id] = _Job(job.change, state, kept, last=False)
                else:
                    items.append(Item("index", self.posts.where, post_id, {"month": state.month}, state.where.seen))
        for item, result in zip(items, self.posts.client.bulk(items), strict=True):
            if not result.ok and item.id in ready:
                job = ready.pop(item.id)
                if result.conflict or result.missing or _blocked(result):
                    again.append(job.change)
                else:
                    job.change.refuse(result.reason)
        return list(ready.values())

    def _put(self, jobs: Sequence[_Job], again: list[Change]) -> None:
        """Write the posts into the months that `where` names, and end moves."""
        if not jobs:
            return
        month_for = [job.state.month or month_of(job.kept.post.published) for job in jobs]
        self.posts.prepare(set(month_for), self.version)
        # read after the posts were claimed: whoever decides later finds the claim and writes after us
        reviews = self.posts.reviews_of([job.change.post_id for job in jobs])
        items = []
        for job, month, terms in zip(jobs, month_for, self._terms_of(jobs), strict=True):
            document = to_document(job.kept, terms, reviews.get(job.change.post_id, ()))
            items.append(_put_item(self._index_of(month), job.change.post_id, document, job.state.here))
        results = self.posts.client.bulk(items)
        stray = self._take_back(items, results)
        moved: list[_Job] = []
        for item, job, result in zip(items, jobs, results, strict=True):
            if result.missing:
                self.posts.dropped(item.index)
            if result.conflict or result.missing or _blocked(result) or job.change.post_id in stray:
                again += [job.change] if job.last else []
            elif not result.ok:
                job.change.refuse(result.reason)
            elif job.state.moving:
                moved.append(job)
        self._end_moves(moved, again)

    def _take_back(self, items: Sequence[Item], results: Sequence[Done]) -> set[str]:
        """Delete again what was created in a month that `where` no longer names: the post was moved on since we read it.

        A later move reads the post after it has changed `where`, and so finds what was created before.
        """
        if self.claims and self.posts.client.last_change(self.posts.where) == self.claims[-1]:
            return set()  # nobody has changed where any post lies since we said where ours do
        created = [(item, done) for item, done in zip(items, results, strict=True) if item.action == "create" and done.ok]
        places = self.posts.client.get_many([(self.posts.where, item.id) for item, _ in created])
        wrong = [
            Item("delete", item.index, item.id, None, done.seen)
            for (item, done), where in zip(created, places, strict=True)
            if where is None or self._index_of(where.source["month"]) != item.index
        ]
        self.posts.client.bulk(wrong)  # one that another writer has changed since was found by that one
        return {item.id for item in wrong}

    def _end_moves(self, jobs: Sequence[_Job], again: list[Change]) -> None:
        old = [Item("delete", job.state.there.index, job.change.post_id, None, job.state.there.seen) for job in jobs if job.state.there]
        kept = {item.id for item, result in zip(old, self.posts.client.bulk(old), strict=True) if not result.ok}
        again += [job.change for job in jobs if job.last and job.change.post_id in kept]
        strikes = [
            Item("index", self.posts.where, job.change.post_id, {"month": job.state.month}, job.state.where.seen)
            for job in jobs
            if job.state.where and job.change.post_id not in kept
        ]
        self.posts.client.bulk(strikes)  # one that is lost to another writer is struck out by that one

    def _remove(self, removals: Sequence[tuple[Change, _State]], again: list[Change]) -> None:
        """Delete the documents first and `where` last, so that a kill in between leaves nothing that can't be found."""
        items = [Item("delete", doc.index, change.post_id, None, doc.seen) for change, s in removals for doc in (s.here, s.there) if doc]
        lost = {item.id for item, result in zip(items, self.posts.client.bulk(items), strict=True) if not result.ok}
        places = [
            Item("delete", self.posts.where, change.post_id, None, s.where.seen)
            for change, s in removals
            if s.where and change.post_id not in lost
        ]
        lost |= {item.id for item, result in zip(places, self.posts.client.bulk(places), strict=True) if not result.ok}
        again += [change for change, _ in removals if change.post_id in lost]

    def _index_of(self, month: str) -> str:
        return self.posts.index_of(month, self.version)

    def _terms_of(self, jobs: Sequence[_Job]) -> list[str]:
        """Terms of each text; those of all texts that are not in the store yet in one call: that is where Kiwi is fastest."""
        texts = [job.kept.post.document for job in jobs]
        stored = [_stored_terms(job, text) for job, text in zip(jobs, texts, strict=True)]
        new = sorted({text for text, terms in zip(texts, stored, strict=True) if terms is None} - self.terms.keys())
        self.terms.update(zip(new, self.posts.terms_of(new), strict=True))
        return [self.terms[text] if terms is None else terms for text, terms in zip(texts, stored, strict=True)]


def _stored_terms(job: _Job, text: str) -> str | None:
    return next((doc.source["terms"] for doc in (job.state.here, job.state.there) if doc and doc.source["document"] == text), None)


def _put_item(index: str, post_id: str, document: dict[str, Any], here: Doc | None) -> Item:
    if here is None:
        return Item("create", index, post_id, document)
    return Item("index", index, post_id, document, here.seen)


def _blocked(result: Done) -> bool:
    """Whether the index takes no writes because a migration is copying it; the next round reads where to write then."""
    return result.status == 403 and "block" in result.reason


def merging(judged: Sequence[Judged], written: list[Written]) -> Callable[[Kept | None], Kept]:
    """A change that merges sightings of one post; `written` is set to the numbers of the last time it was done."""

    def apply(before: Kept | None) -> Kept:
        kept = before
        new = changed = 0
        for each in judged:
            old = kept
            incoming = Kept.first(each)
            kept = incoming if old is None else merge_kept(old, incoming, each.judged_claims or frozenset())
            new += old is None
            changed += old is not None and (old.post, old.findings) != (kept.post, kept.findings)
        written[:] = [Written(new, changed, len(judged) - new - changed)]
        assert kept is not None
        return kept

    return apply


def joining(other: Kept) -> Callable[[Kept | None], Kept]:
    """A change that merges a post from another store."""

    def apply(before: Kept | None) -> Kept:
        return other if before is None else merge_kept(before, other)

    return apply


def clustering(cluster: str | None) -> Callable[[Kept | None], Kept | None]:
    """A change that sets the copy cluster of a post that is there."""

    def apply(before: Kept | None) -> Kept | None:
        return before and replace(before, post=replace(before.post, cluster_id=cluster))

    return apply


def addresses(post: Post) -> set[str]:
    """Under which addresses a post is found and forgotten."""
    return {url for url in (post.url, post.canonical_url) if url}
