import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.corpus import ReviewedPost, shipped
from models.judge import ClaimJudge, Judge
from pungmun.records import LABELS, Claim, Finding, Post, Segment

CLAIMS, POSTS = shipped()
SOME = [p.post for p in POSTS[::160]]
FILLER = "오늘은 텃밭에 상추를 심었다. 점심에는 국수를 삶아 먹었고 저녁에는 산책을 했다."


@pytest.fixture(scope="module")
def judge() -> ClaimJudge:
    return Judge.load().with_claims(CLAIMS)


def _post(text: str, title: str = "", post_id: str = "p", kind: str = "text") -> Post:
    return replace(SOME[0], post_id=post_id, title=title, segments=(Segment(kind, text),))  # type: ignore[arg-type]


def _nearly(one: list[Finding], other: list[Finding]) -> None:
    assert [(f.claim_id, f.label, f.review, f.evidence) for f in one] == [(f.claim_id, f.label, f.review, f.evidence) for f in other]
    for a, b in zip(one, other, strict=True):
        assert all(abs(a.probabilities[k] - b.probabilities[k]) < 1e-6 for k in LABELS)


def test_findings_hold_what_they_promise(judge: ClaimJudge) -> None:
    version = Judge.load().version
    for post, findings in zip(SOME, judge.judge(SOME), strict=True):
        for f in findings:
            assert post.document[f.start : f.end] == f.evidence
            assert abs(sum(f.probabilities.values()) - 1) < 1e-6
            assert f.label != "unrelated"
            assert f.reasons
            assert f.model == version


def test_one_by_one_equals_a_batch(judge: ClaimJudge) -> None:
    for post, findings in zip(SOME[:12], judge.judge(SOME[:12]), strict=True):
        _nearly(judge.judge([post])[0], findings)


def test_order_of_claims_and_posts_changes_nothing(judge: ClaimJudge) -> None:
    other = Judge.load().with_claims(CLAIMS[::-1])
    for one, two in zip(judge.judge(SOME[:12]), other.judge(SOME[11::-1])[::-1], strict=True):
        _nearly(one, two)


def test_nfd_equals_nfc_with_offsets_in_each_original(judge: ClaimJudge) -> None:
    for post in SOME[:15]:
        nfd = replace(
            post,
            title=unicodedata.normalize("NFD", post.title),
            segments=tuple(Segment(s.kind, unicodedata.normalize("NFD", s.text)) for s in post.segments),
        )
        one, other = judge.judge([post])[0], judge.judge([nfd])[0]
        assert [(f.claim_id, f.label, f.review) for f in one] == [(f.claim_id, f.label, f.review) for f in other]
        for a, b in zip(one, other, strict=True):
            assert nfd.document[b.start : b.end] == b.evidence
            assert unicodedata.normalize("NFC", b.evidence) == unicodedata.normalize("NFC", a.evidence)


def test_an_unrelated_paragraph_turns_no_repeat_into_a_refutation(judge: ClaimJudge) -> None:
    sure = [p for p, found in zip(SOME, judge.judge(SOME), strict=True) if any(f.label == "repeats" and not f.review for f in found)]
    assert sure
    for post in sure:
        longer = replace(post, segments=(*post.segments, Segment("text", FILLER)))
        before = {f.claim_id for f in judge.judge([post])[0] if f.label == "repeats" and not f.review}
        assert not [f for f in judge.judge([longer])[0] if f.claim_id in before and f.label == "debunks"]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="북한공관폐쇄했다모두 .?!\n\u200bㅋ🚫北a1", max_size=120))
def test_offsets_hold_for_any_text(judge: ClaimJudge, text: str) -> None:
    post = _post(text, title=text[:20])
    for f in judge.judge([post])[0]:
        assert post.document[f.start : f.end] == f.evidence


@pytest.mark.parametrize("text", ["", " \n ", "가" * 1_000_000, "?!" * 500, "\x00\x01"])
def test_odd_posts_stop_nothing(judge: ClaimJudge, text: str) -> None:
    assert isinstance(judge.judge([_post(text)])[0], list)


@pytest.mark.parametrize("kind", ["card", "caption", "code"])
def test_borrowed_words_never_make_a_repeat(judge: ClaimJudge, kind: str) -> None:
    claim = CLAIMS[0]
    for text in (claim.statement, *claim.variants):
        found = judge.judge([_post(text, kind=kind)])[0]
        assert not [f for f in found if f.label == "repeats" and not f.review]


def test_a_quotation_is_not_flagged_without_review(judge: ClaimJudge) -> None:
    found = judge.judge([_post(CLAIMS[0].statement, kind="quote")])[0]
    assert not [f for f in found if f.label == "repeats" and not f.review]


def test_a_thin_entry_is_never_flagged_without_review() -> None:
    thin = [Claim(c.claim_id, c.statement, variants=c.variants, aliases=c.aliases) for c in CLAIMS[:12]]
    ids = {c.claim_id for c in thin}
    posts = [p.post for p in POSTS if p.claim_id in ids and p.label == "repeats"]
    assert not [f for found in Judge.load().with_claims(thin).judge(posts) for f in found if f.label == "repeats" and not f.review]


def test_no_claims_and_no_posts() -> None:
    assert Judge.load().with_claims([]).judge(SOME[:2]) == [[], []]
    assert Judge.load().with_claims(CLAIMS).judge([]) == []


def test_match_names_the_claim_first(judge: ClaimJudge) -> None:
    wanted = [p for p in POSTS[::20] if p.label == "repeats"]
    ranked = judge.match([p.post for p in wanted], top=10)
    assert sum(bool(r) and r[0][0] == p.claim_id for p, r in zip(wanted, ranked, strict=True)) >= 0.85 * len(wanted)
    assert all(len(r) <= 10 and r == sorted(r, key=lambda x: (-x[1], x[0])) for r in ranked)


def test_a_copy_gets_the_reviewed_label_unless_what_was_added_turns_it() -> None:
    labelled = next(p for p in POSTS if p.label == "repeats" and len(p.post.text) > 150)
    reviewed = Judge.load().with_claims(CLAIMS, [ReviewedPost(labelled.post, labelled.claim_id, "weaker_true")])

    def label(post: Post) -> str | None:
        return next((f.label for f in reviewed.judge([post])[0] if f.claim_id == labelled.claim_id), None)

    copy = replace(labelled.post, post_id="copy", segments=(Segment("text", "(펌) " + labelled.post.text + " 🔥"),))
    turned = replace(
        labelled.post, post_id="turned", segments=(Segment("text", labelled.post.text + "\n이 글은 거짓입니다. 퍼뜨리지 마세요."),)
    )
    assert label(copy) == "weaker_true"
    found = next((f for f in reviewed.judge([turned])[0] if f.claim_id == labelled.claim_id), None)
    assert found is None or "제안" not in " ".join(found.reasons)
