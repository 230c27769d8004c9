"""Finding and reading captures; indexes that are missing, stale, broken or lie."""

import hashlib
import json
import os

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from crawlers.evidence import captures_of, entries, load, read_capture, rebuild_index
from pungmun.errors import PungmunError

DESKTOP = "https://blog.naver.com/writer/223000000001"


def folder(settings):
    return settings.var_dir / "captures"


def test_any_form_of_an_address_finds_its_captures_in_order_of_time(settings, keep, posts):
    digests = keep(settings, posts)
    for url in (
        DESKTOP,
        DESKTOP.replace("//blog", "//m.blog"),
        posts[0][0],
        "http://blog.naver.com/PostView.nhn?blogId=WRITER&logNo=223000000001",
    ):
        assert [entry.sha256 for entry in captures_of(settings, url)] == [digests[0], digests[3]]
    assert captures_of(settings, "https://blog.naver.com/other/223000000001") == []
    assert captures_of(settings, "not an address") == []


def test_a_capture_made_at_another_address_is_found_by_its_digest(settings, keep, posts):
    digests = keep(settings, posts)
    found = captures_of(settings, "https://news.example/article?id=1", also=[digests[1]])
    assert [entry.url for entry in found] == [posts[1][0]]


def test_reading_gives_bytes_headers_and_our_clock_but_no_secret(settings, keep, posts):
    digests = keep(settings, posts)
    capture = read_capture(settings, digests[0])
    assert capture.body == posts[0][1]
    assert capture.url == posts[0][0]
    assert capture.status == 200
    assert capture.headers["Content-Type"] == "text/html; charset=utf-8"
    assert capture.request_headers == {"User-Agent": "Pungmun/1", "X-Naver-Client-Secret": "left out"}
    assert capture.at.isoformat() == "2023-11-12T01:02:03+00:00"
    assert read_capture(settings, "0" * 64) is None


def test_two_addresses_with_the_same_bytes_are_told_apart(settings, keep):
    (digest, _) = keep(settings, [("https://one.example/a", b"same"), ("https://two.example/b", b"same")])
    assert read_capture(settings, digest).url == "https://one.example/a"
    assert read_capture(settings, digest, "https://two.example/b").url == "https://two.example/b"


def test_no_captures_at_all(settings):
    assert list(entries(settings)) == []
    assert read_capture(settings, "0" * 64) is None


@pytest.mark.parametrize("harm", ["missing", "half a line", "not json", "other file", "past the end", "older"])
def test_an_index_that_does_not_fit_is_made_again(settings, keep, posts, harm):
    digests = keep(settings, posts)
    index = next(folder(settings).glob("*.index.jsonl"))
    lines = index.read_text().splitlines(keepends=True)
    if harm == "missing":
        index.unlink()
    elif harm == "half a line":  # killed while writing the last line
        index.write_text("".join(lines[:-1]) + lines[-1][:30])
        os.utime(index, (1, 1))
    elif harm == "not json":
        index.write_text("{}\n")
    elif harm == "other file":
        index.write_text("".join(json.dumps(json.loads(line) | {"file": "../../../etc/passwd"}) + "\n" for line in lines))
    elif harm == "past the end":
        index.write_text(json.dumps(json.loads(lines[0]) | {"offset": 10**9}) + "\n")
    else:  # killed between record and line
        index.write_text("".join(lines[:2]))
        os.utime(index, (1, 1))
    assert [entry.sha256 for entry in entries(settings)] == digests
    assert [load(settings, entry).body for entry in entries(settings)] == [body for _, body in posts]


def test_a_record_without_its_line_is_found_when_one_looks_strictly(settings, keep, posts):
    digests = keep(settings, posts)
    index = next(folder(settings).glob("*.index.jsonl"))
    index.write_text("".join(index.read_text().splitlines(keepends=True)[:2]))  # younger than the WARC file, yet too short
    assert [entry.sha256 for entry in entries(settings, strict=True)] == digests


def test_files_that_are_not_ours_are_left_alone(settings, keep, posts):
    keep(settings, posts[:1])
    (folder(settings) / "..warc.gz").write_bytes(b"x")
    (folder(settings) / "notes.txt").write_bytes(b"x")
    assert len(list(entries(settings))) == 1


def test_a_damaged_capture_is_never_given_out(settings, keep, posts, caplog):
    digests = keep(settings, posts)
    path = next(folder(settings).glob("*.warc.gz"))
    entry = next(entry for entry in entries(settings) if entry.sha256 == digests[0])
    data = bytearray(path.read_bytes())
    data[entry.offset + entry.length // 2] ^= 0xFF
    path.write_bytes(data)
    assert read_capture(settings, digests[0]) is None
    assert f"{path.name}:{entry.offset}" in caplog.text
    with pytest.raises(PungmunError, match=rf"{path.name}:{entry.offset}"):
        load(settings, entry)


def test_rebuilding_gives_the_index_that_the_writer_wrote(settings, keep, posts):
    keep(settings, posts)
    path = next(folder(settings).glob("*.warc.gz"))
    index = next(folder(settings).glob("*.index.jsonl"))
    before = index.read_text()
    rebuild_index(path)
    assert index.read_text() == before


header = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=":"), min_size=1, max_size=20)
value = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7A3, exclude_categories=("Cc", "Cs")), max_size=40)


@given(
    body=st.binary(max_size=2000) | st.sampled_from([b"", b"\r\n\r\n", b"WARC/1.1\r\n\r\n", b"\x1f\x8b\x08\x00\x00\x00\x00\x00" * 3]),
    headers=st.dictionaries(header, value, max_size=4),
    path=st.from_regex(r"[A-Za-z0-9%._&=?-]{0,20}", fullmatch=True),  # Scrapy gives addresses percent-encoded
)
@example_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_read_back(tmp_path_factory, keep, body, headers, path):
    from pungmun.settings import Settings

    settings = Settings(_env_file=None, var_dir=tmp_path_factory.mktemp("var"))
    (digest,) = keep(settings, [(f"https://page.example/{path}", body)], headers=headers)
    assert digest == hashlib.sha256(body).hexdigest()
    assert read_capture(settings, digest).body == body
