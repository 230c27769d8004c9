"""A replay site in the worst of moods: whatever a server can do wrong, it does, by the dice of a seed."""

from __future__ import annotations

import gzip
import random
import struct
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawlers.replay.site import ReplaySite

PAGES_A_HOST = 10
#: Where a server must never be able to send us, and what it tries.
INNER = ("http://169.254.169.254/latest/meta-data/", "http://localhost:9200/_all", "http://10.0.0.1/", "file:///etc/passwd", "//[::1]/x")
WALL = "<html><body><h1>Just a moment...</h1><script>window._cf_chl_opt={}</script>Checking your browser. captcha</body></html>"
#: Faults with their weight. A drip costs three timeouts of ten seconds, so it is rare.
FAULTS: dict[str, int] = {
    "good": 300,
    "empty": 20,
    "missing": 30,
    "gone": 10,
    "forbidden": 20,
    "too_many": 6,
    "server_error": 12,
    "wall": 6,
    "wall_200": 6,
    "json": 20,
    "script": 20,
    "cut_gzip": 20,
    "gzip_bomb": 8,
    "wrong_charset": 30,
    "no_charset_at_all": 20,
    "binary": 20,
    "control_characters": 20,
    "deep": 10,
    "one_word": 10,
    "redirect": 20,
    "redirect_loop": 12,
    "redirect_away": 12,
    "redirect_inside": 20,
    "reset": 12,
    "cut_body": 12,
    "not_http": 10,
    "huge_told": 6,
    "huge_untold": 3,
    "headers": 10,
    "drip": 1,
}


class Hell(ReplaySite):
    """Serves any page of any `*.tistory.com`, mostly badly.

    Attributes:
        done: fault -> how often it was done.
    """

    def __init__(self, story: Path, seed: int) -> None:
        super().__init__(story)
        self.seed = seed
        self.done: Counter[str] = Counter()
        self.lock = threading.Lock()
        self._server.RequestHandlerClass = _Handler
        post = next(post for post in self.story.posts if post.platform == "tistory" and post.state == "ok")
        parts = urlsplit(post.url)
        self.page = self.answer(parts.netloc, parts.path, {}, {}).body.decode()
        self.path = parts.path
        self.asked.clear()

    def fault(self, host: str, path: str) -> str:
        """What happens at an address; the same each time it is asked. The first pages meet every fault once."""
        number = int(path.rsplit("/", 1)[-1]) if path.rsplit("/", 1)[-1].isdigit() else -1
        names = list(FAULTS)
        if 0 <= number < len(names):
            return names[number]
        return random.Random(f"{self.seed} {host} {path}").choices(names, weights=list(FAULTS.values()))[0]

    def robots(self, host: str) -> tuple[int, bytes]:
        """One host in twelve has no robots.txt that counts."""
        if host.startswith("first"):
            return 200, b"User-agent: *\nAllow: /\n"
        dice = random.Random(f"{self.seed} {host}").random()
        if dice < 0.03:
            return 200, WALL.encode()
        if dice < 0.06:
            return 500, b"broken"
        if dice < 0.08:
            return 200, b"User-agent: *\nDisallow: /\n"
        return 200, b"User-agent: *\nAllow: /\n"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    html: ClassVar[str] = "text/html; charset=utf-8"

    def do_GET(self) -> None:
        site: Hell = self.server.site  # type: ignore[attr-defined]
        host, _, rest = self.path.lstrip("/").partition("/")
        path = "/" + rest.partition("?")[0]
        with site.lock:
            site.asked.append((host, path))
        if path == "/robots.txt":
            status, body = site.robots(host)
            self._say(status, body, "text/html" if body.startswith(b"<") else "text/plain")
            return
        fault = "good" if path.startswith("/moved") else site.fault(host, path)
        with site.lock:
            site.done[fault] += 1
        page = site.page.replace(site.path, path)
        try:
            getattr(self, f"_{fault}")(page, host, path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _say(self, status: int, body: bytes, kind: str = html, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _good(self, page: str, host: str, path: str) -> None:
        self._say(200, page.encode())

    def _empty(self, page: str, host: str, path: str) -> None:
        self._say(200, b"")

    def _missing(self, page: str, host: str, path: str) -> None:
        self._say(404, "<html><body>없는 글입니다.</body></html>".encode())

    def _gone(self, page: str, host: str, path: str) -> None:
        self._say(410, b"gone")

    def _forbidden(self, page: str, host: str, path: str) -> None:
        self._say(403, b"<html><body>no</body></html>")

    def _too_many(self, page: str, host: str, path: str) -> None:
        self._say(429, b"slow down", Retry_After="-17 parsecs")

    def _server_error(self, page: str, host: str, path: str) -> None:
        self._say(random.choice([500, 502, 503, 504]), b"<html>broken</html>")

    def _wall(self, page: str, host: str, path: str) -> None:
        self._say(403, WALL.encode())

    def _wall_200(self, page: str, host: str, path: str) -> None:
        self._say(200, WALL.encode())

    def _json(self, page: str, host: str, path: str) -> None:
        self._say(200, b'{"items": [' + b"[" * 3000, "application/json")

    def _script(self, page: str, host: str, path: str) -> None:
        self._say(200, page.replace("</p>", "<script>alert(1)</script><img src=x onerror=alert(2)></p>").encode())

    def _cut_gzip(self, page: str, host: str, path: str) -> None:
        packed = gzip.compress(page.encode())
        self._say(200, packed[: len(packed) // 2], Content_Encoding="gzip")

    def _gzip_bomb(self, page: str, host: str, path: str) -> None:
        self._say(200, _BOMB, Content_Encoding="gzip")

    def _wrong_charset(self, page: str, host: str, path: str) -> None:
        self._say(200, page.encode("cp949", "replace"), "text/html; charset=utf-8")

    def _no_charset_at_all(self, page: str, host: str, path: str) -> None:
        self._say(200, page.replace("charset", "x").encode(), "text/html; charset=klingon")

    def _binary(self, page: str, host: str, path: str) -> None:
        self._say(200, random.Random(path).randbytes(20_000))

    def _control_characters(self, page: str, host: str, path: str) -> None:
        self._say(200, page.replace(" ", "\x00\x0b\u200b\u202e ").encode())

    def _deep(self, page: str, host: str, path: str) -> None:
        self._say(200, page.replace("<p", "<div>" * 5000 + "<p", 1).encode())

    def _one_word(self, page: str, host: str, path: str) -> None:
        self._say(200, page.replace("</p>", "가" * 1_000_000 + "</p>", 1).encode())

    def _redirect(self, page: str, host: str, path: str) -> None:
        self._say(302, b"", Location="/moved" + path)

    def _redirect_loop(self, page: str, host: str, path: str) -> None:
        self._say(302, b"", Location=path)

    def _redirect_away(self, page: str, host: str, path: str) -> None:
        self._say(301, b"", Location="https://casino.example/win")

    def _redirect_inside(self, page: str, host: str, path: str) -> None:
        self._say(302, b"", Location=random.Random(path).choice(INNER))

    def _reset(self, page: str, host: str, path: str) -> None:
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _cut_body(self, page: str, host: str, path: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.html)
        self.send_header("Content-Length", str(2 * len(page)))
        self.end_headers()
        self.wfile.write(page.encode()[: len(page) // 2])
        self.close_connection = True

    def _not_http(self, page: str, host: str, path: str) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n" + b"\xff" * 100)
        self.close_connection = True

    def _huge_told(self, page: str, host: str, path: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.html)
        self.send_header("Content-Length", str(50 * 2**20))
        self.end_headers()
        self._pour(50)

    def _huge_untold(self, page: str, host: str, path: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.html)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self._pour(50)

    def _pour(self, megabytes: int) -> None:
        for _ in range(megabytes):
            self.wfile.write(b"<p>x</p>" * 2**17)

    def _headers(self, page: str, host: str, path: str) -> None:
        self._say(200, page.encode(), X_Evil="v" * 12_000, Set_Cookie="a=b", Refresh="0; url=https://casino.example/")

    def _drip(self, page: str, host: str, path: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.html)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.5)

    def log_message(self, format: str, *args: Any) -> None:
        pass


_BOMB = gzip.compress(bytes(60 * 2**20), 9)
