"""The exported file stands on its own: other people's tools read it, and its hashes hold."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawlers.evidence import export_package
from crawlers.evidence.checks import Check, add_check
from crawlers.evidence.package import sort_key
from pungmun.errors import ConfigError, PungmunError
from pungmun.settings import Settings

DESKTOP = "https://blog.naver.com/writer/223000000001"


def export(settings, tmp_path, url=DESKTOP, **more):
    done = export_package(settings, url, tmp_path / "out.wacz", **more)
    with zipfile.ZipFile(done.path) as archive:
        return done, {info.filename: archive.read(info) for info in archive.infolist()}


def responses(files):
    """(url, date, body) of every response, read by warcio alone with its digests checked."""
    (name,) = (name for name in files if name.startswith("archive/"))
    found = []
    for record in ArchiveIterator(BytesIO(files[name]), check_digests="raise"):
        body = record.content_stream().read()
        if record.rec_type == "response":
            headers = record.rec_headers
            assert headers.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(body).hexdigest()}"
            found.append((headers.get_header("WARC-Target-URI"), headers.get_header("WARC-Date"), body))
    return found


def test_warcio_alone_reads_every_capture_back(settings, keep, posts, tmp_path):
    keep(settings, posts[:2], "round-1")
    keep(settings, posts[2:], "round-2")
    done, files = export(settings, tmp_path)
    assert done.captures == 2
    assert [(url, body) for url, _, body in responses(files)] == [posts[0], posts[3]]
    (name,) = (name for name in files if name.startswith("archive/"))
    kinds = [record.rec_type for record in ArchiveIterator(BytesIO(files[name]))]
    assert kinds == ["warcinfo", "response", "request"] * 2


@given(bodies=st.lists(st.binary(max_size=500), min_size=1, max_size=5))
@example_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_captures_survive_the_way(tmp_path_factory, keep, bodies):
    folder = tmp_path_factory.mktemp("any")
    settings = Settings(_env_file=None, var_dir=folder)
    keep(settings, [("https://blog.naver.com/writer/223000000001", body) for body in bodies])
    _, files = export(settings, folder)
    assert [body for _, _, body in responses(files)] == bodies


def test_every_hash_and_size_holds(settings, keep, posts, tmp_path):
    keep(settings, posts)
    _, files = export(settings, tmp_path)
    package = json.loads(files["datapackage.json"])
    assert package["wacz_version"] == "1.1.1"
    assert package["profile"] == "data-package"
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {"datapackage.json", "datapackage-digest.json"}
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
    digest = json.loads(files["datapackage-digest.json"])
    assert digest == {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"}
    assert package["created"] == "2023-11-12T01:05:03Z", "the time of the newest capture"


def test_the_index_points_at_whole_records(settings, keep, posts, tmp_path):
    keep(settings, posts)
    _, files = export(settings, tmp_path)
    lines = files["indexes/index.cdx"].decode().splitlines()
    assert lines == sorted(lines)
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        assert key == "com,naver,blog,m)/postview.naver?blogid=writer&logno=223000000001"
        row = json.loads(fields)
        piece = files[f"archive/{row['filename']}"][int(row["offset"]) : int(row["offset"]) + int(row["length"])]
        record = next(iter(ArchiveIterator(BytesIO(piece))))
        assert record.rec_headers.get_header("WARC-Target-URI") == row["url"]
        assert record.rec_headers.get_header("WARC-Date").translate(str.maketrans("", "", "-:T"))[:14] == stamp
        assert row["digest"] == f"sha256:{hashlib.sha256(record.content_stream().read()).hexdigest()}"


def test_pages_name_every_capture(settings, keep, posts, tmp_path):
    keep(settings, posts)
    _, files = export(settings, tmp_path)
    head, *rows = [json.loads(line) for line in files["pages/pages.jsonl"].decode().splitlines()]
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert [(row["url"], row["ts"]) for row in rows] == [
        (posts[0][0], "2023-11-12T01:02:03.000000Z"),
        (posts[0][0], "2023-11-12T01:05:03.000000Z"),
    ]


def test_the_same_captures_give_the_same_bytes(settings, keep, posts, tmp_path):
    keep(settings, posts)
    first, _ = export(settings, tmp_path)
    assert export(settings, tmp_path)[0].sha256 == first.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()


def test_later_checks_go_along(settings, keep, posts, tmp_path):
    keep(settings, posts)
    add_check(settings, Check("p1", DESKTOP, "2023-11-20T00:00:00+00:00", "gone", 404, "answered 404"))
    _, files = export(settings, tmp_path, post_id="p1")
    assert json.loads(files["checks/checks.jsonl"])["state"] == "gone"


@pytest.mark.parametrize(
    "url", ["https://news.example/../../../etc/passwd", "https://news.example/%2e%2e/%2e%2e/x\\..\\y", "https://a.example//etc/x"]
)
def test_no_name_in_the_archive_leads_out_of_it(settings, keep, tmp_path, url):
    keep(settings, [(url, b"<html>x</html>")])
    add_check(settings, Check("p1", url, "2023-11-20T00:00:00+00:00", "there"))
    _, files = export(settings, tmp_path, url, post_id="p1")
    for name in files:
        assert ".." not in name
        assert "\\" not in name
        assert not PurePosixPath(name).is_absolute()
        assert len(PurePosixPath(name).parts) <= 2


@pytest.mark.parametrize("post_id", ["../../etc/passwd", "a/b", "", "x" * 200])
def test_no_post_id_leads_out_of_the_folder_of_checks(settings, post_id):
    with pytest.raises(ValueError, match="no post id"):
        add_check(settings, Check(post_id, DESKTOP, "2023-11-20T00:00:00+00:00", "there"))


def test_nothing_is_written_when_there_is_nothing_or_it_is_damaged(settings, keep, posts, tmp_path):
    with pytest.raises(ConfigError, match="No capture"):
        export(settings, tmp_path)
    keep(settings, posts)
    path = next((settings.var_dir / "captures").glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[400] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(PungmunError, match="can't be read"):
        export(settings, tmp_path)
    assert not (tmp_path / "out.wacz").exists()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.com/A/B/?b=2&a=1", "com,example)/a/b?a=1&b=2"),
        ("http://example.com", "com,example)/"),
        ("http://example.com:8080/x", "com,example:8080)/x"),
    ],
)
def test_sort_keys_are_those_of_web_archives(url, key):
    assert sort_key(url) == key
