"""A server in every bad mood: one bad page never ends a round, and a round always says what it could not read."""

import gzip
import time

import pytest

from crawlers.parsers.urls import read_address
from crawlers.replay.reply import Reply
from crawlers.replay.story import Story


def adds_up(done):
    for row in done.report.sources:
        assert row.asked == row.answered + sum(row.errors.values()), row
        assert row.unparsed == sum(row.refused.values()), row
    assert done.report.complete


def naver_posts(number):
    return [post for post in Story().posts if post.platform == "naver_blog" and post.state == "ok"][:number]


def by_number(replies):
    """Posts of these numbers answer what is given, all others as ever."""

    def mood(host, path, query, headers):
        reply = replies.get(query.get("logNo", ""))
        return reply() if callable(reply) else reply

    return mood


BAD_PAGES = {
    "http_403": Reply(b"no", 403),
    "http_404": Reply(b"gone", 404),
    "http_503": Reply(b"busy", 503),
    "too_long": Reply(b"x" * (3 * 1024 * 1024), 200),
    "offsite": Reply(b"", 302, headers={"Location": "https://elsewhere.example/x"}),
    "empty": Reply(b"", 200),
    "encoding": Reply(b"\x00\x80\xff\xfe\x9f" * 4000, 200),
    "unparsed": Reply(b"<html><body><p>" + "다른 본문입니다. ".encode() * 9 + b"</p></body></html>"),
    "json": Reply(b'{"html": "no"}', 200, "application/json"),
    "cut gzip": Reply(gzip.compress(b"<html>" * 9000)[:50], 200, headers={"Content-Encoding": "gzip"}),
    "one word": Reply(b'<html><body><div id="viewTypeSelector"><p>' + b"x" * 1_000_000 + b"</p></div></body></html>"),
}


def test_bad_pages_are_counted_and_the_others_arrive(play, source):
    posts = naver_posts(len(BAD_PAGES) * 2)
    mood = by_number({post.row["log_no"]: reply for post, reply in zip(posts[::2], BAD_PAGES.values(), strict=True)})
    pages = source("p", "naver_blog_posts", "naver_blog", urls=[post.url for post in posts])
    done = play([pages], mood=mood, max_body_mb=2)
    adds_up(done)
    row = done.of("p")
    assert row.posts == len(BAD_PAGES)
    for kind in ("http_403", "http_404", "http_503", "offsite"):
        assert row.errors[kind] == 1, row.errors
    assert row.errors["too_long"] == 1
    assert row.refused["deleted"] == 1  # the 404
    assert row.refused["encoding"] == row.refused["too_long"] == 1
    assert row.refused["unparsed"] >= 2
    assert row.posts + row.unparsed + sum(row.errors.values()) - row.refused["deleted"] == row.asked
    assert {item.kind for item in done.quarantined} == set(row.refused)


@pytest.mark.slow
def test_a_redirect_loop_ends(play, source):
    posts = naver_posts(2)

    def mood(host, path, query, headers):
        if query.get("logNo") == posts[0].row["log_no"] or path.startswith("/loop"):
            return Reply(b"", 302, headers={"Location": f"https://m.blog.naver.com/loop{len(path)}"})
        return None

    done = play([source("p", "naver_blog_posts", "naver_blog", urls=[post.url for post in posts])], mood=mood)
    adds_up(done)
    assert done.of("p").errors["redirect_loop"] == 1
    assert done.of("p").posts == 1


def test_a_bot_wall_and_a_429_stop_their_hosts(play, source):
    wall = Reply(b"<html><head><title>Just a moment...</title></head><script>window._cf_chl_opt={}</script></html>", 403)

    def mood(host, path, query, headers):
        if path == "/robots.txt":
            return None
        return wall if host == "m.blog.naver.com" else Reply(b"slow down", 429, headers={"Retry-After": "120"})

    cafe = [f"https://m.cafe.daum.net/any/Xy9z/{number}" for number in range(1, 7)]
    sources = [
        source("blog", "naver_blog_posts", "naver_blog", urls=[post.url for post in naver_posts(6)]),
        source("cafe", "daum_cafe_posts", "daum_cafe", urls=cafe),
    ]
    done = play(sources, mood=mood)
    adds_up(done)
    for name, kind in (("blog", "wall"), ("cafe", "http_429")):
        errors = done.of(name).errors
        # One more may be under way while the first is read.
        assert 1 <= errors[kind] <= 2
        assert errors[kind] + errors["stopped"] == 6
    assert len([1 for _, path in done.asked if path != "/robots.txt"]) <= 4


@pytest.mark.slow
def test_an_article_about_bot_walls_is_no_bot_wall(play, source):
    posts = naver_posts(2)
    page = (
        '<html><head><meta charset="utf-8"></head><body><div id="viewTypeSelector"><p>'
        '"비정상적인 접근입니다", "로봇이 아닙니다"라는 화면이 자꾸 떠요. '
        "Too many requests 라고도 하네요.</p></div></body></html>"
    ).encode()
    done = play(
        [source("p", "naver_blog_posts", "naver_blog", urls=[post.url for post in posts])],
        mood=by_number({posts[0].row["log_no"]: Reply(page)}),
    )
    adds_up(done)
    assert done.of("p").posts == 2


def test_no_page_is_asked_without_the_host_s_consent(play, source):
    robots = {
        "closed": Reply(b"User-agent: *\nDisallow: /\n", 200, "text/plain"),
        "challenge": Reply(b"<html><title>Just a moment...</title></html>", 200),
        "missing": Reply(b"", 404),
        "broken": Reply(b"", 500),
        "open": Reply(b"User-agent: *\nAllow: /\n", 200, "text/plain"),
    }

    def mood(host, path, query, headers):
        return robots[host.split(".")[0]] if path == "/robots.txt" else Reply(b"<html>article</html>")

    urls = [f"https://{name}.paper.example/1" for name in robots]
    done = play([source("p", "pages", "news", urls=urls, hosts=["paper.example"])], mood=mood)
    adds_up(done)
    assert dict(done.of("p").errors) == {"robots": 1, "robots_unknown": 3}
    assert [host for host, path in done.asked if path == "/1"] == ["open.paper.example"]


@pytest.mark.parametrize(
    ("reply", "kind", "calls"),
    [
        (Reply(b'{"errorMessage":"Authentication failed","errorCode":"024"}', 401, "application/json"), "auth", 1),
        (Reply(b'{"errorMessage":"quota","errorCode":"010"}', 429, "application/json"), "quota_day", 1),
        (Reply(b"<html>gateway</html>", 403), "auth", 1),
        (Reply(b'{"errorMessage":"System Error","errorCode":"SE99"}', 500, "application/json"), "server", 3),
    ],
    ids=["key", "daily", "gateway", "server"],
)
@pytest.mark.slow
def test_a_search_service_that_refuses_is_not_asked_on(play, source, reply, kind, calls):
    def mood(host, path, query, headers):
        return reply

    done = play([source("s", "naver_search", "naver_blog", collection="blog", queries=["가", "나", "다"])], mood=mood)
    adds_up(done)
    row = done.of("s")
    assert 1 <= row.errors[kind] <= 2
    assert set(row.errors) <= {kind, "stopped"}
    assert row.problem
    # A 500 is tried again twice, for every query that was under way; the others never.
    assert calls <= len(done.asked) <= (2 if calls == 1 else 15)


@pytest.mark.slow
def test_a_per_second_limit_slows_down_and_goes_on(play, source):
    refusals = []

    def mood(host, path, query, headers):
        if len(refusals) < 2:
            refusals.append(path)
            return Reply(b'{"errorMessage":"Rate limit","errorCode":"012"}', 429, "application/json")
        return None

    done = play([source("s", "naver_search", "naver_blog", collection="blog", pages=1)], mood=mood)
    adds_up(done)
    assert done.of("s").errors == {"rate": 2}
    assert done.of("s").posts > 0
    assert not done.of("s").problem


@pytest.mark.slow
def test_what_is_no_search_reply_is_quarantined(play, source):
    bodies = {
        "html": b"<!DOCTYPE html><html><body>maintenance</body></html>",
        "cut": b'{"items": [',
        "list": b"[]",
        "number": b'{"documents": 3}',
        "empty": b"",
        "bytes": b"\xff\xfe\x00",
    }

    def mood(host, path, query, headers):
        return Reply(bodies[query["query"]], 200, "application/json")

    sources = [
        source("n", "naver_search", "naver_blog", collection="blog", queries=list(bodies)),
        source("k", "kakao_search", "daum_cafe", collection="cafe", queries=list(bodies)),
    ]
    done = play(sources, mood=mood, claims=())
    adds_up(done)
    for name in ("n", "k"):
        assert done.of(name).unparsed == done.of(name).answered == len(bodies)
        assert not done.of(name).errors
    assert {item.kind for item in done.quarantined} <= {"unparsed", "empty", "encoding"}


@pytest.mark.slow
def test_a_slow_drip_times_out(play, source):
    posts = naver_posts(2)

    def drip():
        time.sleep(14)
        return Reply(b"late")

    done = play(
        [source("p", "naver_blog_posts", "naver_blog", urls=[post.url for post in posts])],
        mood=by_number({posts[0].row["log_no"]: drip}),
    )
    adds_up(done)
    assert done.of("p").errors == {"timeout": 1}
    assert done.of("p").posts == 1


@pytest.mark.slow
def test_a_cafe_page_that_knows_only_the_cafe_s_number_is_the_post_that_the_search_named(play, source):
    shell = b'<html><iframe id="down" src="/_c21_/bbs_read?grpid=1AbC&fldid=Xy9z&datanum=7"></iframe></html>'
    article = (
        """<html><head><meta charset="utf-8">"""
        """<script>CAFEAPP.ui = { DATAID:'7', FLDID:'Xy9z', PLAIN_REGDT:'20231114080512' };</script></head>"""
        """<body><strong class="tit_info">제목</strong><div id="user_contents">본문</div></body></html>"""
    ).encode()

    def mood(host, path, query, headers):
        if path == "/robots.txt":
            return None
        return Reply(article if "bbs_read" in path else shell)

    done = play([source("c", "daum_cafe_posts", "daum_cafe", urls=["https://cafe.daum.net/Sangol/Xy9z/7"])], mood=mood)
    adds_up(done)
    (post,) = done.posts
    assert post.post_id == read_address("http://cafe.daum.net/sangol/Xy9z/7").post_id
    assert post.canonical_url == "https://cafe.daum.net/Sangol/Xy9z/7"
    assert "bbs_read" in post.url
