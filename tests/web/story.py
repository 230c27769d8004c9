"""A small archive for the console's tests: every label, three platforms, copies, day-only and unknown dates, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pungmun.records import SEOUL, Finding, Label, Post, Published, Quarantined, Review, Segment, stable_id
from pungmun.store import HealthRow, Judged, Store

CLAIM = "nk-all-missions-closed"
BRIDGE = "made-up-bridge"
START = datetime(2023, 11, 11, 9, 0, tzinfo=SEOUL)

#: label -> (title, deciding sentence)
SENTENCES: dict[Label, tuple[tuple[str, str], ...]] = {
    "repeats": (
        ("북한, 전 세계 공관 폐쇄", "북한이 재정난으로 전 세계 대사관을 모두 닫았다고 합니다."),
        ("결국 다 철수했네요", "이제 북한 대사관은 지구상에 한 곳도 남지 않았다네요."),
        ("북한 소식 퍼 왔어요", "해외 공관을 싹 다 닫았다니 정말 돈이 없나 봅니다."),
    ),
    "debunks": (
        ("북한 공관 전면 폐쇄설, 사실일까", "전 세계 공관을 모두 닫았다는 말은 사실이 아닙니다."),
        ("팩트체크: 53곳 중 일부", "53곳 가운데 열두 곳 정도만 닫았으니 ‘모두 폐쇄’는 틀린 말입니다."),
    ),
    "asks": (("이거 진짜인가요?", "북한이 대사관을 전부 닫았다는데 출처 아시는 분 계신가요?"),),
    "weaker_true": (
        ("북한, 아프리카 공관 잇달아 정리", "북한이 우간다와 앙골라 대사관을 닫았습니다."),
        ("스페인 대사관도 문 닫아", "홍콩 총영사관과 스페인 대사관이 문을 닫은 것으로 전해졌습니다."),
    ),
    "related": (("북한 외교의 역사", "북한은 한때 비동맹 국가들과 활발히 수교했습니다."),),
}
#: (label, hours after START, platform, number of the sentence); None: undated, a negative number: that many days, day only.
PLAN: tuple[tuple[Label, int | None, str, int], ...] = (
    ("weaker_true", 2, "naver_blog", 0), ("repeats", 27, "naver_blog", 0), ("repeats", 30, "naver_blog", 0),
    ("repeats", 31, "naver_blog", 1), ("asks", 33, "naver_cafe", 0), ("repeats", 50, "daum_cafe", 0),
    ("repeats", 52, "daum_cafe", 1), ("repeats", 55, "daum_cafe", 2), ("weaker_true", 56, "naver_blog", 1),
    ("repeats", 74, "naver_blog", 2), ("repeats", 75, "daum_cafe", 0), ("repeats", 76, "naver_cafe", 2),
    ("asks", 80, "daum_cafe", 0), ("debunks", 98, "naver_blog", 0), ("repeats", 99, "daum_cafe", 1),
    ("repeats", 101, "naver_cafe", 0), ("weaker_true", 104, "daum_cafe", 0), ("debunks", 124, "daum_cafe", 1),
    ("debunks", 126, "naver_blog", 1), ("debunks", 130, "naver_blog", 0), ("related", 131, "naver_blog", 0),
    ("repeats", 150, "daum_cafe", 2), ("debunks", 151, "naver_cafe", 1), ("weaker_true", 170, "naver_blog", 0),
    ("repeats", -3, "naver_blog", 2), ("debunks", -6, "naver_blog", 0), ("related", -4, "daum_cafe", 0),
    ("repeats", None, "daum_cafe", 1), ("asks", None, "daum_cafe", 0), ("repeats", 220, "naver_blog", 1),
)  # fmt: skip


def _post(number: int, platform: str, title: str, sentence: str, published: Published) -> Post:
    url = f"https://{platform.replace('_', '-')}.example/{number}"
    body = "아침에 본 글을 옮깁니다." if number % 2 else "요즘 이 이야기가 많이 보이네요."
    segments = (
        Segment("text", f"{body}\n{sentence}"),
        Segment("quote", "출처를 함께 확인해 주세요."),
        Segment("card", "유엔뉴스 unnews.net"),
    )
    return Post(
        post_id=stable_id(platform, str(number)),
        platform=platform,
        url=url,
        canonical_url=url,
        title=title,
        segments=segments if number % 3 == 0 else segments[:1],
        published=published,
        seen_at=(published.instant or START + timedelta(days=9)) + timedelta(hours=1),
        source_id="replay-blog" if platform == "naver_blog" else "replay-cafe",
        author_key=stable_id("author", str(number % 7)),
        links=("https://www.unnews.net/View.aspx?No=3006818",) if number % 4 == 1 else (),
        capture=stable_id("a", str(number)) * 2,
        parser="naver_post",
        parser_version="1",
    )


def _finding(post: Post, claim_id: str, label: Label, sentence: str, score: float, *, review: bool) -> Finding:
    start = post.document.index(sentence)
    rest = round((1 - score) / 2, 4)
    others = [name for name in ("repeats", "debunks", "asks", "related") if name != label][:2]
    chances = {label: score, others[0]: rest, others[1]: 1 - score - rest}
    why = ("‘모두’라고 말한다", "의심하는 말이 없다")
    end = start + len(sentence)
    return Finding(post.post_id, claim_id, label, score, chances, sentence, start, end, review, 2, "model", "v1-test", why)


def judged_posts() -> list[Judged]:
    """The story's posts with their findings; two posts judged about a second claim, three posts about none."""
    batch = []
    for number, (label, hours, platform, which) in enumerate(PLAN):
        title, sentence = SENTENCES[label][which]
        if hours is None:
            published = Published()
        elif hours < 0:
            published = Published.on((START + timedelta(days=-hours)).date())
        else:
            published = Published.at(START + timedelta(hours=hours), "minute")
        post = _post(number, platform, title, sentence, published)
        finding = _finding(post, CLAIM, label, sentence, 0.55 if number % 6 == 4 else 0.93, review=number % 6 == 4)
        batch.append(Judged(post, (finding,), frozenset({CLAIM, BRIDGE})))
    for number, text in enumerate(("다온대교가 완전히 무너졌다고 하네요.", "다온대교 난간 일부가 떨어졌습니다."), start=100):
        post = _post(number, "other_board", "다온대교 소식", text, Published.at(START + timedelta(hours=60 + number), "minute"))
        label: Label = "repeats" if number == 100 else "weaker_true"
        batch.append(Judged(post, (_finding(post, BRIDGE, label, text, 0.9, review=False),), frozenset({CLAIM, BRIDGE})))
    for number in range(200, 203):
        post = _post(number, "naver_blog", "주말 나들이", "단풍이 아주 고왔습니다.", Published.at(START + timedelta(hours=number - 150)))
        batch.append(Judged(post, (), frozenset({CLAIM, BRIDGE})))
    return batch


def fill(store: Store) -> None:
    """Write the whole story."""
    batch = judged_posts()
    store.write(batch)
    copies = sorted(j.post.post_id for j in batch if j.post.title == "북한, 전 세계 공관 폐쇄")
    store.set_clusters(dict.fromkeys(copies, copies[0]))
    debunk = next(j.post for j in batch if j.findings and j.findings[0].label == "debunks" and not j.findings[0].review)
    store.set_review(Review(debunk.post_id, CLAIM, "debunks", "한결", datetime(2023, 11, 17, 2, tzinfo=UTC), "인용한 뒤 부정한다"))
    for day in range(11, 22):
        store.add_health(HealthRow("replay-blog", date(2023, 11, day), f"r{day}", 12, 12, 6, 3))
    store.add_health(HealthRow("replay-cafe", date(2023, 11, 21), "r21", 12, 9, 4, 1, 1, {"wall": 2, "http_403": 1}))
    when = datetime(2023, 11, 21, 3, tzinfo=UTC)
    item = Quarantined("q1", "wall", "https://cafe.daum.example/wall/1", "로그인 화면이 왔다", when, "replay-cafe")
    store.quarantine(
        [item, replace(item, item_id="q2", kind="unparsed", url="https://blog.naver.example/odd", reason="본문을 찾지 못했다")]
    )
    store.log(when, "한결", "claim.edit", CLAIM, "version 1 → 2")
