"""The desk: everything a step works with, each part opened when first used; and judging posts with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from nlp import tokens
from pungmun.errors import ModelError
from pungmun.records import Claim, Finding, Post, Published, Segment, nfc, stable_id
from pungmun.registry import Source, load_claims, load_sources
from pungmun.registry.lexicon import load_user_words
from pungmun.settings import Settings
from pungmun.store import Judged, Store, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from models.corpus import ReviewedPost
    from models.judge import ClaimJudge, Judge

_log = logging.getLogger(__name__)

Progress = Callable[[str, int], None]


def _quiet(_what: str, _n: int) -> None:
    """No progress is shown."""


@dataclass
class Desk:
    """Everything a step works with: settings, registry, store, judgement; each opened when first used."""

    settings: Settings
    progress: Progress = field(default=_quiet)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The registry of claims; ConfigError with every problem in it."""
        return load_claims(self.settings.config_dir)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The configured sources; ConfigError with every problem in them."""
        return load_sources(self.settings.config_dir)

    @cached_property
    def store(self) -> Store:
        """The open store."""
        tokens.configure(load_user_words(self.settings.config_dir))
        return open_store(self.settings.store, tokens.search_tokens_many)

    @cached_property
    def judge(self) -> ClaimJudge:
        """The model with the registry's claims and people's reviews. Loaded once; `refresh` after a change."""
        return load_judge(self.settings).with_claims(self.claims, reviewed(self.store))

    def refresh(self) -> None:
        """Forget registry and judgement, so that changed claims and new reviews count."""
        for name in ("claims", "sources", "judge"):
            self.__dict__.pop(name, None)

    def close(self) -> None:
        """Close the store if it was opened."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def own_model(settings: Settings) -> Path:
    """Where `pungmun train --reviews` puts the model that it trained with this desk's reviews."""
    return settings.var_dir / "model" / "stance.skops"


def load_judge(settings: Settings) -> Judge:
    """The desk's own model; the shipped one while there is none, or when an upgrade changed what a model has to be.

    Raises:
        ModelError: the shipped model can't be read either.
    """
    from models.judge import Judge  # scikit-learn is heavy, and reading the store needs no model

    own = own_model(settings)
    if own.exists():
        try:
            return Judge.load(own)
        except ModelError as error:
            _log.warning("%s Using the shipped model; `pungmun train --reviews` makes a new one.", error)
    return Judge.load()


def reviewed(store: Store) -> list[ReviewedPost]:
    """People's decisions with their posts: exemplars of their claims."""
    from models.corpus import ReviewedPost

    reviews = store.reviews()
    posts = store.get_many([review.post_id for review in reviews])
    return [ReviewedPost(posts[review.post_id].post, review.claim_id, review.label) for review in reviews if review.post_id in posts]


def judge_posts(desk: Desk, posts: Sequence[Post]) -> list[Judged]:
    """Posts with what the model finds in them, for all registered claims."""
    judged = frozenset(claim.claim_id for claim in desk.claims)
    return [Judged(post, tuple(found), judged) for post, found in zip(posts, desk.judge.judge(posts), strict=True)]


def judge_text(desk: Desk, title: str, text: str) -> list[Finding]:
    """Findings in a pasted text, nothing is stored."""
    return desk.judge.judge([pasted_post(title, text)])[0]


def pasted_post(title: str, text: str) -> Post:
    """A pasted text as a post without a platform, address or date."""
    title, text = nfc(title).strip(), nfc(text).strip()
    post_id = stable_id("pasted", title, text)
    return Post(post_id, "pasted", "", "", title, (Segment("text", text),), Published(), datetime.now(UTC), parser="paste")
