"""Where sentences end in informal Korean: by line, by closing mark, by laughter; offsets into the given text."""

from __future__ import annotations

import re

#: Long unbroken text is cut here so that one "sentence" stays readable and cheap.
MAX_SENTENCE = 240
_END = re.compile(
    r"\n+"
    r"|(?<=[.!?…。！？])[\"'”’」』)\]]*\s+"  # a closing mark and a space
    r"|(?<=[가-힣])[.!?…]+(?=[가-힣\"“‘'(])"  # no space after the mark: "됐다.그런데"
    r"|(?<=[ㅋㅎㅠㅜ])\s+(?=[가-힣A-Za-z0-9\"“‘'(])|(?<=[ㅋㅎㅠㅜ!?~;])(?=[가-힣\"“‘(])"  # laughter ends a sentence
    r"|(?<=[가-힣](?:다|요|죠|음|임|함|됨|까|네))\s+(?=[■◆▶●○※▷★☆·-])"
)
_INSIDE_NUMBER = re.compile(r"\d\.$")
_WORD = re.compile(r"[0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ\u3400-\u9fff]")
_SPACE = re.compile(r"[\s,]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of `text`, in order, without the white space around them.

    Pieces that hold no letter or digit are left out. No span is longer than `MAX_SENTENCE`.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        cut = match.end()
        if _INSIDE_NUMBER.search(text[max(0, match.start() - 2) : match.start()]) and match.start() - start < 4:
            continue  # "1. 첫째": the number belongs to what follows
        _add(spans, text, start, cut)
        start = cut
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        cut = _last_space(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        if _WORD.search(text, start, cut):
            spans.append((start, cut))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if _WORD.search(text, start, end):
        spans.append((start, end))


def _last_space(text: str, low: int, high: int) -> int:
    for at in range(high, low, -1):
        if _SPACE.match(text[at - 1]):
            return at
    return high
