"""Text as a reader sees it: composed Hangul, no control characters, no invisible ones, plain white space."""

from __future__ import annotations

import re

from pungmun.records import nfc

#: Invisible characters that break words apart and say nothing: zero-width space, word joiner, BOM, soft hyphen, and
#: direction marks. Joiners (U+200C, U+200D) stay: emoji and other scripts need them. The capture keeps the original.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u180e\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r"[^\S\n]*\n\s*")


def clean_line(text: str) -> str:
    """One line: every run of white space becomes one blank."""
    return " ".join(_strip(text).split())


def clean_text(text: str) -> str:
    """Several lines: runs of blanks become one, empty lines go."""
    return _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", _strip(text))).strip()


def clean_code(text: str) -> str:
    """Code and tables: indentation and tabs stay, empty lines at both ends go."""
    lines = [line.replace("\u00a0", " ").rstrip() for line in _strip(text, tabs=True).split("\n")]
    return "\n".join(line for line in lines if line.strip()).strip("\n")


def _strip(text: str, *, tabs: bool = False) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not tabs:
        text = text.replace("\t", " ")
    # Lone surrogates (from "\ud83d" in broken JSON) can't be stored or hashed.
    text = text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= c <= "\udfff" for c in text) else text
    return nfc(_CONTROL.sub(" ", _INVISIBLE.sub("", text)))
