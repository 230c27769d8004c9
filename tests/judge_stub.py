"""A judge that needs no language: for tests in which something is lost or doubled, and not judged."""

from collections.abc import Sequence

from pungmun.records import Finding, Post


class WordJudge:
    """Finds a repeat in each post that says so."""

    def judge(self, posts: Sequence[Post]) -> list[list[Finding]]:
        found = []
        for post in posts:
            at = post.document.find("닫았다")
            finding = Finding(post.post_id, "c", "repeats", 0.9, {"repeats": 0.9, "asks": 0.1}, "닫았다", at, at + 3, review=False)
            found.append([finding] if at >= 0 else [])
        return found
