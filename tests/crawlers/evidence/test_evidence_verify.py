"""Damage is found wherever it is, and named; what is whole is never called damaged."""

import json
import zlib

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from crawlers.evidence import entries, load, verify_all, verify_url
from crawlers.evidence.members import opened, walk

DESKTOP = "https://blog.naver.com/writer/223000000001"


def warc(settings):
    return next((settings.var_dir / "captures").glob("*.warc.gz"))


def members(path):
    with opened(path) as view:
        return list(walk(view))


def test_whole_captures_are_whole(settings, keep, posts):
    digests = keep(settings, posts)
    verdict = verify_all(settings, [("p1", posts[0][0], digests[0])])
    assert verdict.ok
    assert (verdict.files, verdict.records, verdict.captures, verdict.posts) == (1, 9, 4, 1)
    assert verdict.notes == []
    assert verify_url(settings, DESKTOP).captures == 2


def test_a_post_whose_capture_is_nowhere_is_named(settings, keep, posts):
    keep(settings, posts)
    verdict = verify_all(settings, [("p9", DESKTOP, "0" * 64)])
    assert [damage.place for damage in verdict.damages] == ["post p9"]


@given(data=st.data())
@example_settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_byte_changes_what_is_read_without_being_named(settings, keep, posts, data):
    if not (settings.var_dir / "captures").exists():
        keep(settings, posts)
        (settings.var_dir / "whole").write_bytes(warc(settings).read_bytes())
    path, whole = warc(settings), (settings.var_dir / "whole").read_bytes()
    before = [zlib.decompress(whole[m.offset : m.offset + m.length], 31) for m in _whole(settings, whole)]
    position = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(whole)
    changed[position] ^= flip
    path.write_bytes(changed)
    verdict = verify_all(settings)
    hit = max(m.offset for m in _whole(settings, whole) if m.offset <= position)
    if verdict.ok:  # unused bits after a compressed block, the name of the system: everything reads as before
        assert [m.data for m in members(path)] == before
    else:
        assert {damage.place for damage in verdict.damages} == {f"{path.name}:{hit}"}
    path.write_bytes(whole)
    assert verify_all(settings).ok


def _whole(settings, whole):
    copy = settings.var_dir / "copy"
    copy.write_bytes(whole)
    return members(copy)


@given(cut=st.integers(1, 2000))
@example_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_lost_its_end_is_damaged_if_anything_that_was_indexed_is_gone(settings, keep, posts, cut):
    if not (settings.var_dir / "captures").exists():
        keep(settings, posts)
        (settings.var_dir / "whole").write_bytes(warc(settings).read_bytes())
        (settings.var_dir / "index").write_bytes(next((settings.var_dir / "captures").glob("*.index.jsonl")).read_bytes())
    path, whole = warc(settings), (settings.var_dir / "whole").read_bytes()
    assume(cut < len(whole))
    path.write_bytes(whole[:-cut])
    next((settings.var_dir / "captures").glob("*.index.jsonl")).write_bytes((settings.var_dir / "index").read_bytes())
    lost = sum(m.offset + m.length > len(whole) - cut for m in _whole(settings, whole))
    proofs = [("p", "https://x.example/", json.loads(line)["sha256"]) for line in (settings.var_dir / "index").read_text().splitlines()]
    assert lost
    assert not verify_all(settings, proofs).ok


def test_the_tail_of_a_killed_round_is_a_note_not_damage(settings, keep, posts):
    digests = keep(settings, posts)
    path = warc(settings)
    whole = path.read_bytes()
    extra = members(path)[1]
    path.write_bytes(whole + whole[extra.offset : extra.offset + extra.length // 2])
    verdict = verify_all(settings, [("p", posts[0][0], digest) for digest in digests])
    assert verdict.ok
    assert [note.place for note in verdict.notes] == [f"{path.name}:{len(whole)}"]


def test_a_file_that_is_being_written_is_not_called_unfinished(settings, keep, posts):
    _, writer = keep(settings, posts, close=False)
    path = warc(settings)
    with path.open("ab") as file:
        file.write(path.read_bytes()[:40])
    assert "is being written" in verify_all(settings).notes[0].what
    writer.close()
    assert "unfinished" in verify_all(settings).notes[0].what


def test_a_forged_record_is_found_though_its_checksums_fit(settings, keep, posts):
    keep(settings, posts)
    path = warc(settings)
    target = members(path)[1]
    forged = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = target.data.replace("모든".encode(), "일부".encode())
    assert data != target.data
    whole = path.read_bytes()
    path.write_bytes(whole[: target.offset] + forged.compress(data) + forged.flush() + whole[target.offset + target.length :])
    words = [damage.what for damage in verify_all(settings).damages if damage.place == f"{path.name}:{target.offset}"]
    assert any("SHA-256" in what for what in words)


@pytest.mark.parametrize("field", ["WARC-Date: 2023", "WARC-Target-URI: https://m.blog"])
def test_a_forged_time_or_address_is_found(settings, keep, posts, field):
    keep(settings, posts)
    path = warc(settings)
    target = members(path)[1]
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = target.data.replace(field.encode(), field.replace("2023", "2021").replace("//m.", "//n.").encode())
    assert data != target.data
    whole = path.read_bytes()
    path.write_bytes(whole[: target.offset] + press.compress(data) + press.flush() + whole[target.offset + target.length :])
    assert any("id does not follow" in damage.what for damage in verify_all(settings).damages)


def test_an_index_line_that_names_another_digest_is_damage(settings, keep, posts):
    keep(settings, posts)
    index = next((settings.var_dir / "captures").glob("*.index.jsonl"))
    lines = index.read_text().splitlines(keepends=True)
    row = json.loads(lines[1])
    lines[1] = json.dumps(row | {"sha256": "a" * 64}) + "\n"
    index.write_text("".join(lines))
    assert any(damage.place.endswith(f":{row['offset']}") for damage in verify_all(settings).damages)


def test_what_lies_behind_a_damaged_place_is_still_read(settings, keep, posts):
    digests = keep(settings, posts)
    path = warc(settings)
    first, *_, last = list(entries(settings))
    changed = bytearray(path.read_bytes())
    changed[first.offset : first.offset + first.length] = b"\x00" * first.length
    path.write_bytes(changed)
    assert load(settings, last).sha256 == digests[3]
    verdict = verify_all(settings, [("p4", posts[3][0], digests[3])])
    assert {damage.place for damage in verdict.damages} == {f"{path.name}:{first.offset}"}
    assert not verify_url(settings, DESKTOP).ok
    assert verify_url(settings, posts[1][0]).ok
