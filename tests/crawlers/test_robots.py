"""robots.txt: Daum's own file, the traps in it, and what counts as consent."""

import urllib.robotparser

import pytest

from crawlers.robots import read_robots

AGENT = "Pungmun/1 (+ops@example.org)"
DAUM = b"""User-agent: *
Allow: /_c21_/home
Allow: /_c21_/bbs_search_read
Allow: /_c21_/bbs_list
Allow: /_c21_/bbs_read

Disallow: /_c21_/
"""


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/_c21_/bbs_read?grpid=1&fldid=2&datanum=3", "allowed"),
        ("/_c21_/bbs_list?grpid=1&fldid=2", "allowed"),
        ("/_c21_/favor_bbs_read?grpid=1", "disallowed"),
        ("/_c21_/album_read?grpid=1", "disallowed"),
        ("/_c21_/shortcomment_read?grpid=1", "disallowed"),
        ("/sangol/Xy9z/321", "allowed"),
    ],
)
def test_daum_s_file_is_read_as_it_is_meant(path, state):
    assert read_robots(200, DAUM).state(f"https://cafe.daum.net{path}", AGENT) == state


def test_python_s_own_parser_would_have_gone_where_it_must_not():
    naive = urllib.robotparser.RobotFileParser()
    naive.parse(DAUM.decode().splitlines())
    assert naive.can_fetch(AGENT, "https://cafe.daum.net/_c21_/album_read?grpid=1")  # why Protego


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, b"", "text/plain"),
        (403, b"User-agent: *\nAllow: /", "text/plain"),
        (500, b"", ""),
        (200, b"<!DOCTYPE html><title>Just a moment...</title>", "text/html"),
        (200, b"\xef\xbb\xbf <html>maintenance</html>", "text/plain"),
        (200, b"User-agent: *\nAllow: /", "text/html; charset=utf-8"),
    ],
)
def test_what_is_no_robots_file_is_no_consent(status, body, kind):
    rules = read_robots(status, body, kind)
    assert rules.state("https://host.example/post/1", AGENT) == "unknown"
    assert "no consent" in rules.why


def test_the_query_string_counts():
    rules = read_robots(200, b"User-agent: *\nDisallow: /*?*\n")
    assert rules.state("https://www.clien.net/service/board/park/1?od=T31", AGENT) == "disallowed"
    assert rules.state("https://www.clien.net/service/board/park/1", AGENT) == "allowed"


def test_crawl_delay_and_our_own_name():
    rules = read_robots(200, b"User-agent: *\nCrawl-delay: 5\n\nUser-agent: Pungmun\nDisallow: /private\n")
    assert rules.state("https://host.example/private/1", AGENT) == "disallowed"
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 5\n").delay(AGENT) == 5.0
    assert read_robots(404, b"").delay(AGENT) == 0.0


def test_an_empty_file_closes_nothing():
    assert read_robots(200, b"").state("https://host.example/1", AGENT) == "allowed"
