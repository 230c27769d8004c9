"""Later checks through the crawler's own machinery, against a site on loopback that changes under our eyes."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawlers.evidence import captures_of, read_capture, remove_captures, verify_all
from crawlers.evidence.checks import Check, add_check, checks_folder, checks_of
from crawlers.found import Found
from crawlers.parsers import parse_page
from crawlers.recheck import recheck
from pungmun.registry import Source
from pungmun.settings import Settings

URL = "https://rumour.tistory.com/7"
SOURCE = Source(source_id="tistory-posts", title="티스토리", platform="tistory", spider="pages")


def page(*paragraphs, visitors=1):
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<html><head><meta charset="utf-8"><meta property="og:title" content="공관 폐쇄"></head><body>'
        f'<div class="counter">{visitors}</div><div class="tt_article_useless_p_margin contents_style">{words}</div></body></html>'
    ).encode()


class Site:
    """What the site answers now: address → (status, body)."""

    def __init__(self):
        self.answers, self.asked = {}, []
        self.robots = b"User-agent: *\nAllow: /\n"


@pytest.fixture
def site():
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.asked.append(self.path)
            robots = self.path.endswith("/robots.txt")
            status, body = (200, made.robots) if robots else made.answers.get(f"https:/{self.path}", (404, b"<html>no</html>"))
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if robots else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.base = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(tmp_path, site):
    return Settings(_env_file=None, var_dir=tmp_path / "var", replay=site.base, author_key="test")


@pytest.fixture
def first(settings, keep):
    """The post as it was first seen, with its capture."""
    body = page("북한이 모든 공관을 닫았다.", "출처는 모른다.")
    (digest,) = keep(settings, [(URL, body)])
    post = parse_page(body, URL, seen_at=datetime(2023, 11, 12, tzinfo=UTC), source_id="tistory-posts")
    return replace(post, capture=digest)


def look(settings, *posts, sources=(SOURCE,)):
    return recheck(posts, sources, settings)


@pytest.mark.slow
def test_still_there_though_the_page_around_it_changed(settings, site, first):
    site.answers[URL] = (200, page("북한이 모든 공관을 닫았다.", "출처는 모른다.", visitors=99))
    (check,) = look(settings, first).checks
    assert (check.state, check.status, check.diff) == ("there", 200, "")
    assert check.before == first.capture
    assert checks_of(settings, first.post_id) == [check]


@pytest.mark.slow
def test_edited_says_what_was_changed_and_keeps_both_captures(settings, site, first):
    site.answers[URL] = (200, page("북한이 일부 공관을 닫았다.", "출처는 모른다."))
    (check,) = look(settings, first).checks
    assert check.state == "edited"
    assert "-북한이 모든 공관을 닫았다." in check.diff
    assert "+북한이 일부 공관을 닫았다." in check.diff
    assert [entry.sha256 for entry in captures_of(settings, URL)] == [first.capture, check.capture]
    assert verify_all(settings).ok
    (again,) = look(settings, first).checks
    assert (again.state, again.before) == ("there", check.capture), "the next look compares with the last text"
    assert [row.state for row in checks_of(settings, first.post_id)] == ["edited", "there"]


@pytest.mark.slow
@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_what_the_server_says(settings, first, site, status):
    site.answers[URL] = (status, b"<html>not here</html>")
    (check,) = look(settings, first).checks
    assert check.state == "gone"
    assert check.status == status
    assert str(status) in check.why
    before, answer = captures_of(settings, URL)
    assert before.sha256 == first.capture, "the proof of what was there stays"
    assert (answer.sha256, answer.status) == (check.capture, status), "and what the server said is kept beside it"
    assert read_capture(settings, check.capture).body == b"<html>not here</html>"
    assert verify_all(settings).ok


@pytest.mark.slow
@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_not_being_let_in_is_never_gone(settings, first, site, status):
    site.answers[URL] = (status, b"<html>go away</html>")
    (check,) = look(settings, first).checks
    assert check.state == "unseen"
    assert check.why


@pytest.mark.slow
def test_robots_that_close_the_page_are_obeyed(settings, first, site):
    site.robots = b"User-agent: *\nDisallow: /\n"
    site.answers[URL] = (200, page("x"))
    (check,) = look(settings, first).checks
    assert check.state == "unseen"
    assert "robots" in check.why
    assert site.asked == ["/rumour.tistory.com/robots.txt"]


@pytest.mark.slow
def test_a_page_that_no_parser_knows_is_unseen(settings, first, site):
    site.answers[URL] = (200, b"<html><body>maintenance</body></html>")
    (check,) = look(settings, first).checks
    assert check.state == "unseen"


@pytest.mark.slow
def test_of_a_snippet_alone_nothing_is_called_edited(settings, first, site):
    snippet = replace(first, excerpt=True, capture=None)
    site.answers[URL] = (200, page("북한이 모든 공관을 닫았다.", "긴 글의 나머지."))
    (check,) = look(settings, snippet).checks
    assert (check.state, check.before) == ("there", "")
    assert "snippet" in check.why
    site.answers[URL] = (200, page("북한이 모든 공관을 닫았다.", "고친 나머지."))
    (later,) = look(settings, snippet).checks
    assert (later.state, later.before) == ("edited", check.capture)


@pytest.mark.slow
def test_what_no_source_may_fetch_is_not_asked(settings, first, site):
    done = look(settings, first, sources=[SOURCE.model_copy(update={"platform": "brunch"})])
    assert done.uncovered == [first]
    assert done.checks == []
    assert site.asked == []
    real = settings.model_copy(update={"replay": "", "contact": "test@example.org"})
    assert look(real, first).uncovered == [first], "switched off, and its permission is unknown"


@pytest.mark.slow
def test_what_waits_for_the_next_round_is_left_there(settings, first, site):
    waiting = Found(settings.var_dir / "crawl" / "found-replay.tsv")
    waiting.add({"tistory": {"p9": "https://rumour.tistory.com/9"}})
    site.answers[URL] = (200, page("북한이 모든 공관을 닫았다.", "출처는 모른다."))
    look(settings, first)
    assert waiting.waiting(["tistory"]) == {"tistory": {"p9": "https://rumour.tistory.com/9"}}
    assert "/rumour.tistory.com/9" not in site.asked


@pytest.mark.slow
def test_many_posts_are_told_apart(settings, first, site):
    others = [replace(first, post_id=f"p{n}", url=f"https://rumour.tistory.com/{n}", canonical_url="", capture=None) for n in (8, 9)]
    site.answers[URL] = (200, page("북한이 모든 공관을 닫았다.", "출처는 모른다."))
    site.answers["https://rumour.tistory.com/8"] = (200, page("다른 글."))
    states = {check.post_id: check.state for check in look(settings, first, *others).checks}
    assert states == {first.post_id: "there", "p8": "edited", "p9": "gone"}


@pytest.mark.slow
def test_a_takedown_takes_captures_and_rows(settings, first, site):
    site.answers[URL] = (200, page("고쳤다."))
    look(settings, first)
    assert remove_captures(settings, URL, [first]) == 2
    assert checks_of(settings, first.post_id) == []
    assert list(checks_folder(settings).iterdir()) == []


def test_half_a_row_that_a_kill_left_is_passed_over(settings):
    row = Check("p1", URL, "2023-11-20T00:00:00+00:00", "there")
    add_check(settings, row)
    path = checks_folder(settings) / "p1.jsonl"
    path.write_bytes(path.read_bytes() + b'{"post_id": "p1", "url')
    add_check(settings, replace(row, state="gone"))
    assert [check.state for check in checks_of(settings, "p1")] == ["there", "gone"]
