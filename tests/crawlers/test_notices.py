"""Notices are told apart from articles, and articles about notices from notices."""

from datetime import UTC, datetime

import pytest

from crawlers.parsers import parse_page
from pungmun.errors import ParseError

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SENTENCES = [
    "해당 글은 삭제된 글입니다.",
    "비공개 글입니다.",
    "이 게시판은 6등급 이상 읽기가 가능합니다.",
    "존재하지 않는 게시물입니다.",
    "게시글이 삭제되었습니다.",
    "권리자의 요청으로 게시중단된 글입니다.",
    "성인 인증이 필요합니다.",
    "회원만 볼 수 있는 글입니다. 로그인 후 이용해 주세요.",
    "비정상적인 접근입니다. 자동 입력 방지 문자를 넣어 주세요.",
]


def html(body, head=""):
    return f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def kind(body, url):
    with pytest.raises(ParseError) as error:
        parse_page(body, url, seen_at=NOW)
    return error.value.kind


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_notice_is_never_a_post(sentence):
    for url in ("https://m.blog.naver.com/a_b/223264000001", "https://cafe.daum.net/sangol/Xy9z/9", "https://paper.example/1"):
        for body in (f"<p>{sentence}</p>", f"<main><p>{sentence}</p><p>처음으로 돌아가기</p></main>"):
            assert kind(html(body), url) in {"deleted", "private", "wall", "unparsed"}


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://m.blog.naver.com/a_b/223264000001", '<div id="viewTypeSelector"><p>{}</p></div>'),
        ("https://m.cafe.daum.net/sangol/Xy9z/9", '<h3 class="tit_subject">x</h3><div id="article" class="tx-content-container">{}</div>'),
        ("https://sori.tistory.com/9", '<div class="tt_article_useless_p_margin contents_style"><p>{}</p></div>'),
    ],
)
def test_a_post_may_say_every_sentence_of_a_notice(url, page, sentence):
    assert parse_page(html(page.format(f"어제 이런 화면을 봤다: “{sentence}”")), url, seen_at=NOW).text.endswith(f"{sentence}”")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_newspaper_may_quote_a_notice(sentence):
    head = '<meta property="og:type" content="article"><meta property="og:title" content="포털 오류">'
    post = parse_page(
        html(f'<div id="articleBody"><p>이용자들은 “{sentence}”라는 화면을 봤다.</p></div>', head), "https://paper.example/1", seen_at=NOW
    )
    assert sentence in post.text


def test_a_challenge_that_says_it_is_an_article_is_a_wall():
    head = '<meta property="og:type" content="article"><title>Just a moment...</title>'
    assert (
        kind(html("<article><p>Checking your browser before accessing the page you wanted</p></article>", head), "https://paper.example/1")
        == "wall"
    )


def test_long_text_in_unknown_markup_of_a_known_platform_is_unparsed():
    body = "<div class='tomorrow'>" + "<p>내일의 편집기가 쓴 긴 본문이다.</p>" * 40 + "</div>"
    assert kind(html(body), "https://m.blog.naver.com/a_b/223264000001") == "unparsed"
    assert parse_page(html(body), "https://any-blog.example/1", seen_at=NOW).parser == "article"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("alert('삭제되었거나 존재하지 않는 게시물입니다.'); history.back();", "deleted"),
        (r'alert("\uBE44\uACF5\uAC1C \uAE00\uC785\uB2C8\uB2E4."); location.href = "/";', "private"),
        ("location.href = 'https://nid.naver.com/nidlogin.login?mode=form&url=x';", "wall"),
        ('top.location.replace("https://accounts.kakao.com/login?continue=x")', "wall"),
        ("location.href = 'MobileErrorView.naver?errorType=noPost';", "deleted"),
        ("alert('안녕하세요'); start();", "empty"),
    ],
)
def test_a_page_that_only_runs_a_script_says_what_the_script_says(script, expected):
    assert kind(html(f"<script>{script}</script>"), "https://m.blog.naver.com/a_b/223264000001") == expected


def test_a_posts_own_scripts_are_no_notice():
    body = '<div id="viewTypeSelector"><p>글</p></div><script>function f() { alert("삭제된 글입니다."); }</script>'
    assert parse_page(html(body), "https://m.blog.naver.com/a_b/223264000001", seen_at=NOW).text == "글"
