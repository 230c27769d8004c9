"""The small readers: dates, encodings, addresses, JavaScript objects, text."""

from datetime import UTC, datetime

import pytest

from crawlers.parsers import parse_page
from crawlers.parsers.clean import clean_line, clean_text
from crawlers.parsers.dates import from_digits, from_epoch_ms, from_iso, from_printed, from_rfc822
from crawlers.parsers.encoding import decode
from crawlers.parsers.jsobject import assigned, calls, pairs, unescape
from crawlers.parsers.many import plain
from crawlers.parsers.urls import read_address
from pungmun.errors import ParseError
from pungmun.records import SEOUL

# 01:30 in Seoul on 26 November, still 25 November in UTC.
NIGHT = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2019. 7. 19. 12:11", "2019-07-19T12:11+09:00"),
        ("  2015. 10. 1. \n 18:33 ", "2015-10-01T18:33+09:00"),
        ("2026.05.08. 14:03", "2026-05-08T14:03+09:00"),
        ("26.05.08", "2026-05-08"),
        ("11.05.31. 23:40", "2011-05-31T23:40+09:00"),
        ("작성 2026-09-16 23:34:27 조회 3", "2026-09-16T23:34:27+09:00"),
        ("2011/05/07 09:30", "2011-05-07T09:30+09:00"),
        ("2023년 11월 14일 오후 3:05", "2023-11-14T15:05+09:00"),
        ("2023년 11월 14일 (화) 오전 12시 5분", "2023-11-14T00:05+09:00"),
        ("입력 2023.11.14. 오전 9:07", "2023-11-14T09:07+09:00"),
        ("12:34", "2026-11-26T12:34+09:00"),
        ("방금 전", "2026-11-26T01:30+09:00"),
        ("52분 전", "2026-11-26T00:38+09:00"),
        ("2시간 4분 전", "2026-11-25T23:26+09:00"),
        ("1시간 전", "2026-11-26"),
        ("3시간 전", "2026-11-25"),
        ("20시간 전", "2026-11-25"),
        ("2일 전", "2026-11-24"),
        ("1주 전", "2026-11-19"),
        ("어제", "2026-11-25"),
        ("어제 오후 11:02", "2026-11-25T23:02+09:00"),
        ("그저께", "2026-11-24"),
        ("", None),
        ("댓글 12개", None),
        ("99.99.99", None),
        ("2099. 1. 1. 00:00", None),
        ("1970. 1. 1. 09:00", None),
        ("버전 1.2.3.4", None),
    ],
)
def test_printed_dates(printed, iso):
    found = from_printed(printed, NIGHT)
    assert found.iso() == iso
    assert (found.precision == "day") == (iso is not None and len(iso) == 10)


def test_machine_dates():
    assert from_epoch_ms("1443691999200", NIGHT).iso() == "2015-10-01T18:33:19+09:00"
    assert from_digits("20110531224510", NIGHT).iso() == "2011-05-31T22:45:10+09:00"
    assert from_digits("20161208", NIGHT).iso() == "2016-12-08"
    assert from_rfc822("Mon, 26 Sep 2016 07:50:00 +0900", NIGHT).iso() == "2016-09-26T07:50:00+09:00"
    assert from_iso("2021-06-16T13:33:09.000+09:00", NIGHT).iso() == "2021-06-16T13:33:09+09:00"
    assert from_iso("2026-02-03T06:00:00Z", NIGHT).instant.astimezone(SEOUL).hour == 15
    assert from_iso("2026-02-03 15:04", NIGHT).precision == "minute"
    for nonsense in ("", "x", "0", "99999999999999999999", "-1", "2026-13-45"):
        assert from_epoch_ms(nonsense, NIGHT).day is None
        assert from_digits(nonsense, NIGHT).day is None
        assert from_iso(nonsense, NIGHT).day is None
        assert from_rfc822(nonsense, NIGHT).day is None


def test_a_clock_of_ours_that_jumped_back_makes_no_post_come_from_the_future():
    wrong = datetime(1970, 1, 1, tzinfo=UTC)
    assert from_printed("2023. 11. 14. 8:05", wrong).iso() == "2023-11-14T08:05+09:00"


@pytest.mark.parametrize(
    ("body", "headers", "charset"),
    [
        ("똠방각하 펲시콜라 한글".encode("cp949"), {"Content-Type": "text/html; charset=euc-kr"}, "cp949"),
        ('<meta charset="utf-8">똠방각하가 왔다'.encode("cp949"), {}, "cp949"),
        ('<meta http-equiv="Content-Type" content="text/html;charset=euc-kr" />로그인 오류'.encode(), {}, "utf-8"),
        ("한글".encode(), {"content-type": "text/html; charset=EUC-KR"}, "utf-8"),
        ("한글 본문입니다".encode("utf-8-sig"), {}, "utf-8-sig"),
        ("한글 본문입니다".encode("utf-16"), {}, "utf-16"),
        ("선언이 없는 옛 글".encode("cp949"), {}, "cp949"),
        (b"plain ascii", {"Content-Type": "text/html; charset=klingon"}, "utf-8"),
    ],
)
def test_the_bytes_decide_the_encoding(body, headers, charset):
    found = decode(body, headers)
    assert (found.charset, found.broken) == (charset, 0)
    assert "�" not in found.text


def test_a_few_broken_bytes_are_replaced_and_counted():
    body = "가나다라마바사아자차카타파하 ".encode() * 20
    found = decode(body[:100] + b"\xff" + body[100:])
    assert found.charset == "utf-8"
    assert 1 <= found.broken <= 3
    assert found.text.count("가나다라") >= 19


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ParseError) as error:
        decode(bytes(range(128, 256)) * 50)
    assert error.value.kind == "encoding"


@pytest.mark.parametrize(
    ("url", "canonical", "article"),
    [
        (
            "https://blog.naver.com/MoonLibrary/223264000001",
            "https://blog.naver.com/moonlibrary/223264000001",
            "m.blog.naver.com/PostView.naver",
        ),
        (
            "http://blog.naver.com/PostView.nhn?blogId=a_b&logNo=130100000005&x=1",
            "https://blog.naver.com/a_b/130100000005",
            "logNo=130100000005",
        ),
        ("https://m.blog.naver.com/a_b/223264000001?referrerCode=1", "https://blog.naver.com/a_b/223264000001", "blogId=a_b"),
        ("http://a-b.blog.me/220019000004", "https://blog.naver.com/a-b/220019000004", "blogId=a-b"),
        ("https://blog.naver.com/a_b?Redirect=Log&logNo=220019000004", "https://blog.naver.com/a_b/220019000004", "blogId=a_b"),
        ("http://cafe.daum.net/sangol/Xy9z/321?q=x", "https://cafe.daum.net/sangol/Xy9z/321", "https://cafe.daum.net/sangol/Xy9z/321"),
        ("https://m.cafe.daum.net/sangol/Xy9z/321", "https://cafe.daum.net/sangol/Xy9z/321", "https://m.cafe.daum.net/sangol/Xy9z/321"),
        (
            "http://cafe986.daum.net/_c21_/bbs_read?grpid=1AbC&fldid=Xy9z&datanum=321",
            "grpid=1AbC&fldid=Xy9z&datanum=321",
            "/_c21_/bbs_read",
        ),
        (
            "http://cafe.naver.com/IslandLife/1234?art=abc",
            "https://cafe.naver.com/islandlife/1234",
            "https://cafe.naver.com/islandlife/1234",
        ),
        ("http://sori.tistory.com/m/42?category=1#c", "https://sori.tistory.com/42", "https://sori.tistory.com/42"),
        ("https://brunch.co.kr/@@Sori/12?x", "https://brunch.co.kr/@Sori/12", "https://brunch.co.kr/@Sori/12"),
        (
            "https://www.paper.example/n?utm_source=x&id=3",
            "https://www.paper.example/n?id=3",
            "https://www.paper.example/n?utm_source=x&id=3",
        ),
    ],
)
def test_addresses(url, canonical, article):
    found = read_address(url)
    assert canonical in found.canonical
    assert article in found.article


def test_all_forms_of_an_address_are_one_post():
    forms = [
        "https://blog.naver.com/MoonLibrary/223264000001",
        "https://blog.naver.com/PostView.naver?blogId=moonlibrary&logNo=223264000001&redirect=Dlog",
        "https://m.blog.naver.com/PostView.naver?logNo=223264000001&blogId=MOONLIBRARY",
    ]
    assert len({read_address(url).post_id for url in forms}) == 1
    assert (
        read_address("http://paper.example/a?b=1&c=2").post_id == read_address("https://www.paper.example/a/?c=2&b=1&utm_medium=x").post_id
    )
    assert read_address("https://paper.example/a").post_id != read_address("https://paper.example/b").post_id


@pytest.mark.parametrize("url", ["", "mailto:a@b.kr", "ftp://x/y", "javascript:alert(1)", "http://[broken"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError):  # noqa: PT011 -- any of urlsplit's too
        read_address(url)


def test_javascript_objects_that_are_no_json():
    source = (
        r"""var CAFEAPP = { A : true, GRPID : "1\"x", N: Number("2,482"), f: function() { return {b: '}'}; }, """
        r"""T:'\uC2A4\ud83d\ude00', last: 5 };"""
    )
    found = pairs(assigned(source, "CAFEAPP"))
    assert (found["GRPID"], found["T"], found["last"], found["A"], found["N"]) == ('1"x', "스😀", "5", "true", "2,482")
    assert assigned(source, "OTHER") == ""
    assert len(calls("a.push({x:1}); a.push( {y:'{'} ); a.push(3)", "a.push")) == 2
    assert unescape(r"\x41\n\'\ud800") == "A\n'�"
    assert pairs(assigned("CAFEAPP.ui = { never: 'closed", "CAFEAPP.ui")) in ({}, {"never": "closed"})


def test_hits_are_taken_away_before_entities_and_entities_once():
    assert plain("<b>등대</b> &lt;b&gt;꺼졌다&lt;/b&gt; R&amp;amp;D &quot;끝&quot;") == '등대 <b>꺼졌다</b> R&amp;D "끝"'


def test_text_is_composed_and_free_of_what_cannot_be_seen():
    assert clean_line("  \u1112\u1161\u11ab글\u200b \x00\x07 제\u00a0목\ufeff\n끝 ") == "한글 제 목 끝"
    assert clean_text("가\r\n\r\n  나\t다 \n\u200b\n라") == "가\n나 다\n라"
    assert clean_line("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert clean_text("\ud83d broken") == "? broken"


@pytest.mark.parametrize("depth", [1_000, 20_000])
def test_deep_markup_is_read_whole_or_refused(depth):
    deep = "<div>" * depth + "깊은 글" + "</div>" * depth
    page = f'<html><head><meta charset="utf-8"><title>제목</title></head><body><div id="viewTypeSelector">{deep}</div></body></html>'
    try:
        text = parse_page(page.encode(), "https://m.blog.naver.com/a_b/223264000001", seen_at=NIGHT).text
    except ParseError as error:
        text = error.kind
    assert text == ("깊은 글" if depth < 2_000 else "unparsed")


def test_words_of_a_page_are_not_taken_for_complaints_about_it():
    page = '<html><head><meta charset="utf-8"></head><body><div id="viewTypeSelector"><p>얕은 글</p></bbsdepth:1></div></body></html>'
    assert parse_page(page.encode(), "https://m.blog.naver.com/a_b/223264000001", seen_at=NIGHT).text == "얕은 글"


def test_what_is_hidden_is_not_read_and_what_is_folded_is():
    body = (
        '<p>보이는 말</p><p style="DISPLAY : none">감춘 말</p><div hidden>더 감춘 말</div>'
        '<div data-ke-type="moreLess"><a class="btn-toggle-moreless">더보기</a>'
        '<div class="moreless-content" style="display:none">접힌 말</div></div>'
    )
    page = f'<html><head><meta charset="utf-8"></head><body><div id="viewTypeSelector" style="display:none">{body}</div></body></html>'
    assert parse_page(page.encode(), "https://m.blog.naver.com/a_b/223264000001", seen_at=NIGHT).text == "보이는 말\n접힌 말"


def test_addresses_in_running_text_end_where_korean_goes_on():
    text = "https://x.example/a?b=1를 보세요. (https://y.example/등대) https://z.example입니다. http://w.example/a_b-c.html, 끝"
    page = f'<html><head><meta charset="utf-8"></head><body><div id="viewTypeSelector"><p>{text}</p></div></body></html>'
    links = parse_page(page.encode(), "https://m.blog.naver.com/a_b/223264000001", seen_at=NIGHT).links
    assert links == ("https://x.example/a?b=1", "https://y.example/등대", "https://z.example", "http://w.example/a_b-c.html")


@pytest.mark.parametrize(
    "body", ['id="articletxt"', 'id="textBody"', 'class="story-news article"', 'class="news_cnt_detail_wrap"', 'id="CmAdContent"']
)
def test_papers_that_break_lines_without_paragraphs_are_read(body):
    article = "첫 문장이다.<br><br>정부는 사실이 아니라고 밝혔다.<br>세 번째 문장이다." * 3
    head = '<meta charset="utf-8"><meta property="article:published_time" content="2023-11-14T09:00:00+09:00"><title>제목</title>'
    page = f"<html><head>{head}</head><body><ul><li>정치</li></ul><div {body}>{article}</div><div>많이 본 기사</div></body></html>"
    post = parse_page(page.encode(), "https://paper.example/1", seen_at=NIGHT)
    assert post.text.startswith("첫 문장이다.\n정부는 사실이 아니라고 밝혔다.")
    assert "정치" not in post.text
    assert "많이 본" not in post.text
    assert post.published.iso() == "2023-11-14T09:00:00+09:00"
