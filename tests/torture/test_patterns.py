"""No regular expression of ours takes long over a text that somebody wrote to make it take long."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from crawlers.parsers import dates
from crawlers.parsers.clean import clean_line, clean_text
from crawlers.parsers.dates import from_printed

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawlers", "nlp", "models", "pungmun.registry", "pungmun.reports", "pungmun.store", "pungmun.web")
#: Seconds of processor time for one pattern on one text; a linear one needs milliseconds, a quadratic one minutes.
LIMIT = 2.0
UNITS = (
    *("a", "A", "1", " ", "가", "ㅋ", '"', "'", "<", ">", "(", "[", "{", "\n", "-", ".", ",", "/", "=", "\\", "&", "#", "_", "*", ":"),
    *(
        "a ",
        "가 ",
        "1,",
        "1 ",
        "<p ",
        "<!--",
        "&#",
        "//",
        "a.",
        "a@",
        "\\u",
        "가.",
        "\r\n",
        "년",
        "1년 ",
        "\u200b",
        "\u1100",
        '("',
        "a=",
        "[…",
    ),
)
SIZE = 50_000
#: Patterns that only ever get a text that something before them has cut or cleaned, and what that does.
BEFORE: dict[str, Callable[[str], str]] = {
    r"\s*(?:\xef\xbb\xbf)?\s*(?:[\[{]|<\?xml|<rss|<feed|<rdf)": lambda text: text[:200],  # posts_of_body
    r"[^\S\n]*\n\s*": lambda text: re.sub(r"[^\S\n]+", " ", text),  # clean_text
    r"\s*\|\s*(?:Daum|다음)\s*카페$": clean_line,  # titles of pages
    r"\s*:\s*네이버\s*블로그$": clean_line,
    r"(?:\.{2,}|…|\[…\]|\[\.\.\.\])\s*$": lambda text: text[-20:],  # the end of a feed's text
}
#: from_printed cuts what these get.
BEFORE |= {pattern.pattern: dates._short for pattern in vars(dates).values() if isinstance(pattern, re.Pattern)}
_USES = ("search", "match", "fullmatch", "findall", "finditer", "sub", "split", "subn")


def modules() -> Iterator[ModuleType]:
    """All modules of the packages that read what others wrote."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if found.name.endswith(("__main__", ".child")):
                continue
            yield importlib.import_module(found.name)


def patterns() -> dict[str, tuple[re.Pattern[str] | re.Pattern[bytes], set[str]]]:
    """`module:name` -> (pattern, how its module uses it); written-out calls such as `re.search("…", x)` too."""
    found: dict[str, tuple[re.Pattern[str] | re.Pattern[bytes], set[str]]] = {}
    for module in modules():
        if not module.__file__:
            continue
        source = Path(module.__file__).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and re.search(rf"^{name}\b", source, re.MULTILINE):
                uses = {use for use in _USES if re.search(rf"\b{name}\.{use}\(", source)}
                found[f"{module.__name__}:{name}"] = (value, uses or {"search"})
            for part in value if isinstance(value, list | tuple) else value.values() if isinstance(value, dict) else ():
                if isinstance(part, re.Pattern):
                    found[f"{module.__name__}:{name}:{part.pattern!r}"] = (part, {"search"})
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _USES
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str | bytes)
            ):
                flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0
                found[f"{module.__name__}:{node.lineno}"] = (re.compile(node.args[0].value, flags), {node.func.attr})
    return found


FOUND = patterns()


class _TooLongError(Exception):
    pass


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def run(pattern: re.Pattern[str] | re.Pattern[bytes], use: str, text: str) -> None:
    """Use a pattern as its module does."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    text = BEFORE.get(source, str)(text)
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    if use in ("sub", "subn"):
        getattr(pattern, use)(b"" if isinstance(given, bytes) else "", given)
    elif use == "finditer":
        for _ in pattern.finditer(given):  # type: ignore[arg-type]
            pass
    else:
        getattr(pattern, use)(given)


def test_the_patterns_were_found() -> None:
    assert len(FOUND) > 80


def test_what_stands_before_a_pattern_really_stands_there() -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 10)
    try:
        for unit in UNITS:
            text = unit * (1_000_000 // len(unit))
            from_printed(text, datetime(2026, 11, 25, tzinfo=UTC))
            clean_text(text)
            clean_line(text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FOUND))
def test_a_pattern_is_fast_on_texts_made_to_be_slow(name: str) -> None:
    pattern, uses = FOUND[name]
    own = {c for c in (pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern) if not c.isalnum()}
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        for unit in dict.fromkeys([*UNITS, *sorted(own)]):
            text = unit * (SIZE // len(unit))
            for use in sorted(uses):
                for given in (text, text + "\x01", "x" + text + "가"):
                    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
                    try:
                        run(pattern, use, given)
                    except _TooLongError:
                        pytest.fail(f"{name} {pattern.pattern!r}.{use} takes more than {LIMIT} s on {SIZE} characters of {unit!r}")
                    finally:
                        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
