"""Posts from elsewhere: every format, and one bad item that stops nothing."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from crawlers.captures import CaptureWriter
from crawlers.ingest import read_anything
from crawlers.items import Fetched
from pungmun.errors import ConfigError
from pungmun.records import Post, Quarantined

PAGE = '<html><head><meta charset="utf-8"></head><body><div id="viewTypeSelector"><p>{}</p></div></body></html>'


def split(path, **more):
    items = list(read_anything(path, **more))
    return [item for item in items if isinstance(item, Post)], [item for item in items if isinstance(item, Quarantined)]


def test_json_lines(tmp_path):
    rows = [
        {
            "post_id": "dev-1",
            "platform": "daum_cafe",
            "url": "https://cafe.daum.example/x/1",
            "author": "임진강",
            "published": "2023-11-15T19:11:00+09:00",
            "title": "제목",
            "body": "첫 줄\n둘째 줄",
            "label": "asks",
        },
        {"url": "https://blog.naver.com/Moon/223264000001", "text": "본문", "published": "2023-11-15"},
        {"segments": [{"kind": "quote", "text": "인용"}, {"kind": "odd", "text": "글"}], "title": "", "published": None},
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n\n{"broken": \n[1]\n{"post_id": "empty"}\n'
    (tmp_path / "posts.jsonl").write_text(text, encoding="utf-8")
    posts, aside = split(tmp_path / "posts.jsonl", author_key=lambda platform, author: f"{platform}:{author}")
    assert posts[0].post_id == "dev-1"
    assert posts[0].text == "첫 줄\n둘째 줄"
    assert (posts[0].author, posts[0].author_key) == ("", "daum_cafe:임진강")
    assert posts[0].published.iso() == "2023-11-15T19:11:00+09:00"
    assert (posts[1].platform, posts[1].canonical_url) == ("naver_blog", "https://blog.naver.com/moon/223264000001")
    assert posts[1].published.precision == "day"
    assert [segment.kind for segment in posts[2].segments] == ["quote", "text"]
    assert [item.kind for item in aside] == ["broken_line", "broken_line", "empty"]
    assert "posts.jsonl:5" in aside[0].reason


def test_a_line_of_megabytes_is_put_aside(tmp_path):
    with (tmp_path / "p.jsonl").open("wb") as file:
        file.write(b'{"body": "' + b"x" * (9 * 1024 * 1024) + b'"}\n{"body": "ok", "post_id": "b"}\n')
    posts, aside = split(tmp_path / "p.jsonl")
    assert [post.post_id for post in posts] == ["b"]
    assert [item.kind for item in aside] == ["too_long"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_csv(tmp_path, encoding):
    (tmp_path / "posts.csv").write_bytes(
        'url,title,body,published\nhttps://paper.example/1,제목,"본문, 둘",2026-02-03\n,,,\n'.encode(encoding)
    )
    posts, aside = split(tmp_path / "posts.csv")
    assert (posts[0].title, posts[0].text, posts[0].published.iso()) == ("제목", "본문, 둘", "2026-02-03")
    assert [item.kind for item in aside] == ["empty"]


def test_a_folder_of_saved_pages(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.format("첫 글"), encoding="utf-8")
    (tmp_path / "a.meta.json").write_text(
        json.dumps({"url": "https://m.blog.naver.com/moon/223264000001", "seen_at": "2024-01-01T00:00:00+09:00"})
    )
    (tmp_path / "b.html").write_text(
        "<!-- saved from url=(0049)https://m.blog.naver.com/moon/223264000002 -->" + PAGE.format("둘째 글"), encoding="utf-8"
    )
    (tmp_path / "c.html").write_text("<html><body>?</body></html>", encoding="utf-8")
    (tmp_path / "b_files").mkdir()
    (tmp_path / "b_files" / "frame.html").write_text("<html></html>")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    posts, aside = split(tmp_path)
    assert [(post.canonical_url[-1], post.text) for post in posts] == [("1", "첫 글"), ("2", "둘째 글")]
    assert posts[0].seen_at == datetime(2023, 12, 31, 15, tzinfo=UTC)
    assert [item.kind for item in aside] == ["unparsed"]


def test_our_own_captures_can_be_read_again_even_cut_off(tmp_path):
    writer = CaptureWriter(tmp_path / "captures", "round-source", "Pungmun/1")
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    for number in (1, 2, 3):
        body = PAGE.format(f"글 {number}").encode()
        url = f"https://m.blog.naver.com/moon/22326400000{number}"
        writer.write(Fetched(url, 200, body, {"Content-Type": "text/html"}, {"Authorization": "secret"}, at))
    writer.close()
    (path,) = (tmp_path / "captures").glob("*.warc.gz")
    assert b"secret" not in b"".join(gzip.decompress(path.read_bytes()).splitlines())
    posts, aside = split(path)
    assert [post.text for post in posts] == ["글 1", "글 2", "글 3"]
    assert posts[0].seen_at == at
    assert not aside
    path.write_bytes(path.read_bytes()[:-900])
    posts, aside = split(path)
    assert [post.text for post in posts][:2] == ["글 1", "글 2"]
    assert [item.kind for item in aside] == ["broken_warc"]


@pytest.mark.parametrize("name", ["x.warc.gz", "x.warc", "x.jsonl", "x.csv", "x.html", "x.xml", "x.json"])
@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe\x80" * 300, b"{", b"<", b"WARC/1.0\r\n"], ids=["empty", "binary", "brace", "tag", "warc"]
)
def test_nonsense_in_any_format_raises_nothing(tmp_path, name, body):
    (tmp_path / name).write_bytes(body)
    posts, _aside = split(tmp_path)
    assert posts == []


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        list(read_anything(tmp_path / "nothing.jsonl"))
