"""RFC 3161: a time-stamp authority signs that a digest existed at a time. Its answer (`.tsr`) needs neither us nor our clock.

The only module that imports `rfc3161_client`.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response
from rfc3161_client.tsp import PKIStatus, TimeStampResponse

from pungmun.errors import ConfigError, PungmunError
from pungmun.settings import Settings

#: Seconds: an authority answers in one or two; an export should not hang on it.
_TIMEOUT = 20
#: Answers have some kilobytes.
_MAX_ANSWER = 1024 * 1024


def time_stamp(data: bytes, settings: Settings) -> bytes:
    """The authority's answer for `data`, checked: it is for these bytes, for this question, and (with PUNGMUN_TSA_CA) signed by it.

    Only the SHA-256 leaves this machine.

    Raises:
        ConfigError: PUNGMUN_TSA_URL is no web address, or PUNGMUN_TSA_CA can't be read.
        PungmunError: no answer, a refusal, or an answer that does not fit.
    """
    if urlsplit(settings.tsa_url).scheme not in {"http", "https"}:
        raise ConfigError(f"PUNGMUN_TSA_URL is {settings.tsa_url!r}, which is no web address.", todo="correct it, or leave it empty")
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _post(settings.tsa_url, request.as_bytes())
    try:
        response = decode_timestamp_response(in_order(answer))
        if PKIStatus(response.status) not in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
            raise _unfit(settings, f"it refused (status {response.status}) {' '.join(response.status_string)}".rstrip())
        if response.tst_info.nonce != request.nonce:
            raise _unfit(settings, "it answers another question (nonce)")
        if response.tst_info.message_imprint.message != request.message_imprint.message:
            raise _unfit(settings, "it stamps other bytes")
    except ValueError as error:
        raise _unfit(settings, f"its answer is no time-stamp ({error})") from error
    if settings.tsa_ca:
        check_signature(answer, data, settings.tsa_ca)
    return answer


def check_signature(answer: bytes, data: bytes, ca: str) -> TimeStampResponse:
    """Check a time-stamp against the authority's root certificates.

    Args:
        answer: the content of a `.tsr` file.
        data: what was stamped.
        ca: path of a PEM file with root certificates, intermediate ones too if the answer lacks them.

    Raises:
        ConfigError: the PEM file can't be read.
        PungmunError: the stamp is not for `data`, or not signed by these.
    """
    try:
        roots = x509.load_pem_x509_certificates(Path(ca).read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"PUNGMUN_TSA_CA {ca} can't be read: {error}.", todo="give a PEM file of certificates") from error
    builder = VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        response = decode_timestamp_response(in_order(answer))
        builder.build().verify_message(response, data)
    except (VerificationError, ValueError) as error:
        raise PungmunError(f"The time-stamp does not hold: {error}.", cause="another authority, or changed bytes") from error
    return response


def in_order(answer: bytes) -> bytes:
    """The same answer with its certificates in the order that strict DER asks for.

    Many authorities, OpenSSL's among them, send them as they come, which `rfc3161_client` refuses to read. They lie outside of
    what is signed. Only for reading: what is kept is the answer as it was sent. Anything unexpected comes back unchanged.
    """
    try:
        # TimeStampResp > TimeStampToken > [0] > SignedData > [0] certificates
        start, end = _content(answer, 0)
        start, end = _content(answer, _content(answer, start)[1])
        start, end = _content(answer, _content(answer, start)[1])
        start, end = _content(answer, start)
        for _ in range(3):  # version, digest algorithms, what is signed
            start = _content(answer, start)[1]
        if answer[start] != 0xA0:
            return answer
        start, end = _content(answer, start)
        certificates, position = [], start
        while position < end:
            after = _content(answer, position)[1]
            certificates.append(answer[position:after])
            position = after
    except IndexError:
        return answer
    return answer[:start] + b"".join(sorted(certificates)) + answer[end:]


def _content(data: bytes, offset: int) -> tuple[int, int]:
    """(start, end) of the content of the DER value at `offset`. Raises IndexError when it reaches beyond the data."""
    size, start = data[offset + 1], offset + 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[offset + 2 : start], "big")
    if start + size > len(data):
        raise IndexError(offset)
    return start, start + size


def _post(url: str, body: bytes) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "application/timestamp-query", "User-Agent": "Pungmun/1"})  # noqa: S310 -- checked
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:  # noqa: S310 -- its scheme was checked
            answer: bytes = response.read(_MAX_ANSWER)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise PungmunError(
            f"The time-stamp authority {url} gave no answer: {error}.", todo="try again later, or export without it (--no-time-stamp)"
        ) from error
    return answer


def _unfit(settings: Settings, why: str) -> PungmunError:
    return PungmunError(
        f"The time-stamp authority {settings.tsa_url} can't be used: {why}.", todo="correct PUNGMUN_TSA_URL, or export with --no-time-stamp"
    )
