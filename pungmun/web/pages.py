"""Templates to pages: one Jinja environment a language, autoescape everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pungmun import __version__
from pungmun.records import Claim
from pungmun.store import Query
from pungmun.web import i18n, times
from pungmun.web.console import console_of
from pungmun.web.i18n import msgid
from pungmun.web.labels import COUNTED, LABEL_VIEWS, PLATFORM_WORDS, VERDICTS
from pungmun.web.params import query_string, search_url
from pungmun.web.reasons import reason_text
from pungmun.web.security import TOKEN_FIELD, form_token

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
THEMES = ("auto", "light", "dark")
THEME_COOKIE = "pungmun_theme"


#: The main menu: address and msgid; None is a gap between reading, deciding and operating.
MENU = (
    ("/", msgid("Overview")),
    ("/digest", msgid("Morning digest")),
    ("/claims", msgid("Claims")),
    ("/search", msgid("Search")),
    ("/saved", msgid("Saved searches")),
    None,
    ("/review", msgid("Review queue")),
    ("/judge", msgid("Judge a text")),
    None,
    ("/sources", msgid("Sources")),
    ("/quarantine", msgid("Quarantine")),
    ("/audit", msgid("Audit log")),
)
ALERT_WORDS = {
    "saved": msgid("saved search"),
    "velocity": msgid("takes off"),
    "new_platform": msgid("new platform"),
    "returns": msgid("returns"),
    "overtaken": msgid("debunks overtake"),
}
STATE_WORDS = {"ok": msgid("healthy"), "odd": msgid("odd"), "silent": msgid("silent"), "off": msgid("off")}
ACTION_WORDS = {
    "review.set": msgid("decided"),
    "review": msgid("decided"),
    "review.undo": msgid("took a decision back"),
    "claim.edit": msgid("changed a claim"),
    "claim.create": msgid("added a claim"),
    "export": msgid("exported"),
    "login": msgid("logged in"),
    "search.save": msgid("saved a search"),
    "search.remove": msgid("removed a search"),
    "search.alert_on": msgid("switched alerts on"),
    "search.alert_off": msgid("switched alerts off"),
    "alert.acknowledge": msgid("saw an alert"),
    "alert ack": msgid("saw an alert"),
    "quarantine.drop": msgid("dropped from quarantine"),
    "quarantine drop": msgid("dropped from quarantine"),
}
KIND_WORDS = {
    "wall": msgid("not let in"),
    "private": msgid("private"),
    "deleted": msgid("deleted"),
    "unparsed": msgid("not understood"),
    "encoding": msgid("broken encoding"),
    "too_long": msgid("too long"),
    "empty": msgid("empty"),
    "broken_line": msgid("broken line"),
    "broken_warc": msgid("broken WARC"),
}
CHECK_WORDS = {"there": msgid("still there"), "edited": msgid("edited"), "gone": msgid("gone"), "unseen": msgid("could not be seen")}
PERMISSION_WORDS = {"allowed": msgid("allowed"), "disallowed": msgid("disallowed"), "unknown": msgid("unknown")}


@cache
def environment(language: str) -> Environment:
    """The templates of one language."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = i18n.translations(language)
    env.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    word = catalogue.gettext
    env.globals |= {
        "lang": language,
        "languages": i18n.LANGUAGES,
        "version": __version__,
        "labels": COUNTED,
        "label_view": LABEL_VIEWS.__getitem__,
        "token_field": TOKEN_FIELD,
        "search_url": search_url,
        "query_string": query_string,
        "Query": Query,
        "menu": lambda: [entry and (entry[0], word(entry[1])) for entry in MENU],
        "state_word": lambda state: word(STATE_WORDS[state]),
        "check_word": lambda state: word(CHECK_WORDS[state]),
        "kind_word": lambda kind: word(KIND_WORDS[kind]) if kind in KIND_WORDS else kind,
        "action_word": lambda action: word(ACTION_WORDS[action]) if action in ACTION_WORDS else action,
        "alert_word": lambda kind: word(ALERT_WORDS[kind]),
        "permission_word": lambda state: word(PERMISSION_WORDS[state]),
        "label_words": lambda: {view.key: word(view.word) for view in COUNTED},
        "bucket_url": bucket_url,
        "day_url": day_url,
        "static": static_url,
        "platform_name": lambda name: word(PLATFORM_WORDS[name]) if name in PLATFORM_WORDS else name,
    }
    env.filters |= {
        "number": "{:,}".format,
        "ticks": ticks,
        "verdict": lambda text: VERDICTS.get(text, text) if language == "en" else text,
        "reason": lambda text: reason_text(text, language),
        "http_only": lambda address: address if address.startswith(("http://", "https://")) else "#",
        "data": lambda value: json.dumps(value, ensure_ascii=False),
        "percent": lambda share: f"{share * 100:.0f}%",
        "moment": times.moment,
        "when": lambda published: times.when(published, word),
        "span": lambda seconds: times.span(seconds, word),
        "claim_text": lambda claim: claim_text(claim, language),
        "in_language": lambda pair: pair[1] if language == "en" and pair[1] else pair[0],
    }
    return env


def ticks(text: str) -> Markup:
    """`words` between backticks as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if odd else escape(part) for part, odd in zip(text.split("`"), cycle((0, 1)))
    )


def day_url(label: str, day: str, platform: str) -> str:
    """`search_url` of one label on one day: a chart of a quarter holds thousands of them, so it is only put together."""
    where = f"&platform={quote_plus(platform)}" if platform else ""
    return f"/search?label={label}{where}&since={day}&until={day}"


def bucket_url(query: Query) -> Callable[[str, str, str, bool], str]:
    """Addresses of a timeline's numbers: (label, start, by, cumulative) -> the posts of that bucket, or all up to it.

    The claim's conditions are written once, since a chart holds hundreds of numbers.
    """
    base = search_url(replace(query, since=None, until=None, hour=None))
    base += "&" if "?" in base else "?"
    since = f"&since={query.since}" if query.since else ""

    def address(label: str, start: str, by: str, cumulative: bool) -> str:
        if by == "hour" and not cumulative:
            return f"{base}label={label}&hour={quote_plus(start)}"
        day = start[:10]
        return f"{base}label={label}{since if cumulative else f'&since={day}'}&until={day}"

    return address


def claim_text(claim: Claim, language: str) -> str:
    """The statement in the reader's language, where the registry has it."""
    return claim.statement_en if language == "en" and claim.statement_en else claim.statement


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page for this visitor."""
    language = i18n.choose(request)
    console = console_of(request)
    page = environment(language).get_template(template)
    body = page.render(
        request=request,
        path=request.url.path,
        here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        theme=theme_of(request),
        csrf=form_token(request),
        claims_by_id=console.claims(),
        user=request.state.user,
        access_mode=request.app.state.access.mode,
        logged_in=request.state.logged_in,
        partial=request.headers.get("hx-request") == "true",
        **context,
    )
    response = HTMLResponse(body, status, headers={"Content-Language": language, "Vary": "Cookie, Accept-Language, HX-Request"})
    for cookie, parameter, allowed in ((i18n.COOKIE, "lang", tuple(i18n.LANGUAGES)), (THEME_COOKIE, "theme", THEMES)):
        if (wanted := request.query_params.get(parameter)) in allowed:
            response.set_cookie(cookie, wanted, max_age=365 * 86400, samesite="lax", httponly=True, secure=request.state.https)
    return response


def theme_of(request: Request) -> str:
    """`light`, `dark` or `auto` (as the system is)."""
    for wanted in (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)):
        if wanted in THEMES:
            return wanted
    return "auto"


def word_of(request: Request) -> times.Translate:
    """Gettext of the visitor's language, for words that are put together in Python."""
    return i18n.translations(i18n.choose(request)).gettext


@cache
def static_url(name: str) -> str:
    """Address of a static file with the hash of its content, so that it may be cached for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
