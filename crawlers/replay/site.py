"""A loopback server that answers like the platforms, for the demo and for tests.

Every host is served under a first part of the path: `http://127.0.0.1:PORT/m.blog.naver.com/PostView.naver?…`. The spiders
reach it through `crawlers.replay.handler`, under the real addresses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.replay import api, pages
from crawlers.replay.reply import Reply
from crawlers.replay.story import SHIPPED, Story

#: (host, path, query, headers) -> a reply in place of the site's own, or None: how tests put it in a bad mood.
Mood = Callable[[str, str, Mapping[str, str], Mapping[str, str]], Reply | None]


class ReplaySite:
    """Serves a story while the `with` block runs.

    Args:
        folder: the story's folder; the shipped one by default.
        mood: answers instead of the site where it likes.

    Attributes:
        url: base address, `http://127.0.0.1:PORT`.
        asked: (host, path) of every request, in order.
    """

    def __init__(self, folder: Path | None = None, mood: Mood | None = None) -> None:
        self.story = Story(folder or SHIPPED)
        self.mood = mood
        self.asked: list[tuple[str, str]] = []
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        """What the host would say."""
        self.asked.append((host, path))
        if self.mood and (reply := self.mood(host, path, query, headers)):
            return reply
        if path == "/robots.txt":
            return pages.robots(host)
        if host in ("naverapihub.apigw.ntruss.com", "openapi.naver.com"):
            return api.naver(self.story, host, path, query, headers)
        if host == "dapi.kakao.com":
            return api.kakao(self.story, path, query, headers)
        return pages.page(self.story, host, path, query)

    def __enter__(self) -> ReplaySite:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: ReplaySite) -> None:
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # header and body in one packet

    def do_GET(self) -> None:
        """Answer one request; the first part of the path is the host."""
        parts = urlsplit(self.path)
        host, _, rest = parts.path.lstrip("/").partition("/")
        headers: Message = self.headers
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        reply = self.server.site.answer(host, "/" + unquote(rest), query, {name.lower(): value for name, value in headers.items()})
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a round asks hundreds of pages."""
