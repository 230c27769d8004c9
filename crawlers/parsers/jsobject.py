r"""Values out of JavaScript objects that are not JSON: bare keys, single quotes, expressions, escapes like `\uC2A4`."""

from __future__ import annotations

import re

_VALUE = r"""(?:Number\(\s*)?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|(-?\d+(?:\.\d+)?|true|false|null))"""
_PAIR = re.compile(r"""(?:^|[{,\s])["']?([A-Za-z_$][\w$]*)["']?\s*:\s*""" + _VALUE)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": ""}


def pairs(source: str) -> dict[str, str]:
    """`key: value` pairs of one object literal, flat; the first of each key. What is no literal is passed over."""
    found: dict[str, str] = {}
    for match in _PAIR.finditer(source):
        double, single, bare = match.group(2), match.group(3), match.group(4)
        value = bare if bare is not None else unescape(double if double is not None else single or "")
        found.setdefault(match.group(1), value)
    return found


def unescape(text: str) -> str:
    r"""JavaScript string escapes, surrogate pairs included: `\uD83D\uDE00` is one character."""
    plain = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _PLAIN.get(m[3], m[3]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def assigned(source: str, name: str) -> str:
    """The object literal after `name =`, by matching braces outside of strings; empty when there is none."""
    start = re.search(rf"(?<![\w.]){re.escape(name)}\s*=\s*\{{", source)
    return _braced(source, start.end() - 1) if start else ""


def calls(source: str, name: str) -> list[str]:
    """The object literals in `name({…})`, in order."""
    return [_braced(source, found.end() - 1) for found in re.finditer(rf"{re.escape(name)}\(\s*\{{", source)]


def _braced(source: str, start: int, limit: int = 20_000) -> str:
    depth, quote, i = 0, "", start
    end = min(len(source), start + limit)
    while i < end:
        char = source[i]
        if quote:
            if char == "\\":
                i += 1
            elif char == quote or char == "\n":
                quote = ""
        elif char in "\"'":
            quote = char
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return source[start : i + 1]
        i += 1
    return source[start:end]
