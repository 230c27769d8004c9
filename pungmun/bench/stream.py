"""Texts for the bench: a realistic stream, and a registry that is a hundred times as large."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pungmun.errors import ConfigError
from pungmun.records import Claim, Post, Published, Segment, nfc, stable_id

#: One post in so many comes from the labelled corpus.
ON_TOPIC = 100
#: Longest background post, in characters.
LONGEST = 800
START = datetime(2023, 11, 1, tzinfo=UTC)
PLATFORMS = ("naver_blog", "daum_cafe", "tistory", "other_board")
#: Words that turn a real claim into another one that is as long and as common: places, peoples, things, years.
SWAPS = {
    "북한": ["남수단", "라오스", "몽골", "네팔", "페루", "가나", "케냐", "쿠바", "오만", "알제리", "튀니지", "볼리비아"],
    "정부": ["시청", "도청", "교육청", "구청", "군청", "공단", "공사", "조합"],
    "한국": ["독일", "호주", "캐나다", "인도", "태국", "터키", "브라질", "이집트"],
    "마스크": ["장갑", "우산", "안경", "장화", "모자", "외투"],
    "백신": ["연고", "비타민", "안약", "소독제", "진통제"],
    "쌀": ["보리", "감자", "옥수수", "밀가루", "고구마"],
}


def background(folder: Path) -> list[str]:
    """Paragraph-sized texts that are about no registered claim.

    Args:
        folder: holds `petitions/` (JSON lines with `content`) and `kote/` (TSV: id, text, labels).

    Raises:
        ConfigError: the folder holds neither.
    """
    texts: list[str] = []
    for path in sorted(folder.glob("petitions/petitions_*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            texts += [part.strip() for part in json.loads(line).get("content", "").split("\n") if len(part.strip()) > 40]
    for path in sorted(folder.glob("kote/*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            texts += [row[1] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 3 and row[1].strip()]
    if not texts:
        raise ConfigError(f"{folder} holds no background texts.", todo="give --background a folder with petitions/ and kote/")
    return [nfc(text) for text in texts]


def stream(texts: Sequence[str], on_topic: Sequence[Post], size: int, seed: int = 1) -> Iterator[Post]:
    """`size` posts: runs of background texts of 60 to 800 characters, one in a hundred from the corpus; the same for the same seed.

    Every background text is used once before any is used again, so that a stream of at most `fresh_posts` holds none twice and
    no cache of sentences makes it look faster than real posts would be.
    """
    rng = random.Random(seed)  # noqa: S311
    waiting: list[str] = []
    for number in range(size):
        if on_topic and number % ON_TOPIC == ON_TOPIC // 2:
            yield replace(rng.choice(on_topic), post_id=f"t{seed}-{number:08d}")
            continue
        wanted = min(LONGEST, 60 + int(rng.expovariate(1 / 250)))
        parts: list[str] = []
        while sum(map(len, parts)) < wanted:
            if not waiting:
                waiting = rng.sample(list(texts), len(texts))
            parts.append(waiting.pop())
        yield post(f"b{seed}-{number:08d}", "\n".join(parts)[:LONGEST], number, rng)


def fresh_posts(texts: Sequence[str]) -> int:
    """About how many posts of a stream have no background text in common."""
    return sum(min(len(text), LONGEST) for text in texts) // 480


def post(post_id: str, text: str, number: int, rng: random.Random) -> Post:
    """A post of our own making, at a time of its own."""
    when = START + timedelta(seconds=rng.randrange(90 * 24 * 3600))
    url = f"https://bench.example/{post_id}"
    title, _, _ = text.partition(" ")
    return Post(
        post_id,
        rng.choice(PLATFORMS),
        url,
        url,
        f"{title} {number}",
        (Segment("text", text),),
        Published.at(when),
        when + timedelta(hours=1),
        source_id="bench",
        author_key=stable_id(str(rng.randrange(10_000))),
    )


def many_claims(claims: Sequence[Claim], size: int) -> list[Claim]:
    """`size` registry entries: the real ones, then variations with other places and things (a hundred swaps of words)."""
    made = list(claims[:size])
    rng = random.Random(2)  # noqa: S311
    while len(made) < size:
        model = rng.choice(list(claims))
        swaps = {old: rng.choice(new) for old, new in SWAPS.items()}
        number = rng.randrange(2, 10_000)

        def vary(text: str, swaps: dict[str, str] = swaps, number: int = number) -> str:
            for old, new in swaps.items():
                text = text.replace(old, new)
            return text.replace("년", f"{number % 60 + 1960}년", 1) if "년" in text else f"{number}호 {text}"

        made.append(
            replace(
                model,
                claim_id=f"{model.claim_id}-{len(made)}",
                statement=vary(model.statement),
                truth=vary(model.truth),
                weaker_true=tuple(map(vary, model.weaker_true)),
                variants=tuple(map(vary, model.variants)),
                aliases={vary(key): tuple(map(vary, words)) for key, words in model.aliases.items()},
            )
        )
    return made
