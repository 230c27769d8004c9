"""The story that the replay site serves: posts as data, found by their native addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from crawlers.parsers.urls import read_address

SHIPPED = Path(__file__).parent / "story"


@dataclass(frozen=True)
class StoryPost:
    """One post; `row` is its line in posts.jsonl (story/README.md has the fields)."""

    row: dict[str, Any]

    @property
    def platform(self) -> str:
        """`naver_blog`, `daum_cafe`, `tistory`, `brunch` or `news`."""
        return str(self.row["platform"])

    @property
    def state(self) -> str:
        """`ok`, `deleted`, `private` or `wall`."""
        return str(self.row.get("state", "ok"))

    @property
    def url(self) -> str:
        """The public address, as a search reply gives it."""
        row = self.row
        match self.platform:
            case "naver_blog":
                return f"https://blog.naver.com/{row['blog_id']}/{row['log_no']}"
            case "daum_cafe":
                host = "m.cafe.daum.net" if row["editor"] == "mobile" else "cafe.daum.net"
                return f"http://{host}/{row['cafe']}/{row['fldid']}/{row['datanum']}"
            case "brunch":
                return f"https://brunch.co.kr/@{row['user']}/{row['n']}"
            case _:
                return f"https://{row['host']}{row['path']}"

    @cached_property
    def published(self) -> datetime | None:
        """Aware time; None for a bare day or none at all."""
        value = self.row["published"]
        return datetime.fromisoformat(value) if value and len(value) > 10 else None

    @cached_property
    def day(self) -> date | None:
        """The day; None when the page shows no date."""
        value = self.row["published"]
        return date.fromisoformat(value[:10]) if value else None

    @cached_property
    def text(self) -> str:
        """What a search service would have indexed."""
        return "\n".join([self.row["title"], *(segment["text"] for segment in self.row["segments"])])


class Story:
    """All posts and what story.yml says.

    Args:
        folder: holds `posts.jsonl` and `story.yml`.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        lines = (folder / "posts.jsonl").read_text(encoding="utf-8").splitlines()
        self.posts = [StoryPost(json.loads(line)) for line in lines if line.strip()]
        self.about: dict[str, Any] = yaml.safe_load((folder / "story.yml").read_text(encoding="utf-8"))
        self._by_key: dict[tuple[str, ...], StoryPost] = {(post.platform, *read_address(post.url).key): post for post in self.posts}
        self._by_grpid: dict[tuple[str, ...], StoryPost] = {
            (row["grpid"], row["fldid"], str(row["datanum"])): post for post in self.posts if (row := post.row).get("grpid")
        }

    @property
    def claim_id(self) -> str:
        """The claim that the story is about."""
        return str(self.about["claim_id"])

    @property
    def digest_day(self) -> str:
        """The day whose digest tells most, ISO."""
        return str(self.about["digest_day"])

    @property
    def queries(self) -> tuple[str, ...]:
        """Words that a watch of this story asks for beside the claims' own."""
        others = [query for found in self.about.get("other_queries", {}).values() for query in found]
        return tuple(dict.fromkeys([*self.about["queries"], *others]))

    def find(self, url: str) -> StoryPost | None:
        """The post at an address, whichever form it has."""
        try:
            address = read_address(url)
        except ValueError:
            return None
        platform = "news" if address.platform == "web" else address.platform
        return self._by_key.get((platform, *address.key)) or self._by_grpid.get(address.key)

    def board(self, grpid: str, fldid: str) -> list[StoryPost]:
        """Posts of one cafe board, newest first."""
        found = [post for post in self.posts if (post.row.get("grpid"), post.row.get("fldid")) == (grpid, fldid)]
        return sorted(found, key=lambda post: -int(post.row["datanum"]))

    def cafe(self, name: str) -> str | None:
        """Grpid of a cafe by its name."""
        return next((post.row["grpid"] for post in self.posts if post.row.get("cafe") == name), None)

    def search(self, query: str, platforms: frozenset[str]) -> Iterator[StoryPost]:
        """Posts that hold every word of the query, newest first, undated ones last."""
        words = query.split()
        found = [post for post in self.posts if post.platform in platforms and words and all(word in post.text for word in words)]
        yield from sorted(found, key=lambda post: (post.row["published"] or "", post.row["key"]), reverse=True)
