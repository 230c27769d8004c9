"""How platforms are called in what people read."""

from __future__ import annotations

from typing import Literal

#: Platform -> (Korean, English) name; a platform without an entry is shown by its id.
PLATFORMS = {
    "naver_blog": ("네이버 블로그", "Naver Blog"),
    "daum_cafe": ("다음 카페", "Daum Cafe"),
    "naver_cafe": ("네이버 카페", "Naver Cafe"),
    "tistory": ("티스토리", "Tistory"),
    "brunch": ("브런치", "Brunch"),
    "news": ("뉴스", "news"),
    "web": ("웹", "web"),
    "other_board": ("그 밖의 게시판", "another board"),
}


def platform_word(name: str, language: Literal["ko", "en"] = "ko") -> str:
    """The platform's name in a language; its id when it has none."""
    return PLATFORMS.get(name, (name, name))[language == "en"]
