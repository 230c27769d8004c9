"""What was read in a post's pictures, as rows: text, confidence, hash, and the capture that proves the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawlers.evidence.rows import RowFiles

#: Tesseract's mean confidence from which its words count; photographs without letters give less, or nothing.
MIN_CONFIDENCE = 0.6
#: Fewer Hangul syllables are a logo or a sign in the street.
_MIN_SYLLABLES = 8
_SYLLABLE = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One picture of one post.

    Attributes:
        url: address of the picture.
        at: ISO 8601, UTC, our clock when it had arrived.
        capture: SHA-256 of its bytes.
        width, height: in pixels; 0 when it could not be decoded.
        phash: perceptual hash, 16 hex digits; empty when there is none.
        text: what tesseract read, all of it.
        confidence: tesseract's own, in [0, 1].
        author_key: keyed hash of the post's author.
        why: why it was not read.
    """

    url: str
    at: str
    capture: str
    width: int = 0
    height: int = 0
    phash: str = ""
    text: str = ""
    confidence: float = 0.0
    author_key: str = ""
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether the text is sure and long enough to be judged like the post's own words."""
        return self.confidence >= MIN_CONFIDENCE and len(_SYLLABLE.findall(self.text)) >= _MIN_SYLLABLES


#: One file a post under `var/pictures`.
PICTURES = RowFiles("pictures", PictureRow)
