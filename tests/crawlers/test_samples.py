"""Real saved pages, outside the project: the values that their README states."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.parsers import Post, parse_many, parse_page
from crawlers.parsers.page import Page
from crawlers.parsers.urls import read_address
from pungmun.errors import ParseError, SourceError
from pungmun.records import SEOUL

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.samples


@pytest.fixture(autouse=True)
def _samples_are_there():
    if not SAMPLES.is_dir():
        message = "the saved pages in ../shared/samples are not on this machine"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)


def parse(name: str, url: str) -> Post:
    return parse_page((SAMPLES / name).read_bytes(), url, seen_at=NOW)


def many(name: str, url: str = "https://search.invalid/reply"):
    return parse_many((SAMPLES / name).read_bytes(), url, seen_at=NOW)


def kinds(post: Post) -> list[str]:
    return [segment.kind for segment in post.segments]


@pytest.mark.parametrize(
    ("case", "log_no", "printed", "parser", "characters"),
    [
        ("se2-legacy", "220496669802", "2015-10-01 18:33", "naver-blog-se2", 10),
        ("se2-code-image-autolayout", "221504285266", "2019-04-03 11:07", "naver-blog-se2", 1002),
        ("se4-video-table", "221302086471", "2018-06-19 13:16", "naver-blog-se-one", 280),
        ("se4-quote-formula-code", "222619228134", "2022-01-11 22:53", "naver-blog-se-one", 5751),
        ("se4-formula-code-linkcard", "223034929697", "2023-03-04 22:38", "naver-blog-se-one", 2189),
    ],
)
def test_mobile_naver_pages_have_their_values(case, log_no, printed, parser, characters):
    # The address says nothing here: everything has to come from the page.
    post = parse(f"naver-blog/mobile_{case}.html", "https://archive.invalid/saved.html")
    assert post.canonical_url == f"https://blog.naver.com/mym0404/{log_no}"
    assert post.post_id == read_address(f"https://m.blog.naver.com/PostView.naver?blogId=MYM0404&logNo={log_no}").post_id
    assert post.author == "MJ Studio"
    assert post.published.precision == "second"
    assert post.published.instant.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") == printed
    assert post.parser == parser
    # Header, category and buttons also stand in the container, so only a gross loss counts; SE ONE repeats the header inside.
    assert len(post.text) + len(post.title) > characters * (0.1 if case == "se4-video-table" else 0.7)


def test_link_cards_and_quotations_stand_apart():
    cards = parse("naver-blog/mobile_se4-formula-code-linkcard.html", "https://archive.invalid/x")
    assert kinds(cards).count("card") == 3
    assert cards.links[:2] == ("https://www.acmicpc.net/problem/9942", "https://www.acmicpc.net/problem/1607")
    assert cards.links[2].startswith("https://en.wikipedia.org/wiki/Tower_of_Hanoi#")
    quotes = parse("naver-blog/mobile_se4-quote-formula-code.html", "https://archive.invalid/x")
    assert kinds(quotes).count("quote") == 5
    assert kinds(quotes).count("card") == 2
    assert {"https://www.acmicpc.net/problem/19693", "https://jwvg0425-ps.tistory.com/98"} <= set(quotes.links)
    own = " ".join(segment.text for segment in quotes.segments if segment.kind == "text")
    assert "Squeaky the Mouse" not in own


def test_tables_and_code_are_marked():
    assert "table" in kinds(parse("naver-blog/mobile_se4-video-table.html", "https://archive.invalid/x"))
    assert kinds(parse("naver-blog/mobile_se2-code-image-autolayout.html", "https://archive.invalid/x")).count("code") == 2


def test_code_keeps_its_lines():
    post = parse("naver-blog/mobile_se4-formula-code-linkcard.html", "https://archive.invalid/x")
    code = next(segment.text for segment in post.segments if "solve()" in segment.text)
    assert "void solve() {\n   int n, t = 1;\n" in code


def test_the_mobile_blog_search():
    posts = many("naver-blog-api/mobile_search_post_anonymised.json", "https://m.blog.naver.com/api/search/v1/post")
    assert posts[0].canonical_url == "https://blog.naver.com/synthetic_blog_8/224343987841"
    assert posts[0].title == "샘플시 가볼만한곳 베스트 9 샘플 추천 명소"
    assert posts[0].published.iso() == "2026-07-12T10:46:00+09:00"
    assert all(post.excerpt for post in posts)


def test_desktop_naver_page():
    post = parse(
        "naver-blog/desktop_postview_official_trimmed.html", "https://blog.naver.com/PostView.naver?blogId=naverofficial&logNo=224367462657"
    )
    assert post.title == "[네이버 메이트 인터뷰] 레시피 블로그 'MJ의후다닥레시피'를 만나다"
    assert post.published.iso() == "2026-08-04T11:00+09:00"
    assert post.published.precision == "minute"
    assert post.text.startswith("[네이버 메이트 인터뷰]는 스페셜 네이버 메이트로 선정된\n")


def test_shells_name_the_address_of_their_article():
    with pytest.raises(ParseError, match="logNo=224367462657") as naver:
        parse("naver-blog/desktop_outer_frameset_official.html", "https://blog.naver.com/naverofficial/224367462657")
    assert naver.value.kind == "shell"
    with pytest.raises(ParseError, match="grpid=ccJT") as daum:
        parse("daum-cafe/outer_frameset_2011.html", "http://cafe.daum.net/loveclimb")
    assert daum.value.kind == "shell"


def test_daum_article_of_2011():
    post = parse("daum-cafe/album_read_2011_masked.html", "http://cafe986.daum.net/_c21_/album_read?grpid=ccJT&fldid=_album&datanum=4089")
    assert post.published.iso() == "2011-05-31T22:45:10+09:00"
    assert post.title == "암벽교실 16기_1주차: 백운대 (4) - 회원10씨가 찍은 사진입니다."
    assert post.author == "별명02(회원02)"
    assert post.canonical_url == "https://cafe.daum.net/loveclimb/_album/4089"
    assert post.post_id == read_address("http://cafe.daum.net/loveclimb/_album/4089").post_id


def test_daum_list_of_2011():
    links = many("daum-cafe/album_list_2011_masked.html", "http://cafe986.daum.net/_c21_/album_list?grpid=ccJT&fldid=_album")
    assert len(links) == 15
    assert (links[0].title, links[0].published.iso()) == ("암벽교실 1..", "2011-05-31")
    assert "datanum=4089" in links[0].url


def test_a_page_declared_euc_kr_that_is_utf_8():
    body = (SAMPLES / "daum-cafe/login_error_2010.html").read_bytes()
    page = Page(body, "https://logins.daum.net/x", NOW)
    assert (page.decoded.charset, page.decoded.declared, page.decoded.broken) == ("utf-8", "euc-kr", 0)
    with pytest.raises(ParseError, match="로그인 오류") as error:
        parse_page(body, "https://logins.daum.net/x", seen_at=NOW)
    assert error.value.kind == "wall"


def test_bot_wall():
    with pytest.raises(ParseError) as error:
        parse("bot-wall/cloudflare_403_masked.html", "https://damoang.invalid/free")
    assert error.value.kind == "wall"


def test_brunch_takes_the_whole_text_from_json_ld():
    post = parse("brunch/post_official_trimmed.html", "https://brunch.co.kr/@brunch/431")
    assert post.published.iso() == "2026-09-07T01:00:24+09:00"
    assert post.author == "브런치팀"
    assert len(post.text) > 2500


@pytest.mark.parametrize(
    ("name", "url", "title", "published", "words"),
    [
        ("theqoo/post_with_board_list.html", "https://theqoo.net/square/4347529638", "늙크크들은", "2026-09-16T23:23+09:00", "트위터에서"),
        (
            "clien/post_with_comments_masked.html",
            "https://www.clien.net/service/board/park/1",
            "이 정부는",
            "2026-09-16T23:34:27+09:00",
            "잘리면",
        ),
        ("fmkorea/post_with_comments_masked.html", "https://www.fmkorea.com/best/1", "강레오", "2026-09-16T23:17+09:00", "잘리면"),
    ],
)
def test_boards(name, url, title, published, words):
    post = parse(name, url)
    assert post.title.startswith(title)
    assert post.published.iso() == published
    assert words in post.text
    assert "댓글" not in post.text


def test_search_replies():
    blog = many("naver-search-api/blog_2023.json")
    assert [post.published.iso() for post in blog] == ["2023-12-22", "2023-10-18"]
    assert blog[1].author == "찌뽕&나뽕이 세상"
    assert blog[0].title == "흔한 백수의 일상 | 인간관계 고찰,대구맛집 7곳,입술 변신..."
    assert blog[0].canonical_url == "https://blog.naver.com/jiji_goguma_/223300051187"
    xml = many("naver-search-api/blog_2016_official.xml")
    assert (len(xml), xml[0].title) == (1, "명예훼손 없이 리뷰쓰기")
    cafe = many("naver-search-api/cafearticle_2016_official.xml")
    assert (len(cafe), cafe[0].published.precision) == (2, "unknown")
    assert "하셨어요ü" in cafe[1].text
    news = many("naver-search-api/news_2016_official.xml")[0]
    assert (news.platform, news.published.iso()) == ("news", "2016-09-26T07:50:00+09:00")
    assert news.canonical_url.endswith("?c=AKR20160926019000008&did=1195m")
    kakao = many("kakao-search-api/cafe_2021_masked.json")[0]
    assert (kakao.canonical_url, kakao.published.iso()) == ("https://cafe.daum.net/SoulDresser/FLTB/419527", "2021-06-16T13:33:09+09:00")
    assert many("kakao-search-api/blog_2021.json")[0].platform == "tistory"


@pytest.mark.parametrize("name", ["error_024_official.json", "error_024_official.xml"])
def test_search_errors(name):
    with pytest.raises(SourceError, match="024") as error:
        many(f"naver-search-api/{name}")
    assert error.value.kind == "auth"


def test_feed():
    posts = many("naver-blog-rss/rss_2021_masked.xml")
    assert [post.published.instant.astimezone(SEOUL) - posts[1].published.instant for post in posts][1] == timedelta(0)
    assert posts[0].text == "https://www.instagram.com/p/XXXXXXXXXXX/?utm_source=ig_web_copy_link"
    assert posts[1].title == "나루토♬"
