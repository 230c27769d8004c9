"""Bytes -> text. The bytes decide, the declaration only helps: old Daum pages declare euc-kr and are UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pungmun.errors import ParseError

#: How far into a page its own declaration may stand. HTML says 1,024 bytes; Korean pages put long comments before it.
_DECLARATION_BYTES = 4096
_DECLARED = re.compile(rb"""(?:charset\s*=\s*["']?\s*|<\?xml[^>]{0,200}?encoding\s*=\s*["'])([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Windows wrote more characters than EUC-KR has, and everybody still called it euc-kr.
_KOREAN = {"euc-kr", "euckr", "euc_kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "x-windows-949", "ms949", "cp949", "uhc"}
#: A share of broken characters above this is not a slip but the wrong kind of bytes.
MAX_BROKEN_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with how it was read.

    Attributes:
        charset: the encoding that was used.
        declared: what header or page said, lower-case; empty when they said nothing.
        broken: characters that had to be replaced.
    """

    text: str
    charset: str
    declared: str = ""
    broken: int = 0


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Read bytes as text by mark, validity and declaration, in this order.

    Args:
        body: raw bytes as they came.
        headers: response headers, any case.

    Raises:
        ParseError: `encoding`, when more than a twentieth of the characters can't be read in any likely encoding.
    """
    declared = declared_charset(body, headers)
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _checked(body.decode(charset, "replace"), charset, declared)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", declared)
    except UnicodeDecodeError:
        pass
    candidates = dict.fromkeys(["cp949" if declared in _KOREAN else _known(declared), "utf-8", "cp949"])
    candidates.pop("", None)
    tried = [_checked(body.decode(charset, "replace"), charset, declared, refuse=False) for charset in candidates]
    best = min(tried, key=lambda item: item.broken)
    return _checked(best.text, best.charset, declared)


def declared_charset(body: bytes, headers: Mapping[str, str] | None = None) -> str:
    """The declared encoding, lower-case; the header wins over the page. Empty when there is none."""
    for name, value in (headers or {}).items():
        if name.lower() == "content-type" and (match := _IN_HEADER.search(value)):
            return match.group(1).lower()
    found = _DECLARED.search(body[:_DECLARATION_BYTES])
    return found.group(1).decode("ascii").lower() if found else ""


def _known(charset: str) -> str:
    """The name if Python reads such text, else empty. One-byte encodings read anything, so they prove nothing."""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return ""
    return name if name in {"utf-8", "utf-16", "cp949", "johab", "shift_jis", "cp932", "euc_jp", "gb18030", "gbk", "big5"} else ""


def _checked(text: str, charset: str, declared: str, *, refuse: bool = True) -> Decoded:
    broken = text.count("\ufffd")
    if refuse and broken > MAX_BROKEN_SHARE * max(len(text), 1):
        raise ParseError(
            f"{broken} of {len(text)} characters can't be read.",
            kind="encoding",
            cause=f"the page declares {declared or 'no encoding'}, but its bytes are neither UTF-8 nor cp949, or it is no text at all",
            todo="look at the capture; add its encoding to crawlers/parsers/encoding.py if it is real text",
        )
    return Decoded(text, charset, declared, broken)
