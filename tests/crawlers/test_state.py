"""What rounds leave for the next ones: quotas, walls, known posts, author keys, the spool; and queries out of claims."""

import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.authors import author_key
from crawlers.known import Known
from crawlers.parsers.urls import read_address
from crawlers.queries import claim_queries, queries
from crawlers.quota import Quotas
from crawlers.report import SourceReport
from crawlers.round import Walls
from crawlers.run import settle
from crawlers.spool import REPORT, SpoolWriter, read_posts, read_quarantined
from pungmun.errors import ConfigError
from pungmun.records import Claim, Published, Quarantined, Segment
from pungmun.records_json import post_from_json, post_to_json, quarantined_from_json, quarantined_to_json
from pungmun.settings import Settings


class Clock:
    """A clock that tests set."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def test_a_daily_quota_is_shared_kept_and_starts_anew_at_midnight_in_seoul(tmp_path):
    clock = Clock(datetime(2026, 11, 25, 14, 59, tzinfo=UTC))
    one, other = Quotas(tmp_path / "q.json", clock), Quotas(tmp_path / "q.json", clock)
    assert [one.take("naver", 3), other.take("naver", 3), one.take("naver", 3), other.take("naver", 3)] == [True, True, True, False]
    assert one.take("kakao", 3)
    assert Quotas(tmp_path / "q.json", clock).used("naver") == 3
    clock.now += timedelta(minutes=1)  # midnight in Seoul
    assert one.take("naver", 3)
    one.exhaust("naver", 3)
    assert not other.take("naver", 3)


def test_many_workers_never_take_more_than_there_is(tmp_path):
    quotas = Quotas(tmp_path / "q.json", Clock(datetime(2026, 1, 1, tzinfo=UTC)))
    taken = []
    workers = [threading.Thread(target=lambda: taken.extend(quotas.take("x", 25) for _ in range(10))) for _ in range(5)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(taken) == 25


@pytest.mark.parametrize("text", ["", "{", '{"day": 3}', "[]", '{"day": "2026-01-01", "used": 3}'])
def test_a_broken_quota_file_starts_anew(tmp_path, text):
    (tmp_path / "q.json").write_text(text, encoding="utf-8")
    assert Quotas(tmp_path / "q.json", Clock(datetime(2026, 1, 1, tzinfo=UTC))).take("x", 1)


def test_walls_stand_for_a_while(tmp_path):
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    Walls(tmp_path / "w.json", clock).add("host.example", "a bot wall", timedelta(hours=24))
    assert Walls(tmp_path / "w.json", clock).standing() == {"host.example": "a bot wall"}
    clock.now += timedelta(hours=25)
    assert Walls(tmp_path / "w.json", clock).standing() == {}
    assert Walls(None, clock).standing() == {}


def test_known_posts_are_articles_of_settled_rounds(tmp_path, make_post):
    ids = [f"{number:032x}" for number in range(4)]
    writer = SpoolWriter(tmp_path / "spool" / "r1", "s")
    for number, post_id in enumerate(ids):
        writer.post(make_post(post_id, excerpt=number == 3))
    for kind, number in (("deleted", 1), ("unparsed", 2)):
        url = f"https://m.blog.naver.com/moon/22326400000{number}"
        writer.quarantine(Quarantined(kind, kind, url, "why", datetime(2026, 1, 1, tzinfo=UTC)))
    writer.close()
    known = Known(tmp_path / "crawl")
    assert known.articles() == known.named() == frozenset()
    assert known.add_round(tmp_path / "spool", "r1") == 4
    assert known.add_round(tmp_path / "spool", "r1") == 0
    gone = read_address("https://m.blog.naver.com/moon/223264000001").post_id
    assert known.articles() == {*ids[:3], gone}
    assert known.named() == {*ids, gone}
    with known.articles_file.open("a") as file:
        file.write("0123")  # killed while writing
    assert known.articles() == {*ids[:3], gone}


@pytest.mark.parametrize(
    ("report", "named"),
    [(None, False), ({"complete": False}, False), ({"complete": True}, True), ({"complete": True, "problem": "a wall"}, False)],
    ids=["killed", "broken", "whole", "stopped early"],
)
def test_a_search_does_not_stop_at_what_a_round_named_that_was_cut_off(tmp_path, make_post, report, named):
    excerpt, article = "0" * 32, "1" * 32
    writer = SpoolWriter(tmp_path / "spool" / "r1", "s")
    writer.post(make_post(excerpt, excerpt=True, source_id="s"))
    writer.post(make_post(article, source_id="s"))
    writer.close()
    if report is not None:
        row = SourceReport("s", problem=report.pop("problem", "")).to_json()
        (tmp_path / "spool" / "r1" / REPORT).write_text(json.dumps({"run_id": "r1", "sources": [row], **report}), encoding="utf-8")
    settle(tmp_path / "spool", "r1", Settings(var_dir=tmp_path))
    known = Known(tmp_path / "crawl")
    assert known.articles() == {article}
    assert known.named() == ({article, excerpt} if named else {article})


def test_the_spool_gives_back_what_was_written_and_passes_over_half_a_line(tmp_path, make_post):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    writer = SpoolWriter(tmp_path / "r1", "s")
    posts = [make_post("a", published="2023-11-12"), make_post("b", links=("https://x.example/",), capture="0" * 64)]
    for post in posts:
        writer.post(post)
    item = Quarantined("q", "wall", "https://x.example/1", "why", at, "s", None, "payload")
    writer.quarantine(item)
    writer.close()
    with (tmp_path / "r1" / "s.posts.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"post_id": "half')
    assert list(read_posts(tmp_path, "r1")) == posts
    assert list(read_quarantined(tmp_path, "r1")) == [item]


@pytest.mark.parametrize(
    "published",
    [
        Published(),
        Published.on(date(2023, 11, 12)),
        Published.at(datetime(2023, 11, 12, 15, 30, 1, 5, tzinfo=UTC)),
        Published.at(datetime(2023, 11, 12, 15, 30, tzinfo=UTC), "minute"),
    ],
)
def test_records_survive_json(make_post, published):
    post = replace(
        make_post("a", published=published),
        segments=(Segment("quote", "가\n나"), Segment("card", "“”")),
        author="이름",
        cluster_id="c",
        excerpt=True,
    )
    assert post_from_json(json.loads(json.dumps(post_to_json(post)))) == post
    item = Quarantined("q", "wall", "u", "why", datetime(2026, 1, 1, tzinfo=UTC))
    assert quarantined_from_json(json.loads(json.dumps(quarantined_to_json(item)))) == item


def test_authors_have_keys_that_tell_nothing(tmp_path):
    first = author_key(Settings(_env_file=None, var_dir=tmp_path))
    again = author_key(Settings(_env_file=None, var_dir=tmp_path))
    other = author_key(Settings(_env_file=None, var_dir=tmp_path, author_key="another"))
    assert first("naver_blog", "moon") == again("naver_blog", "moon") != other("naver_blog", "moon")
    assert first("naver_blog", "moon") != first("tistory", "moon")
    assert "moon" not in first("naver_blog", "moon")
    assert first("naver_blog", "") == ""
    assert (tmp_path / "author.key").stat().st_mode & 0o077 == 0


def test_an_empty_key_file_is_an_error_not_a_new_key(tmp_path):
    (tmp_path / "author.key").write_text("")
    with pytest.raises(ConfigError, match="empty"):
        author_key(Settings(_env_file=None, var_dir=tmp_path))


def test_queries_are_few_words_in_one_script_most_telling_first():
    claim = Claim(
        "c",
        "북한이 전 세계 모든 재외공관을 폐쇄했다.",
        aliases={
            "북한": ("이북", "北", "北韓"),
            "재외공관": ("공관", "대사관", "大使館", "diplomatic mission"),
            "폐쇄": ("철수", "문을 닫"),
        },
    )
    found = claim_queries(claim, 20)
    assert found[:3] == ["북한 공관", "북한 대사관", "공관 폐쇄"]
    assert "北韓 大使館" in found
    assert not any("北" in query and "공관" in query for query in found)
    assert not any("재외공관" in query for query in found)  # a search for 공관 finds it
    assert len(set(found)) == len(found)
    assert len(claim_queries(claim)) == 6


def test_a_claim_without_aliases_is_searched_by_its_nouns():
    assert claim_queries(Claim("c", "정부가 임시공휴일을 확정했다."))[0] == "정부 임시공휴일"
    assert claim_queries(Claim("c", "한다."), 3) in ([], ["한"])


def test_the_same_query_of_two_claims_is_asked_once():
    claims = [Claim("a", "x", aliases={"등대": (), "소등": ()}), Claim("b", "y", aliases={"등대": (), "소등": ()})]
    assert queries(claims) == {"등대 소등": ("a", "b")}
