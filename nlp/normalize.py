"""Make evasive and careless spellings readable, and keep the way back to the original text.

NFD and NFC give the same result; zero-width characters, look-alike letters, letters typed apart, spaces or pictures scattered between
syllables and Chinese characters are undone. Every character of the result knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nlp import hanja, jamo

#: Removed without a trace: zero-width and direction marks, variation selectors, soft hyphen, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Look-alikes of Latin letters that also hide inside Korean posts.
_LOOKALIKE = str.maketrans("АВЕКМНОРСТХаеорсхуіѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXaeopcxyisABEZHIKMNOPTYXo")
_FORMS = re.compile("[\uff01-\uffee\u2460-\u24ff]|[ㄱ-ㅎ](?=[ㅏ-ㅣ])")
_MAYBE_LOOKALIKE = re.compile("[\u0370-\u04ff]")
_HANJA = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_PICTURE = "[\u2190-\u2bff\u3000-\u3003\u3012\u3013\u301c\u3030\U0001f000-\U0001faff]"
#: At least four single syllables with one and the same kind of separator between them: "폐 쇄 됐 다", "폐.쇄.됐.다".
_SCATTERED = re.compile(r"(?<![가-힣])[가-힣](?:([ .·・*_~^/|\-,+]{1,2})[가-힣])(?:\1[가-힣]){2,}(?![가-힣])")
#: A picture or mark that splits a word: syllable, mark, syllable, with no space on either side.
_SPLIT = re.compile(rf"(?<=[가-힣])(?:{_PICTURE}|[*_^|])+(?=[가-힣])")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A readable text and where each of its characters came from.

    Attributes:
        text: the normalised text.
        starts: for each character of `text`, the offset of its first original code point.
        ends: for each character of `text`, the offset after its last original code point.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of `text[start:end]`; an empty span stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]


class _Draft:
    """Characters with their origins while the rules rewrite them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(range(len(text)))
        self.ends = list(range(1, len(text) + 1))

    def replace(self, spans: list[tuple[int, int, str]]) -> None:
        """Replace each (start, end, new) span, in order and without overlap; a new character covers the whole old span."""
        if not spans:
            return
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in spans:
            parts += [self.text[at:start], new]
            starts += self.starts[at:start] + [self.starts[start]] * len(new)
            ends += self.ends[at:start] + [self.ends[end - 1]] * len(new)
            at = end
        parts.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        self.text, self.starts, self.ends = "".join(parts), starts, ends


def _composed(text: str) -> list[tuple[int, int, str]]:
    """Spans that NFC would change: a base character with the marks or jamo that follow it."""
    if unicodedata.is_normalized("NFC", text):
        return []
    spans, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            end += 1
        piece = text[at:end]
        new = unicodedata.normalize("NFC", piece)
        if new != piece:
            spans.append((at, end, new))
        at = end
    return spans


def _letters(text: str) -> list[tuple[int, int, str]]:
    """Full-width and half-width forms and loose letters that spell a syllable."""
    spans: list[tuple[int, int, str]] = []
    for match in _FORMS.finditer(text):
        at = match.start()
        if spans and at < spans[-1][1]:
            continue  # the last letter of the syllable before
        char = text[at]
        if "ㄱ" <= char <= "ㅎ":
            new, length = jamo.compose_at(text, at)
            if length:
                spans.append((at, at + length, new))
        elif len(new := unicodedata.normalize("NFKC", char)) == 1:
            spans.append((at, at + 1, new))
    return spans


def _scattered(text: str) -> list[tuple[int, int, str]]:
    spans = []
    for match in _SCATTERED.finditer(text):
        spans += [(i, i + 1, "") for i in range(match.start(), match.end()) if not jamo.is_syllable(text[i])]
    taken = {start for start, _, _ in spans}
    spans += [(m.start(), m.end(), "") for m in _SPLIT.finditer(text) if m.start() not in taken and _inside_word(text, m.start(), m.end())]
    return sorted(spans)


def _inside_word(text: str, start: int, end: int) -> bool:
    """A mark splits a word when the piece on one of its sides is a single syllable."""
    left = start
    while left > 0 and jamo.is_syllable(text[left - 1]):
        left -= 1
    right = end
    while right < len(text) and jamo.is_syllable(text[right]):
        right += 1
    return min(start - left, right - end) == 1


def normalize(text: str) -> Normalised:
    """Readable form of `text` with the way back.

    Args:
        text: any string; may hold decomposed Hangul, control characters, anything.

    Returns:
        The normalised text; its length may differ from `text`. NFD and NFC of one text give the same `text`.
    """
    draft = _Draft(text)
    if _CONTROL.search(text):
        draft.replace([(m.start(), m.end(), " ") for m in _CONTROL.finditer(draft.text)])
    draft.replace(_composed(draft.text))
    if not draft.text.isascii():
        draft.replace([(m.start(), m.end(), "") for m in _INVISIBLE.finditer(draft.text)])
        draft.replace(_letters(draft.text))
        if _MAYBE_LOOKALIKE.search(draft.text):
            draft.text = draft.text.translate(_LOOKALIKE)
        draft.replace([(m.start(), m.end(), hanja.read(m.group())) for m in _HANJA.finditer(draft.text)])
        draft.replace(_scattered(draft.text))
    return Normalised(draft.text, tuple(draft.starts), tuple(draft.ends))


def plain(text: str) -> str:
    """Only the normalised text."""
    return normalize(text).text
