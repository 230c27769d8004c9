"""Naver's three editors are told apart by what the page says and by its container, never by pasted markup."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.parsers import parse_page, pictures_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGES = Path(__file__).parents[1] / "pages"
MOBILE = "https://m.blog.naver.com/moon/223264000001"
DESKTOP = "https://blog.naver.com/PostView.naver?blogId=moon&logNo=223264000001"
PASTED = {
    "one": '<div class="se-component se-quotation"><blockquote>남의 말</blockquote></div>',
    "three": '<div class="se_component se_quotation"><blockquote><p class="se_textarea">남의 말</p></blockquote></div>',
    "two": '<blockquote class="se2_quote1">남의 말</blockquote>',
}


def page(body, version=None):
    told = f'<div id="_post_property" editorversion="{version}" addDate="1699916712345"></div>' if version else ""
    return f'<html><head><meta charset="utf-8"></head><body>{told}{body}</body></html>'.encode()


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize(("version", "parser"), [(2, "naver-blog-se2"), (3, "naver-blog-se3"), (4, "naver-blog-se-one")])
def test_a_mobile_page_says_which_editor_it_was(version, parser, pasted):
    post = parse_page(page(f'<div id="viewTypeSelector"><p>내 말</p>{pasted}</div>', version), MOBILE, seen_at=NOW)
    assert post.parser == parser
    assert [(segment.kind, segment.text) for segment in post.segments] == [("text", "내 말"), ("quote", "남의 말")]


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize(
    ("container", "parser"),
    [
        ('<div id="post-view223264000001">{}</div>', "naver-blog-se2"),
        ('<div class="se_component_wrap sect_dsc __se_component_area">{}</div>', "naver-blog-se3"),
        ('<div class="se-main-container">{}</div>', "naver-blog-se-one"),
    ],
)
def test_a_desktop_page_is_told_by_its_container(container, parser, pasted):
    post = parse_page(page(container.format(f"<p>내 말</p>{pasted}")), DESKTOP, seen_at=NOW)
    assert post.parser == parser
    assert [(segment.kind, segment.text) for segment in post.segments] == [("text", "내 말"), ("quote", "남의 말")]


def test_of_several_posts_on_a_desktop_page_the_asked_one_is_read():
    posts = "".join(
        f'<div id="post-view22326400000{number}"><div class="se-main-container"><p>글 {number}</p></div></div>' for number in (3, 1, 2)
    )
    assert parse_page(page(posts), DESKTOP, seen_at=NOW).text == "글 1"


def test_a_picture_with_a_link_and_one_that_leads_to_itself():
    pictures = (
        """<div class="se-component se-image"><a href="#" data-linkdata='{"linkUse":"true","link":"https://x.example/a"}'><img></a>"""
        """<div class="se-caption">그림 설명</div></div><a href="#" data-linkdata='{"linkUse":"false","link":""}'><img></a>"""
    )
    post = parse_page(page(f'<div class="se-main-container">{pictures}</div>'), DESKTOP, seen_at=NOW)
    assert post.links == ("https://x.example/a",)
    assert [(segment.kind, segment.text) for segment in post.segments] == [("caption", "그림 설명")]


def test_pictures_are_the_writers_own_in_the_size_that_is_shown():
    body = (PAGES / "naver-blog-se-one" / "components.html").read_bytes()
    url = "https://blog.naver.com/PostView.naver?blogId=watermill_1&logNo=223264000010"
    found = pictures_of(body, url, seen_at=NOW)
    assert found[0] == "https://example.com/w.png?type=w800"
    assert [name.rsplit("/", 1)[1] for name in found[1:]] == ["1.png", "2.png", "3.png"], "no sticker, no card"
    old = (
        '<div id="viewTypeSelector"><span class="_img" thumburl="https://x.example/o.png?type="></span><img src="/static/blank.gif"></div>'
    )
    page = f'<html><head><meta charset="utf-8"></head><body>{old}</body></html>'.encode()
    assert pictures_of(page, "https://m.blog.naver.com/a_b/223264000001", seen_at=NOW) == ["https://x.example/o.png?type=w800"]


def test_a_desktop_page_may_tell_its_writer_in_a_script_only():
    script = r"<script>var blogId = 'moon'; var nickName = '달빛 \'사서\''; var blogNo = '1';</script>"
    assert parse_page(page(f'{script}<div class="se-main-container"><p>글</p></div>'), DESKTOP, seen_at=NOW).author == "달빛 '사서'"


def test_of_several_posts_on_a_page_the_fields_are_those_of_the_one_asked_for():
    def one(number, title, date, words):
        return (
            f'<div class="post"><span class="pcol1 itemSubjectBoldfont">{title}</span>'
            f'<span class="nick"><a class="link">{title} 쓴이</a></span>'
            f'<p class="date fil5 pcol2 _postAddDate">{date}</p><div id="post-view{number}" class="post-view">{words}</div></div>'
        )

    posts = one(223264000009, "남의 제목", "2011. 1. 1. 1:11", "남의 글") + one(223264000001, "내 제목", "2012. 2. 2. 2:22", "내 글")
    body = f'<meta property="og:title" content="블로그 이름"><div id="postListBody">{posts}</div>'
    post = parse_page(page(body), DESKTOP, seen_at=NOW)
    assert (post.title, post.author, post.published.iso(), post.text) == ("내 제목", "내 제목 쓴이", "2012-02-02T02:22+09:00", "내 글")
