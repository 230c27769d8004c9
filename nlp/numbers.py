"""Numbers with their units in Korean text: 4천 = 사천 = 4,000; 10명 중 7명 = 70 %; 절반 = 50 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
_DIGIT = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_NATIVE = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8,
    "아홉": 9, "열": 10, "열한": 11, "열두": 12, "열세": 13, "열네": 14, "열다섯": 15, "스무": 20, "스물": 20, "서른": 30, "마흔": 40,
    "쉰": 50,
    "예순": 60, "일흔": 70, "여든": 80, "아흔": 90,
}  # fmt: skip
_UNITS = (
    "개국|개월|군데|그루|나라|퍼센트|프로|시간|가구|마리|차례|그릇|가지|학년|학급|대학|킬로그램|킬로미터|밀리미터|센티미터|킬로|미터|리터|그램|도|"
    "명|분|인|곳|개|원|%|％|p|배|년|월|일|시|초|살|세|건|대|표|석|회|차|주|톤|kg|km|cm|mm|m|t|L|호|위|권|장|채|척|벌|병|통|번|달|층|점|등|급|달러|엔|위안|유로|평|척|사람"
)
_CANON = {
    "인": "명", "사람": "명", "개국": "곳", "나라": "곳", "군데": "곳", "퍼센트": "%", "프로": "%", "％": "%", "p": "%", "세": "살",
    "차례": "번", "회": "번", "개월": "달", "킬로그램": "kg", "킬로미터": "km", "밀리미터": "mm", "센티미터": "cm", "미터": "m",
    "리터": "L",
}  # fmt: skip
_ARABIC = re.compile(
    rf"(\d[\d,]*(?:\.\d+)?(?:\s?[십백천만억조](?![가-힣]*다)(?:\s?\d[\d,]*)?)*)\s?(?:여|몇|가까운|남짓|수)?\s?({_UNITS})?", re.IGNORECASE
)
_SINO = re.compile(
    rf"(?<![가-힣])([일이삼사오육칠팔구]?[십백천만억][일이삼사오육칠팔구십백천만억조]*)\s?(?:여|몇|가까운|남짓)?\s?({_UNITS})?"
)
_NATIVE_RE = re.compile(
    r"(?<![가-힣])("
    + "|".join(sorted(_NATIVE, key=len, reverse=True))
    + r")\s?(?:여|몇|남짓)?\s?(명|분|사람|곳|군데|나라|개국|개|건|마리|대|차례|가지|번|채|척|살|달|시간|배|병|권|장|그루|통|주|시)"
)
_RATIO = re.compile(
    r"(\d{1,9}|열)\s?(?:명|사람|곳|개)?\s?(?:중|가운데|에)\s?(\d{1,9}|하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|한|두|세|네)\s?(?:명|사람|꼴|곳|은|이|도|개)"
)
_FRACTION = re.compile(r"(\d{1,9}|[이삼사오육칠팔구십])분의\s?(\d{1,9}|[일이삼사오육칠팔구])")
_HALF = re.compile(r"절반|반수|반토막")


class Number(NamedTuple):
    """A value, its canonical unit ("" when there is none) and where it stands (code points)."""

    value: float
    unit: str
    start: int
    end: int


def value_of(text: str) -> float:
    """The value of digits mixed with Korean multipliers: 3천 2백, 3만5천, 사천, 1.5만; 0 when there is none."""
    total = section = 0.0
    current: float | None = None
    text = text.replace(",", "").replace(" ", "")
    at = 0
    while at < len(text):
        match = re.match(r"\d+(?:\.\d+)?", text[at:])
        if match:
            current, at = float(match.group()), at + match.end()
            continue
        char = text[at]
        if char in _DIGIT:
            current = _DIGIT[char]
        elif char in _SMALL:
            section += (1 if current is None else current) * _SMALL[char]
            current = None
        elif char in _LARGE:
            section += current or 0
            total += (section or 1) * _LARGE[char]
            section, current = 0.0, None
        at += 1
    return total + section + (current or 0)


def _small(text: str) -> float:
    return float(text) if text.isdigit() else float(_NATIVE.get(text) or _DIGIT.get(text) or (10 if text in "열십" else 0))


def numbers(text: str) -> tuple[Number, ...]:
    """All numbers of a normalised sentence, in reading order; where two readings overlap the first rule's is kept, ratios first."""
    found: list[Number] = []
    for number in (*_shares(text), *_counts(text)):
        if number.value and not any(number.start < other.end and other.start < number.end for other in found):
            found.append(number)
    return tuple(sorted(found, key=lambda number: number.start))


def _shares(text: str) -> Iterator[Number]:
    """10명 중 7명, 3분의 1; "53곳 가운데 12곳" is told by its two counts."""
    for match in _RATIO.finditer(text):
        whole, part = _small(match.group(1)), _small(match.group(2))
        if whole in (10, 100) and part <= whole:
            yield Number(round(100 * part / whole, 1), "%", *match.span())
    for match in _FRACTION.finditer(text):
        whole, part = _small(match.group(1)), _small(match.group(2))
        if whole >= part > 0:
            yield Number(round(100 * part / whole, 1), "%", *match.span())


def _counts(text: str) -> Iterator[Number]:
    """Digits, Sino-Korean and native numerals, halves."""
    for match in _ARABIC.finditer(text):
        unit = match.group(2) or ""
        yield Number(value_of(match.group(1)), _CANON.get(unit, unit), *match.span())
    for match in _SINO.finditer(text):
        value, unit = value_of(match.group(1)), match.group(2) or ""
        if value >= 100 or (value >= 10 and unit):
            yield Number(value, _CANON.get(unit, unit), *match.span())
    for match in _NATIVE_RE.finditer(text):
        unit = "명" if match.group(2) == "분" else match.group(2)  # 세 분: persons; 7분: minutes
        yield Number(float(_NATIVE[match.group(1)]), _CANON.get(unit, unit), *match.span())
    for match in _HALF.finditer(text):
        yield Number(50.0, "%", *match.span())
