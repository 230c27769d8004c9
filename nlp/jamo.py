"""Hangul letters: composing typed-apart letters and taking initial consonants (초성)."""

from __future__ import annotations

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_INITIAL = {c: i for i, c in enumerate(INITIALS)}
_VOWEL = {c: i for i, c in enumerate(VOWELS)}
_FINAL = {c: i for i, c in enumerate(FINALS) if c != " "}
#: Letters that stand for laughing or crying; between them nothing is composed ("ㅋㅋㅠㅠ" is not "ㅋ큐ㅠ").
_FEELING = frozenset("ㅋㅎㅠㅜㅡ")


def is_syllable(char: str) -> bool:
    """Whether `char` is one composed Hangul syllable."""
    return "가" <= char <= "힣"


def initials(word: str) -> str:
    """Initial consonants of a word: 김정은 → ㄱㅈㅇ; other characters stay."""
    return "".join(INITIALS[(ord(c) - 0xAC00) // 588] if is_syllable(c) else c for c in word)


def compose_at(text: str, at: int) -> tuple[str, int]:
    """The syllable that the loose letters from `at` spell, and how many letters it took; ("", 0) when none.

    A loose vowel may also complete nothing; only consonant + vowel (+ consonant that starts no further syllable) is composed.
    """
    first = text[at]
    vowel = text[at + 1] if at + 1 < len(text) else ""
    if first not in _INITIAL or vowel not in _VOWEL or (first in _FEELING and vowel in _FEELING):
        return "", 0
    last = text[at + 2] if at + 2 < len(text) else ""
    after = text[at + 3] if at + 3 < len(text) else ""
    code = 0xAC00 + (_INITIAL[first] * 21 + _VOWEL[vowel]) * 28
    if last in _FINAL and last not in _FEELING and after not in _VOWEL:
        return chr(code + _FINAL[last]), 3
    return chr(code), 2
