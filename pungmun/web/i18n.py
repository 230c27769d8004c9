"""Korean and English: English sentences stand in the code, `locale/<language>/messages.po` holds the others."""

from __future__ import annotations

import gettext as gettext_module
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

LANGUAGES = {"ko": "한국어", "en": "English"}
DEFAULT = "ko"
COOKIE = "pungmun_lang"
_FOLDER = Path(__file__).parent / "locale"


def msgid(text: str) -> str:
    """Marks a sentence for translation where it is only kept; it is translated where it is shown."""
    return text


@cache
def translations(language: str) -> gettext_module.NullTranslations:
    """The catalogue of a language; compiled in memory, so that no binary file can be older than its text."""
    path = _FOLDER / language / "messages.po"
    if not path.exists():
        return gettext_module.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return gettext_module.GNUTranslations(binary)


def choose(request: Request) -> str:
    """Language of a request: `?lang=`, then the cookie, then Accept-Language, then Korean."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> str:
    wishes: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((float(weight or 1), tag[:2].lower()))
        except ValueError:
            continue
    known = [(weight, language) for weight, language in wishes if language in LANGUAGES and weight > 0]
    return max(known, key=lambda item: item[0])[1] if known else DEFAULT
