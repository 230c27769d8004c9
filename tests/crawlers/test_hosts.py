"""One crawl on one host at a time, of all sources and processes."""

import asyncio
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawlers.hosts import hosts_held
from crawlers.run import crawl
from pungmun.errors import SourceError
from pungmun.locks import host_lock
from pungmun.registry import Source
from pungmun.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, var_dir=tmp_path)


def crawls(settings, *sources):
    """Run (name, hosts) at once; what happened, in order."""
    done = []

    async def one(name, hosts):
        async with hosts_held(settings, hosts, patience=10):
            done.append(f"{name} begins")
            await asyncio.sleep(0.05)
            done.append(f"{name} ends")

    async def whole():
        await asyncio.gather(*(one(name, hosts) for name, hosts in sources))

    asyncio.run(whole())
    return done


def test_two_sources_of_one_host_go_one_after_the_other(settings):
    done = crawls(settings, ("blog", ["api.example"]), ("cafe", ["api.example"]))
    assert done in (["blog begins", "blog ends", "cafe begins", "cafe ends"], ["cafe begins", "cafe ends", "blog begins", "blog ends"])


def test_sources_of_other_hosts_go_at_once(settings):
    assert crawls(settings, ("blog", ["one.example"]), ("cafe", ["two.example"]))[:2] == ["blog begins", "cafe begins"]


def test_nobody_waits_in_a_circle(settings):
    assert len(crawls(settings, *((name, ["b.example", "a.example"][:: 1 - 2 * (name == "x")]) for name in ("x", "y", "z")))) == 6


def test_a_crawl_of_another_process_that_does_not_end_is_told(settings):
    async def whole():
        async with hosts_held(settings, ["api.example"], patience=0.3):
            pytest.fail("it was held")

    with host_lock(settings, "api.example", patience=0), pytest.raises(SourceError, match=r"api\.example") as error:
        asyncio.run(whole())
    assert error.value.kind == "locked"


@pytest.fixture
def server():
    """A real host on loopback with feeds; (address, paths asked in order)."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = b"User-agent: *\nAllow: /\n" if self.path == "/robots.txt" else b"<rss><channel></channel></rss>"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()


@pytest.mark.slow
def test_a_round_without_a_replay_site_asks_one_source_of_a_host_after_the_other(server, tmp_path):
    address, asked = server

    def source(name):
        permission = {"state": "allowed", "who": "test", "when": date(2026, 1, 1), "why": "it is ours"}
        feeds = {"feeds": [f"{address}/{name}/{number}" for number in range(3)]}
        slow = {"delay_seconds": 0.05}
        return Source(
            source_id=name, title=name, platform="news", spider="feeds", enabled=True, options=feeds, permission=permission, politeness=slow
        )

    settings = Settings(_env_file=None, var_dir=tmp_path, contact="test@example.org", author_key="k")
    report = crawl([source("one"), source("two")], (), settings, spool=tmp_path / "spool", run_id="r1")
    assert [(row.answered, row.problem) for row in report.sources] == [(3, ""), (3, "")]
    order = [path.split("/")[1] for path in asked if path != "/robots.txt"]
    assert order in (["one"] * 3 + ["two"] * 3, ["two"] * 3 + ["one"] * 3)
