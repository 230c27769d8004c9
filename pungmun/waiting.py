"""Which claims changed since the archive was last judged by them: what a rescan has to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pungmun.records import Claim
from pungmun.store import Store

_KEY = "claims-judged"


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
