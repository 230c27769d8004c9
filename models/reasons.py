"""Why a finding says what it says, in words an analyst understands (Korean, as the posts are)."""

from __future__ import annotations

from models.pairing import Pair
from pungmun.records import Label

_LABEL = {
    "repeats": "거짓 주장을 사실로 전함", "debunks": "거짓 주장을 반박함", "asks": "사실인지 묻기만 함",
    "weaker_true": "사실로 확인된 범위만 말함", "related": "같은 주제이나 입장이 없음",
}  # fmt: skip
_SIGNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("notfact", "FALSE", "DENY"), "사실이 아니라는 표현이 있음"),
    (("notso", "neg_long", "neg_short", "none"), "부정 표현이 있음"),
    (("correct", "dontspread"), "바로잡거나 퍼뜨리지 말라는 말이 있음"),
    (("isitq", "whoknows", "ASK", "endq"), "묻는 말이 있음"),
    (("hear", "reported"), "들은 말을 전하는 표현이 있음"),
    (("univ", "UNIV"), "전부라는 뜻의 말이 있음"),
    (("part", "onlythat"), "일부라는 뜻의 말이 있음"),
    (("modal", "STAGE"), "계획·검토 단계라는 말이 있음"),
    (("quote",), "따옴표로 인용한 말이 있음"),
    (("sarc", "rhet"), "비꼬거나 되묻는 말투가 있음"),
)
#: Likeness from which it is worth telling.
_CLOSE = 0.45


def reasons(
    pair: Pair, passage: tuple[int, int], label: Label, *, review: bool, complete: bool, doubt: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What decided, most telling first; at most seven short sentences."""
    out = [_LABEL[label]]
    if review:
        out.append("확신이 부족해 사람의 검토가 필요함")
    if not complete:
        out.append("등록 항목에 사실 또는 약한 사실이 없어 자동으로 판정하지 않음")
    out += doubt
    rows = slice(passage[0], passage[1] + 1)
    sentences = pair.reading.sentences[rows]
    if sentences:
        f, t = pair.column("mixF")[rows].max(), pair.column("mixT")[rows].max()
        if max(f, t) >= _CLOSE:
            out.append(f"거짓 주장과 {f:.0%}, 사실과 {t:.0%} 겹침")
        if pair.column("numF")[rows].any():
            out.append("거짓 주장의 숫자가 나옴")
        if pair.column("numT")[rows].any():
            out.append("사실 쪽 숫자가 나옴")
        cues = frozenset().union(*(s.cues for s in sentences))
        out += [words for names, words in _SIGNS if any(name in cues for name in names)]
        if all(s.kind in {"quote", "card", "caption", "code"} for s in sentences):
            out.append("글쓴이의 말이 아닌 인용·카드·설명 부분임")
    return tuple(out[:7])
