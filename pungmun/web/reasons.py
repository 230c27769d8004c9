"""Reasons of the model in the reader's language: the model gives them in Korean, as the posts are."""

from __future__ import annotations

import re

_ENGLISH = {
    "거짓 주장을 사실로 전함": "passes the false claim on as true",
    "거짓 주장을 반박함": "refutes the false claim",
    "사실인지 묻기만 함": "only asks whether it is true",
    "사실로 확인된 범위만 말함": "says only what is confirmed",
    "같은 주제이나 입장이 없음": "same topic, but takes no side",
    "사실이 아니라는 표현이 있음": "says that something is not true",
    "부정 표현이 있음": "has a negation",
    "바로잡거나 퍼뜨리지 말라는 말이 있음": "corrects, or asks not to pass it on",
    "묻는 말이 있음": "has a question",
    "들은 말을 전하는 표현이 있음": "passes on what was heard",
    "전부라는 뜻의 말이 있음": "has a word for “all”",
    "일부라는 뜻의 말이 있음": "has a word for “some”",
    "계획·검토 단계라는 말이 있음": "speaks of a plan or of something considered",
    "따옴표로 인용한 말이 있음": "quotes somebody’s words",
    "비꼬거나 되묻는 말투가 있음": "is ironic or asks rhetorically",
    "확신이 부족해 사람의 검토가 필요함": "not sure enough: a person has to look",
    "등록 항목에 사실 또는 약한 사실이 없어 자동으로 판정하지 않음":
        "the registry lacks a truth or a weaker true statement: a person has to look",
    "거짓 주장의 숫자가 나옴": "names the number of the false claim",
    "사실 쪽 숫자가 나옴": "names the number of what is true",
    "글쓴이의 말이 아닌 인용·카드·설명 부분임": "stands in a quotation, link card or caption, not in the author’s own words",
    "주장과 겹치는 말이 적음": "shares few words with the claim",
    "주장과 다른 주어를 말함": "is about another subject than the claim",
    "주장에 없는 숫자만 나옴": "names only numbers that the claim does not have",
    "가정·훈련·놀이처럼 보이는 말이 있음": "looks like a supposition, a drill or a game",
}  # fmt: skip
_PATTERNS = (
    (re.compile(r"거짓 주장과 (\d+%), 사실과 (\d+%) 겹침"), r"overlaps \1 with the false claim and \2 with what is true"),
    (
        re.compile(r"검토를 마친 글\((\w+)\)과 (\d+%) 같아 그 판정을 제안함"),
        r"\2 the same as a post that people have judged (\1); its label is proposed",
    ),
)


def reason_text(reason: str, language: str) -> str:
    """The reason in `language`; a person's note, or a sentence without a translation, stays as it is."""
    if language == "ko":
        return reason
    if reason in _ENGLISH:
        return _ENGLISH[reason]
    for pattern, english in _PATTERNS:
        if pattern.fullmatch(reason):
            return pattern.sub(english, reason)
    return reason
