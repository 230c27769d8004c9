"""Claims to and from other systems: ClaimReview JSON-LD (schema.org) and the corpus's claims.jsonl."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from pungmun.errors import ConfigError
from pungmun.records import Claim, nfc
from pungmun.registry.claims import ClaimFile

#: Verdict words of Korean desks on ClaimReview's scale (1 = false, 5 = true). A word that is not here is exported without a number.
RATINGS = {
    "거짓": 1,
    "전혀 사실 아님": 1,
    "사실 아님": 1,
    "허위": 1,
    "조작된 사진": 1,
    "대체로 거짓": 2,
    "대체로 사실 아님": 2,
    "사실과 다름": 2,
    "절반의 사실": 3,
    "대체로 사실": 4,
    "사실": 5,
}


def claim_reviews(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """One ClaimReview a published review."""
    result = []
    for claim in claims:
        for review in claim.reviews:
            rating: dict[str, Any] = {"@type": "Rating", "alternateName": review.verdict}
            if (number := RATINGS.get(review.verdict)) is not None:
                rating |= {"ratingValue": number, "worstRating": 1, "bestRating": 5}
            result.append(
                {
                    "@context": "https://schema.org",
                    "@type": "ClaimReview",
                    "identifier": claim.claim_id,
                    "inLanguage": "ko",
                    "claimReviewed": claim.statement,
                    "url": review.url,
                    "datePublished": review.date,
                    "author": {"@type": "Organization", "name": review.publisher},
                    "reviewRating": rating,
                    "itemReviewed": {
                        "@type": "Claim",
                        "appearance": [{"@type": "CreativeWork", "url": step.url} for step in claim.origin if step.url],
                    },
                }
            )
    return result


def corpus_lines(claims: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """One claims.jsonl line a claim; `pungmun classify --claims` reads them."""
    for claim in claims:
        yield {
            "claim_id": claim.claim_id,
            "statement": claim.statement,
            "truth": claim.truth,
            "weaker_true": list(claim.weaker_true),
            "verdict": claim.verdict,
            "variants": list(claim.variants),
            "aliases": {key: list(words) for key, words in claim.aliases.items()},
            "published": claim.reviews[0].date if claim.reviews else None,
        }


def import_claims(path: Path, folder: Path) -> tuple[list[Path], list[str]]:
    """Write one YAML a claim; files that exist are kept.

    Args:
        path: JSON lines of the corpus's format, or ClaimReview JSON-LD (one object, a list, or a `@graph`).
        folder: config/claims.

    Returns:
        The files written, and `name: why` of what was refused.

    Raises:
        ConfigError: the file is neither.
    """
    written: list[Path] = []
    refused: list[str] = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, entry in enumerate(_entries(path), 1):
        name = f"entry {number}"
        try:
            data = _from_claim_review(entry) if "claimReviewed" in entry else _from_corpus(entry)
            name = str(data.get("claim_id") or name)
            ClaimFile.model_validate(data)
        except (AttributeError, TypeError) as error:
            refused.append(f"{name}: it is not built like a claim ({error})")
            continue
        except ValidationError as error:
            refused += [f"{name}: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
            continue
        target = folder / f"{data['claim_id']}.yml"
        if target.exists():
            refused.append(f"{name}: {target} exists; edit that file")
            continue
        target.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
        written.append(target)
    return written, refused


def _entries(path: Path) -> Sequence[Mapping[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}).", todo="save it as UTF-8") from error
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        try:
            data = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise ConfigError(
                f"{path} is neither JSON nor JSON lines ({error}).", todo="export ClaimReview JSON-LD or a claims.jsonl"
            ) from error
    if isinstance(data, dict):
        data = data.get("@graph", [data])
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise ConfigError(f"{path} holds no list of claims.", todo="give one JSON object a claim")
    return data


def _from_claim_review(entry: Mapping[str, Any]) -> dict[str, Any]:
    author = entry.get("author") or {}
    rating = entry.get("reviewRating") or {}
    verdict = str(rating.get("alternateName") or rating.get("ratingValue") or "")
    review = {"publisher": author.get("name", "") if isinstance(author, dict) else "", "url": entry.get("url", "")}
    review |= {"date": str(entry.get("datePublished", ""))[:10], "verdict": verdict}
    claim_id = entry.get("identifier") or _slug(str(entry.get("url", "")))
    return {"claim_id": claim_id, "version": 1, "statement": nfc(str(entry["claimReviewed"])), "verdict": verdict, "reviews": [review]}


def _from_corpus(entry: Mapping[str, Any]) -> dict[str, Any]:
    weaker = entry.get("weaker_true") or []
    data = {
        "claim_id": entry.get("claim_id", ""),
        "version": 1,
        "statement": entry.get("statement", ""),
        "truth": entry.get("truth", ""),
        "weaker_true": [weaker] if isinstance(weaker, str) else list(weaker),
        "verdict": entry.get("verdict", ""),
        "variants": entry.get("variants", []),
        "aliases": entry.get("aliases", {}),
        "reviews": entry.get("reviews", []),
    }
    return {key: value for key, value in data.items() if value or key == "reviews"}


def _slug(url: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", url.lower().split("//")[-1]).strip("-")[-60:].strip("-")
