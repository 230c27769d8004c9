"""What a rescan has to do: which claims changed since the archive was last judged by them, and how far an ended one had come."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from pungmun.records import Claim, Post, stable_id
from pungmun.store import Store
from pungmun.store.places import TIE_BITS, place_of

_KEY = "claims-judged"
_PROGRESS = "rescan-progress"


def changed_claims(store: Store, claims: Sequence[Claim]) -> list[str]:
    """Ids of claims that are new, or have another version than the archive was judged by."""
    judged = _judged(store)
    return [claim.claim_id for claim in claims if judged.get(claim.claim_id) != str(claim.version)]


def mark_judged(store: Store, claims: Iterable[Claim]) -> None:
    """Remember that the whole archive was judged by these claims as they are."""
    judged = _judged(store) | {claim.claim_id: str(claim.version) for claim in claims}
    store.set_meta(_KEY, json.dumps(judged, sort_keys=True))


def _judged(store: Store) -> dict[str, str]:
    found: dict[str, str] = json.loads(store.get_meta(_KEY) or "{}")
    return found


class RescanProgress:
    """How far a rescan by some claims has come, so that one that was killed goes on there. Posts come newest first.

    Args:
        store: keeps it.
        claims: other claims, or other versions of them, are another rescan, and begin at the newest post.
    """

    def __init__(self, store: Store, claims: Iterable[Claim]) -> None:
        self._store = store
        self._of = stable_id(*(f"{claim.claim_id} {claim.version}" for claim in sorted(claims, key=lambda claim: claim.claim_id)))
        kept = json.loads(store.get_meta(_PROGRESS) or "{}")
        self._after: int | None = kept["after"] if kept.get("of") == self._of else None

    def left(self, posts: Iterable[Post]) -> Iterator[Post]:
        """The posts that are still to be judged; those of the last second once more, for their order is not quite fixed."""
        for post in posts:
            if self._after is None or place_of(post.post_id, post.published) <= self._after + (1 << TIE_BITS):
                yield post

    def reached(self, post: Post) -> None:
        """Everything up to this post is judged and stored."""
        self._store.set_meta(_PROGRESS, json.dumps({"of": self._of, "after": place_of(post.post_id, post.published)}))

    def end(self) -> None:
        """All are."""
        self._store.set_meta(_PROGRESS, "")
