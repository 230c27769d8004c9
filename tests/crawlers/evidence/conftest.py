"""Captures as a round leaves them, in a folder of one's own."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.captures import CaptureWriter
from crawlers.items import Fetched
from pungmun.settings import Settings

START = datetime(2023, 11, 12, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, var_dir=tmp_path / "var")


@pytest.fixture
def keep():
    """keep(settings, [(url, body), …], name="round-1"): captures a minute apart, in one file; their SHA-256."""

    def keep(settings, answers, name="20231112T010203000000Z-blog", *, start=START, status=200, close=True, headers=None):
        writer = CaptureWriter(settings.var_dir / "captures", name, "Pungmun/1 (+test)")
        digests = [
            writer.write(
                Fetched(
                    url,
                    status,
                    body,
                    headers or {"Content-Type": "text/html; charset=utf-8"},
                    {"User-Agent": "Pungmun/1", "X-Naver-Client-Secret": "hush"},
                    start + timedelta(minutes=number),
                )
            )
            for number, (url, body) in enumerate(answers)
        ]
        if close:
            writer.close()
        return digests if close else (digests, writer)

    return keep


def naver(number):
    return f"https://m.blog.naver.com/PostView.naver?blogId=writer&logNo={223_000_000_000 + number}"


@pytest.fixture
def posts():
    """Three posts of Naver Blog, one of them answered twice."""
    first = "<html><body>북한이 모든 공관을 닫았다고 한다.</body></html>".encode()
    return [(naver(1), first), (naver(2), b"<html>two</html>"), (naver(3), b"\x00\xff" * 5000), (naver(1), first + b"<!-- later -->")]
