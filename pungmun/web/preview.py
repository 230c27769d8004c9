"""What a claim would find in the archive, before it is saved."""

from __future__ import annotations

from itertools import islice

from models.judge import Judge
from nlp import tokens
from pungmun.records import Claim, Finding, Post
from pungmun.store import Store

#: Candidates that a preview judges: enough to see a wording go wrong, few enough to wait for.
MAX_CANDIDATES = 300


def preview(store: Store, claim: Claim) -> list[tuple[Post, Finding]]:
    """Posts with a finding for `claim`, the likeliest repeats first; nothing is stored."""
    texts = [claim.statement, *claim.variants, *(word for key, words in claim.aliases.items() for word in (key, *words))]
    words = sorted({word for found in tokens.search_tokens_many(texts) for word in found})
    posts = list(islice(store.candidates(words, MAX_CANDIDATES), MAX_CANDIDATES))
    judged = Judge.load().with_claims((claim,), ()).judge(posts)
    found = [(post, finding) for post, findings in zip(posts, judged, strict=True) for finding in findings]
    return sorted(found, key=lambda pair: (-pair[1].probabilities.get("repeats", 0.0), pair[0].post_id))
