"""Takedown: what belongs to the address goes, every other record stays byte for byte, also when the call is killed."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from crawlers.evidence import captures_of, entries, read_capture, remove, remove_captures, verify_all
from crawlers.evidence.checks import Check, add_check, checks_of
from crawlers.evidence.members import opened, walk
from crawlers.evidence.record import parse_record
from pungmun.errors import PungmunError
from pungmun.settings import Settings

DESKTOP = "https://blog.naver.com/writer/223000000001"


def raw_members(settings):
    found = []
    for path in sorted((settings.var_dir / "captures").glob("*.warc.gz")):
        with opened(path) as view:
            for member in walk(view):
                found.append((parse_record(member.data).url, bytes(view[member.offset : member.offset + member.length])))
    return found


def address(number):
    return f"https://m.blog.naver.com/PostView.naver?blogId=writer&logNo={223_000_000_000 + number}"


answers = st.lists(st.tuples(st.integers(1, 4), st.binary(max_size=300)), min_size=1, max_size=12)


@given(rounds=st.lists(answers, min_size=1, max_size=3), doomed=st.integers(1, 4))
@example_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_removal_leaves_all_other_records_byte_for_byte(tmp_path_factory, keep, rounds, doomed):
    settings = Settings(_env_file=None, var_dir=tmp_path_factory.mktemp("var"))
    for number, answered in enumerate(rounds):
        keep(settings, [(address(n), body) for n, body in answered], f"round-{number}")
    before = raw_members(settings)
    expected = sum(n == doomed for answered in rounds for n, _ in answered)
    url = f"https://blog.naver.com/writer/{223_000_000_000 + doomed}"
    assert remove_captures(settings, url) == expected
    assert raw_members(settings) == [(of, raw) for of, raw in before if of != address(doomed)]
    assert captures_of(settings, url, strict=True) == []
    assert verify_all(settings).ok
    assert remove_captures(settings, url) == 0


def test_captures_known_by_digest_and_rows_of_checks_go_too(settings, keep, posts, make_post):
    digests = keep(settings, [*posts, ("https://m.news.example/read/7", b"the article")])
    post = make_post("p7", url="https://news.example/7", capture=digests[4])
    add_check(settings, Check("p7", "https://news.example/7", "2023-11-13T00:00:00+00:00", "edited", diff="-words"))
    add_check(settings, Check("p8", DESKTOP, "2023-11-13T00:00:00+00:00", "there"))
    assert remove_captures(settings, "https://news.example/7", [post]) == 1
    assert read_capture(settings, digests[4]) is None
    assert checks_of(settings, "p7") == []
    assert len(checks_of(settings, "p8")) == 1
    remove_captures(settings, DESKTOP)
    assert checks_of(settings, "p8") == []


def test_earlier_captures_of_an_inner_address_go_with_the_one_that_the_store_knows(settings, keep, make_post):
    inner = "https://cafe.daum.net/_c21_/bbs_read?grpid=1YvFd&fldid=Abc1&datanum="
    outer = "https://cafe.daum.net/rumours/Abc1/77"
    digests = keep(settings, [(inner + "77", b"first"), (inner + "78", b"another post"), (inner + "77", b"edited")])
    post = make_post("p77", platform="daum_cafe", url=outer, capture=digests[2])
    assert captures_of(settings, outer) == []
    assert [entry.sha256 for entry in captures_of(settings, outer, also=[digests[2]])] == [digests[0], digests[2]]
    assert remove_captures(settings, outer, [post]) == 2
    assert [entry.sha256 for entry in entries(settings)] == [digests[1]]


def test_a_killed_removal_still_knows_the_inner_address(settings, keep, make_post, monkeypatch):
    inner = "https://cafe.daum.net/_c21_/bbs_read?grpid=1YvFd&fldid=Abc1&datanum=77"
    (known,) = keep(settings, [(inner, b"known to the store")], "a-first")
    keep(settings, [(inner, b"earlier")], "b-second")
    post = make_post("p77", platform="daum_cafe", url="https://cafe.daum.net/rumours/Abc1/77", capture=known)
    rewrite, calls = remove._rewrite, []

    def killed_after_one(*arguments):
        if calls:
            raise KeyboardInterrupt
        calls.append(arguments)
        rewrite(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(remove, "_rewrite", killed_after_one)
        with pytest.raises(KeyboardInterrupt):
            remove_captures(settings, post.url, [post])
    assert len(list(entries(settings))) == 1
    assert remove_captures(settings, post.url, [post]) == 1
    assert list(entries(settings)) == []


def test_what_was_removed_on_purpose_is_no_damage(settings, keep, posts):
    digests = keep(settings, posts)
    remove_captures(settings, DESKTOP)
    verdict = verify_all(settings, [("p1", DESKTOP, digests[0]), ("p2", posts[1][0], digests[1])])
    assert verdict.ok
    assert verdict.removed == 1
    notes = (settings.var_dir / "captures" / "removed.jsonl").read_text().splitlines()
    assert {frozenset(json.loads(line)) for line in notes} == {frozenset({"sha256", "at"})}, "no address may be kept"


def test_nothing_of_the_post_is_left_in_the_folder(settings, keep, posts):
    keep(settings, posts)
    remove_captures(settings, DESKTOP)
    for path in (settings.var_dir / "captures").iterdir():
        assert b"223000000001" not in path.read_bytes()
    assert not [raw for of, raw in raw_members(settings) if "223000000001" in of]


def test_a_file_that_a_crawl_is_writing_is_left_alone(settings, keep, posts):
    _, writer = keep(settings, posts, close=False)
    before = raw_members(settings)
    with pytest.raises(PungmunError, match="being written"):
        remove_captures(settings, DESKTOP)
    assert raw_members(settings) == before
    writer.close()
    assert remove_captures(settings, DESKTOP) == 2


@pytest.mark.parametrize("at", ["part.replace", "rebuild"])
def test_a_killed_removal_is_finished_by_the_next(settings, keep, posts, monkeypatch, at):
    digests = keep(settings, posts)
    before = raw_members(settings)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if at == "rebuild":
            patch.setattr(remove, "rebuild_index", killed)
        else:
            patch.setattr("pathlib.Path.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            remove_captures(settings, DESKTOP)
    remove_captures(settings, DESKTOP)
    assert raw_members(settings) == [(of, raw) for of, raw in before if of != posts[0][0]]
    assert [entry.sha256 for entry in entries(settings)] == [digests[1], digests[2]]
    assert not list((settings.var_dir / "captures").glob("*.part"))


def test_a_damaged_capture_of_the_address_goes_too(settings, keep, posts):
    keep(settings, posts)
    path = next((settings.var_dir / "captures").glob("*.warc.gz"))
    first = next(entries(settings))
    changed = bytearray(path.read_bytes())
    changed[first.offset + 50 : first.offset + 60] = b"\xff" * 10
    path.write_bytes(changed)
    next((settings.var_dir / "captures").glob("*.index.jsonl")).touch()
    remove_captures(settings, DESKTOP)
    assert verify_all(settings).ok
    assert [of for of, _ in raw_members(settings)] == ["", *[url for url, _ in posts[1:3] for _ in range(2)]]
