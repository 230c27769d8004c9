"""A bad road to Elasticsearch: a proxy on loopback that delays, refuses, breaks off, or loses answers of what was done."""

import http.client
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

REFUSAL = {"error": {"type": "es_rejected_execution_exception", "reason": "the queue is full"}}


class BadRoad:
    """`fault(n)` says what happens to the n-th request from 1 on: a word of `_Handler`, or an empty one.

    Attributes:
        asked: how many requests came.
        met: how often each fault was met.
    """

    def __init__(self, node_url, fault):
        self.host, self.port = urlsplit(node_url).hostname, urlsplit(node_url).port
        self.fault, self.asked, self.met, self._lock = fault, 0, {}, threading.Lock()
        road = self

        class Handler(_Handler):
            def setup(self):
                super().setup()
                self.road = road

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def next(self):
        with self._lock:
            self.asked += 1
            word = self.fault(self.asked)
            self.met[word] = self.met.get(word, 0) + 1
            return word

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        word = self.road.next()
        if word == "slow":
            time.sleep(random.uniform(0.02, 0.1))
        elif word in ("429", "503"):
            self._answer(int(word), json.dumps({**REFUSAL, "status": int(word)}).encode(), "application/json")
            return
        elif word == "gateway":
            self._answer(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")
            return
        elif word == "down":
            self.close_connection = True
            return
        node = http.client.HTTPConnection(self.road.host, self.road.port, timeout=30)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "accept-encoding")}
            node.request(self.command, self.path, body, headers)
            answer = node.getresponse()
            content = answer.read()
        finally:
            node.close()
        if word == "lost":  # it was done, and nobody learns of it
            self.close_connection = True
            return
        if word == "cut":
            self._answer(answer.status, content, answer.headers["Content-Type"], cut=len(content) // 2)
            self.close_connection = True
            return
        self._answer(answer.status, content, answer.headers["Content-Type"])

    def _answer(self, status, content, kind, cut=None):
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", kind or "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:cut])

    def log_message(self, *_):
        """The client tells what it met."""


for _method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler._pass)
