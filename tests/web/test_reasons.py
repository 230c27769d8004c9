"""The model's Korean reasons have an English sentence each, so that no English page shows a Korean one of ours."""

from __future__ import annotations

import re
from pathlib import Path

import models
from models.doubts import _WORDS
from models.reasons import _LABEL, _SIGNS
from pungmun.web.reasons import reason_text

SOURCE = Path(models.__file__).parent
HANGUL = re.compile("[가-힣]")


def test_every_reason_of_the_model_is_english_on_english_pages() -> None:
    sentences = [*_LABEL.values(), *(words for _, words in _SIGNS), *_WORDS.values()]
    literal = re.compile(r'out\.append\(f?"([^"]+)"\)')
    found = literal.findall((SOURCE / "reasons.py").read_text(encoding="utf-8"))
    assert len(found) >= 5
    sentences += [text.replace("{f:.0%}", "81%").replace("{t:.0%}", "7%") for text in found]
    sentences.append("검토를 마친 글(abc123)과 97% 같아 그 판정을 제안함")
    assert [text for text in sentences if HANGUL.search(reason_text(text, "en"))] == []
    assert [reason_text(text, "ko") for text in sentences] == sentences


def test_numbers_are_kept_and_notes_stay_as_they_are() -> None:
    assert reason_text("거짓 주장과 81%, 사실과 7% 겹침", "en") == "overlaps 81% with the false claim and 7% with what is true"
    assert reason_text("인용한 뒤 부정한다", "en") == "인용한 뒤 부정한다"
