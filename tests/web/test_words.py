"""Korean and English: nothing is left untranslated, and the choice is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from pungmun.web import i18n

WEB = Path(i18n.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "word": None, "msgid": None}


def _used() -> set[str]:
    found = extract_from_dir(
        WEB, [("**.py", "python"), ("templates/**.html", "jinja2")], {"templates/**.html": {"trimmed": "true"}}, KEYWORDS
    )
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def test_every_sentence_has_a_korean_one() -> None:
    with (WEB / "locale/ko/messages.po").open("rb") as file:
        catalogue = read_po(file)
    translated = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue if m.id and all(m.string) and not m.fuzzy}

    assert _used() - translated == set()


def test_no_korean_sentence_is_left_over() -> None:
    with (WEB / "locale/ko/messages.po").open("rb") as file:
        known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in read_po(file) if m.id}

    assert known - _used() == set()


@pytest.mark.parametrize(
    ("header", "lang"),
    [("", "ko"), ("en-US,en;q=0.9", "en"), ("en;q=0.3, ko;q=0.8", "ko"), ("fr, de", "ko"), ("en;q=x", "ko"), ("*", "ko"), ("en;q=0", "ko")],
)
def test_accept_language(client: TestClient, header: str, lang: str) -> None:
    assert f'<html lang="{lang}"' in client.get("/judge", headers={"accept-language": header}).text


def test_a_chosen_language_and_theme_are_kept(client: TestClient) -> None:
    client.get("/judge?lang=en&theme=dark")
    page = client.get("/judge", headers={"accept-language": "ko"}).text

    assert '<html lang="en" data-theme="dark">' in page


def test_unknown_choices_are_ignored(client: TestClient) -> None:
    assert '<html lang="ko" data-theme="auto">' in client.get("/judge?lang=xx&theme=pink").text
