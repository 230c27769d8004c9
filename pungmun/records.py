"""The words of the product as frozen records: claim, post, capture, finding, review.

Times are aware UTC; days are days in Asia/Seoul. Text is NFC. A post's `document` is its title, a newline and its text, and every
offset in the project counts Unicode code points of that string.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

Label = Literal["repeats", "debunks", "asks", "weaker_true", "related", "unrelated"]
LABELS: tuple[Label, ...] = ("repeats", "debunks", "asks", "weaker_true", "related", "unrelated")
#: How a finding between the bands "sure" and "no" is counted, searched and shown: never silently as a repeat.
NEEDS_REVIEW = "needs_review"
COUNTED_LABELS: tuple[str, ...] = ("repeats", NEEDS_REVIEW, "debunks", "asks", "weaker_true", "related")

Precision = Literal["second", "minute", "day", "unknown"]
SegmentKind = Literal["text", "quote", "caption", "card", "table", "code", "image_text"]
#: Kinds that are the author's own words; a card or caption belongs to somebody else.
OWN_KINDS: frozenset[str] = frozenset({"text", "table", "image_text"})


def stable_id(*parts: str) -> str:
    """32 hex digits that depend only on `parts`: the same input gives the same id in every run."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Published:
    """When a post was published, as precisely as its page says; never an invented midnight.

    Attributes:
        instant: aware UTC; only for precision `second` and `minute`.
        day: the day in Asia/Seoul; None when unknown.
        precision: `second`, `minute`, `day` or `unknown`.
    """

    instant: datetime | None = None
    day: date | None = None
    precision: Precision = "unknown"

    @classmethod
    def at(cls, instant: datetime, precision: Literal["second", "minute"] = "second") -> Published:
        """From an aware datetime. Raises ValueError for a naive one."""
        if instant.tzinfo is None:
            raise ValueError("a publication time needs a zone")
        return cls(instant.astimezone(UTC), instant.astimezone(SEOUL).date(), precision)

    @classmethod
    def on(cls, day: date) -> Published:
        """Only the day (Asia/Seoul) is known."""
        return cls(None, day, "day")

    def iso(self) -> str | None:
        """ISO 8601: with +09:00 when the time is known, the bare day when only that is, None when unknown."""
        if self.instant is not None:
            return self.instant.astimezone(SEOUL).isoformat(timespec="minutes" if self.precision == "minute" else "seconds")
        return self.day.isoformat() if self.day else None

    def order(self) -> tuple[str, str]:
        """Sort key: by time; a day-only post after the timed ones of its day, an undated one last."""
        return (self.day.isoformat() if self.day else "~", self.instant.isoformat() if self.instant else "~")

    @classmethod
    def from_iso(cls, value: str | None, precision: str | None = None) -> Published:
        """Reverse of `iso`. A value of ten characters is a day. Raises ValueError for a naive time."""
        if not value:
            return cls()
        if len(value) == 10:
            return cls.on(date.fromisoformat(value))
        return cls.at(datetime.fromisoformat(value), "minute" if precision == "minute" else "second")


@dataclass(frozen=True, slots=True)
class Segment:
    """One run of text of one kind, in page order."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """One public text on a platform.

    Attributes:
        post_id: function of platform and native key.
        source_id: which configured source found it first.
        author: display name; empty unless the operator switched names on. `author_key` is its keyed hash.
        segments: the page's text in order, by kind.
        seen_at: aware UTC, when we first saw it.
        capture: SHA-256 of the raw bytes that prove it; None for posts from elsewhere.
        excerpt: True when `segments` is only a search reply's snippet, not the article.
        cluster_id: copy cluster, the smallest post_id in it; None when it has no copies.
    """

    post_id: str
    platform: str
    url: str
    canonical_url: str
    title: str
    segments: tuple[Segment, ...]
    published: Published
    seen_at: datetime
    source_id: str = ""
    author: str = ""
    author_key: str = ""
    links: tuple[str, ...] = ()
    capture: str | None = None
    parser: str = ""
    parser_version: str = ""
    excerpt: bool = False
    cluster_id: str | None = None

    @property
    def text(self) -> str:
        """All segments joined by newlines."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def document(self) -> str:
        """What is judged and what offsets count in: title, newline, text."""
        return f"{self.title}\n{self.text}"

    def spans(self) -> Iterator[tuple[int, int, SegmentKind]]:
        """(start, end, kind) of each segment in `document`; the title is not among them."""
        start = len(self.title) + 1
        for segment in self.segments:
            yield start, start + len(segment.text), segment.kind
            start += len(segment.text) + 1

    @property
    def own_text(self) -> str:
        """Title and the author's own words: what copies are measured on."""
        return "\n".join([self.title, *(s.text for s in self.segments if s.kind in OWN_KINDS)])


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """One fact check: who judged, where, when (day, month or year as far as known), in which words."""

    publisher: str
    url: str
    date: str
    verdict: str
    title: str = ""
    archived_url: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """One step of the chain by which a claim came to be; `date` as far as known."""

    outlet: str
    date: str
    url: str = ""
    archived_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that a fact-checker judged.

    Attributes:
        truth: what is the case instead; empty when the registry doesn't know (then nothing is flagged without review).
        weaker_true: true sentences that lie closest to the claim.
        aliases: key word -> other spellings of it.
        version: raised by the analyst with each change of meaning; findings keep the one they were made with.
    """

    claim_id: str
    statement: str
    truth: str = ""
    weaker_true: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdict: str = ""
    version: int = 1
    statement_en: str = ""
    truth_en: str = ""
    weaker_true_en: tuple[str, ...] = ()
    topic: str = ""
    reviews: tuple[ClaimReview, ...] = ()
    origin: tuple[Origin, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def complete(self) -> bool:
        """Whether truth and a weaker true statement are there; without them nothing is flagged without review."""
        return bool(self.truth and self.weaker_true)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one post says about one claim.

    Attributes:
        score: probability of `label`, in [0, 1].
        probabilities: label -> probability; sums to 1.
        evidence: `document[start:end]`, the deciding sentence.
        review: True between the bands "sure" and "no": a person has to look.
        decided_by: `model`, or `review` when a person decided.
        model: version of the model that judged; the reviewer's name when a person decided.
        reasons: in words an analyst understands.
    """

    post_id: str
    claim_id: str
    label: Label
    score: float
    probabilities: Mapping[str, float]
    evidence: str
    start: int
    end: int
    review: bool
    claim_version: int = 1
    decided_by: Literal["model", "review"] = "model"
    model: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def counted_as(self) -> str:
        """The label under which this finding is counted: `needs_review` inside the review band."""
        return NEEDS_REVIEW if self.review else self.label

    def to_json(self) -> dict[str, Any]:
        """The line that `pungmun classify` writes."""
        return {
            "post_id": self.post_id,
            "claim_id": self.claim_id,
            "label": self.label,
            "score": round(self.score, 4),
            "probabilities": {k: round(v, 4) for k, v in self.probabilities.items()},
            "evidence": self.evidence,
            "start": self.start,
            "end": self.end,
            "review": self.review,
            "claim_version": self.claim_version,
            "decided_by": self.decided_by,
            "model": self.model,
            "reasons": list(self.reasons),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Finding:
        """Reverse of `to_json`; raises KeyError for a missing field."""
        return cls(**{**row, "reasons": tuple(row.get("reasons", ()))})


@dataclass(frozen=True, slots=True)
class Review:
    """A person's decision on one post and claim; wins over the model and is never overwritten by it.

    Attributes:
        at: aware UTC.
    """

    post_id: str
    claim_id: str
    label: Label
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be read, kept aside with its reason so that it can be replayed.

    Attributes:
        item_id: function of source, url and kind.
        kind: short machine word (`wall`, `deleted`, `unparsed`, `encoding`, `too_long`, …).
        at: aware UTC.
        capture: SHA-256 of the raw bytes, when there are any; `payload` a path or the text of what was refused.
    """

    item_id: str
    kind: str
    url: str
    reason: str
    at: datetime
    source_id: str = ""
    capture: str | None = None
    payload: str = ""


def nfc(text: str) -> str:
    """Canonical composition (NFC): decomposed Hangul and composed Hangul become the same string."""
    return unicodedata.normalize("NFC", text)
