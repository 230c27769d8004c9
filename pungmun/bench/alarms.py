"""Real text that is about no claim: how often the judgement accuses it."""

from __future__ import annotations

from pungmun.bench.result import Figure
from pungmun.bench.setting import Setting
from pungmun.bench.stream import stream

BATCH = 128


def unrelated(setting: Setting) -> list[Figure]:
    """Background posts judged against every claim of the corpus; each flag that nobody would have looked at is an accusation."""
    from models.judge import Judge

    judge = Judge.load().with_claims(setting.claims)
    posts = list(stream(setting.texts, (), setting.size(300, 5000), seed=9))
    found = [finding for at in range(0, len(posts), BATCH) for row in judge.judge(posts[at : at + BATCH]) for finding in row]
    flagged = [finding for finding in found if finding.label == "repeats" and not finding.review]
    waiting = {finding.post_id for finding in found if finding.review}
    names = ", ".join(f"{finding.post_id} / {finding.claim_id}" for finding in flagged[:5])
    told = f"{len(posts):,} posts, {len(setting.claims)} claims; {len(found)} findings, {len(waiting)} posts put up for review"
    return [
        Figure(
            "unrelated posts flagged as repeats without review, of 5,000",
            5000 * len({finding.post_id for finding in flagged}) / len(posts),
            "posts",
            1,
            "less",
            detail=f"{told}; {names}" if names else told,
        )
    ]
