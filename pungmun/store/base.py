"""What a store can do: one interface, one contract test suite, two implementations (SQLite, Elasticsearch).

A store keeps posts with their findings, people's reviews, quarantine, source health and an audit log. It is idempotent:
writing the same batch again changes nothing. `tokenize` (text -> content morphemes) is given from above, so that the store
knows nothing of language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pungmun.records import Finding, Post, Quarantined, Review

if TYPE_CHECKING:
    from pungmun.store.merge import Kept

Tokenize = Callable[[Sequence[str]], list[list[str]]]
Key = Literal["platform", "label", "day", "hour", "claim", "source", "cluster"]
#: `by` keys of counts whose value is None for posts without that property (an undated post has day None).
KEYS: tuple[Key, ...] = ("platform", "label", "day", "hour", "claim", "source", "cluster")


@dataclass(frozen=True, slots=True)
class Query:
    """Which posts. All conditions hold at once; claim and label conditions hold for ONE finding together.

    Attributes:
        text: words and "phrases"; every word must occur (in its morphemes) in title or text.
        claims: claim ids, any of them.
        labels: counted labels (`needs_review` included), any of them.
        since, until: days in Asia/Seoul, both included; undated posts never match them.
        undated: True for only posts without a day, False for only posts with one.
        judged: True for only posts with any finding, False for only those without.
    """

    text: str = ""
    claims: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    undated: bool | None = None
    judged: bool | None = None
    hour: datetime | None = None
    cluster: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A post with the findings that hold now: a person's review replaces the model's finding."""

    post: Post
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results.

    Attributes:
        total: exact number of posts that match.
        next: cursor of the next page; None at the end. Pages don't drift when posts are added in between.
    """

    total: int
    hits: tuple[Stored, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One post with what was found in it.

    Attributes:
        findings: findings of the model.
        judged_claims: the claims it was judged against: older findings of these claims that are not in `findings` are
            removed. None when the post was not judged (findings stay as they are).
    """

    post: Post
    findings: tuple[Finding, ...] = ()
    judged_claims: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Result of a write; the three numbers add up to the posts given."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class HealthRow:
    """What one source did on one day (Asia/Seoul); the numbers of several rounds of a day are added by `round_id`."""

    source_id: str
    day: date
    round_id: str
    asked: int = 0
    answered: int = 0
    posts: int = 0
    new: int = 0
    unparsed: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """The interface. All methods raise StoreError when the store can't be reached or refuses."""

    url: str

    def migrate(self) -> None:
        """Create or upgrade the schema; safe to call again."""

    def close(self) -> None:
        """Release files and connections."""

    # posts and findings
    def write(self, batch: Sequence[Judged]) -> Written:
        """Upsert posts (merged by `merge_posts`) and findings, all or nothing per post."""

    def set_clusters(self, clusters: Mapping[str, str | None]) -> None:
        """post_id -> cluster id (None: no copies)."""

    def get(self, post_id: str) -> Stored | None:
        """One post by id."""

    def get_many(self, post_ids: Sequence[str]) -> dict[str, Stored]:
        """Posts by id, in the order asked for, without those that are not there: a few requests however many they are."""

    def find_url(self, url: str) -> Stored | None:
        """One post by its canonical or original address."""

    def search(
        self,
        query: Query,
        *,
        limit: int = 50,
        cursor: str | None = None,
        order: Literal["relevance", "newest", "oldest", "uncertain"] = "newest",
    ) -> Page:
        """A page of posts. Undated posts come last by time. `uncertain`: highest chance of a repeat in review first."""

    def scan(self, query: Query = Query()) -> Iterator[Stored]:
        """All matching posts, in order of post_id, in constant memory."""

    def counts(self, by: Sequence[Key], query: Query = Query()) -> list[dict[str, Any]]:
        """[{key: value, …, "posts": n}], n = distinct posts, sorted by the keys, unknown values last.

        Exactly the posts that `search` finds with the keys' values added to the query. With `label` or `claim` among `by`,
        only posts with a finding are counted, and the other conditions on findings apply to the same finding. `day` and
        `hour` are Asia/Seoul, ISO strings; None if unknown.
        """

    def first(self, query: Query) -> Stored | None:
        """The earliest matching post: by time where known, a day-only post after the timed ones of its day; never an undated one."""

    def top_links(self, query: Query, limit: int = 20) -> list[tuple[str, int]]:
        """(link, posts) most linked first."""

    def candidates(self, tokens: Sequence[str], limit: int = 100_000) -> Iterator[Post]:
        """Posts that hold at least one of the tokens: what a new claim could concern; newest first, undated ones last."""

    def similar(self, post_id: str, limit: int = 10) -> list[Stored]:
        """Posts with the most tokens in common."""

    # people's decisions
    def set_review(self, review: Review) -> None:
        """Keep a decision; the newest of each reviewer stands, and the newest of all holds for counts."""

    def drop_review(self, post_id: str, claim_id: str, by: str) -> None:
        """Undo one reviewer's decision."""

    def reviews(self, claim_id: str | None = None, post_id: str | None = None) -> list[Review]:
        """Decisions in order of time."""

    # bookkeeping
    def quarantine(self, items: Iterable[Quarantined]) -> int:
        """Keep items aside; the same item_id again replaces. Returns how many are new."""

    def quarantined(self, kind: str | None = None, source_id: str | None = None) -> list[Quarantined]:
        """What stands in quarantine, newest first."""

    def release(self, item_ids: Sequence[str]) -> int:
        """Take items out of quarantine."""

    def add_health(self, row: HealthRow) -> None:
        """Keep one round's numbers; the same (source, round) again replaces."""

    def health(self, since: date | None = None) -> list[HealthRow]:
        """Rows in order of day and source."""

    def log(self, at: datetime, who: str, action: str, subject: str, detail: str = "") -> None:
        """Append to the audit log."""

    def audit(self, limit: int = 200) -> list[dict[str, Any]]:
        """Newest first: at, who, action, subject, detail."""

    def forget(self, url: str) -> list[Post]:
        """Remove a post by address with all that was derived from it, leave a tombstone that stops re-collection; the removed posts."""

    def is_forgotten(self, urls: Sequence[str]) -> set[str]:
        """Which of these addresses have a tombstone."""

    def get_meta(self, key: str) -> str | None:
        """A small value by name (quota counters, claim versions judged, …)."""

    def metas(self) -> dict[str, str]:
        """All small values."""

    def set_meta(self, key: str, value: str) -> None:
        """Set a small value."""

    def backup(self, path: str) -> None:
        """A consistent copy into one file or folder, also while others write."""

    # taking away
    def remove(self, post_ids: Sequence[str]) -> int:
        """Remove posts with their findings, without a tombstone; people's decisions stay. Returns how many were there."""

    def drop_before(self, day: date) -> int:
        """Drop the months that ended before `day`, with their posts; returns how many posts."""

    # copies between stores, see `pungmun.store.dump`
    def kept(self) -> Iterator[Kept]:
        """Every post with its stamps and the model's own findings, in order of post_id."""

    def put_kept(self, posts: Sequence[Kept]) -> None:
        """Merge posts in, whether or not they have a tombstone."""

    def tombstones(self) -> list[str]:
        """Hashes of forgotten addresses, sorted."""

    def bury(self, hashes: Sequence[str]) -> None:
        """Keep tombstones."""
