"""The labels as they are shown: word, sign and colour class, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass

from pungmun.records import COUNTED_LABELS
from pungmun.web.i18n import msgid

#: msgid of each label; never colour alone, so each has a sign of its own too.
_WORDS = {
    "repeats": (msgid("Repeats"), "●"),
    "needs_review": (msgid("Needs review"), "◆"),
    "debunks": (msgid("Debunks"), "■"),
    "asks": (msgid("Asks"), "?"),
    "weaker_true": (msgid("Weaker, true"), "▲"),
    "related": (msgid("Related only"), "○"),
    "unrelated": (msgid("Unrelated"), "–"),
}


@dataclass(frozen=True, slots=True)
class LabelView:
    """How one label is shown.

    Attributes:
        key: the label in the data and in addresses.
        word: msgid of its name.
        sign: one character that tells it apart without colour.
    """

    key: str
    word: str
    sign: str

    @property
    def css(self) -> str:
        """Class that carries its colour."""
        return f"l-{self.key}"


LABEL_VIEWS: dict[str, LabelView] = {key: LabelView(key, word, sign) for key, (word, sign) in _WORDS.items()}
COUNTED: tuple[LabelView, ...] = tuple(LABEL_VIEWS[key] for key in COUNTED_LABELS)

#: msgid of each platform that ships with Pungmun; another one is shown by its own name.
PLATFORM_WORDS = {
    "naver_blog": msgid("Naver Blog"),
    "naver_cafe": msgid("Naver Cafe"),
    "daum_cafe": msgid("Daum Cafe"),
    "tistory": msgid("Tistory"),
    "brunch": msgid("Brunch"),
    "news": msgid("News"),
    "web": msgid("Web"),
    "other_board": msgid("Other boards"),
}

#: Verdicts of Korean fact checks in English; others stand as their publisher wrote them.
VERDICTS = {
    "거짓": "False",
    "전혀 사실 아님": "Not true at all",
    "대체로 사실 아님": "Mostly not true",
    "절반의 사실": "Half true",
    "대체로 사실": "Mostly true",
    "사실": "True",
    "판단 유보": "Undecided",
    "사실 아님": "Not true",
    "사실이 아님": "Not true",
    "가짜뉴스(사실 아님)": "Fake news (not true)",
    "허위정보(재탕)": "False (an old story again)",
    "조작된 사진": "Altered photo",
    "조작(Altered photo)": "Altered photo",
    "법적으로 불가능(거짓)": "Legally impossible (false)",
    "근거 없는 루머(사실 아님)": "Unfounded rumour (not true)",
}
