"""The bench's texts: the same for the same seed, no text twice, a registry of any size."""

from itertools import islice

from pungmun.bench.stream import LONGEST, ON_TOPIC, background, fresh_posts, many_claims, stream
from pungmun.records import Claim

TEXTS = [f"{n}번째 글은 아무 주장과도 상관이 없는 동네 이야기이고 날씨와 시장과 버스에 대한 말뿐이다." for n in range(400)]


def test_the_same_seed_gives_the_same_stream(make_post):
    topic = [make_post("t")]
    once, again, other = (list(stream(TEXTS, topic, 150, seed)) for seed in (1, 1, 2))
    assert once == again != other
    assert len({post.post_id for post in once}) == 150


def test_one_post_in_a_hundred_is_of_the_corpus(make_post):
    topic = [make_post("t", "북한이 모든 공관을 닫았다.")]
    found = [post.text for post in stream(TEXTS, topic, 3 * ON_TOPIC)]
    assert found.count("북한이 모든 공관을 닫았다.") == 3


def test_no_text_comes_twice_in_a_fresh_stream():
    lines = [line for post in stream(TEXTS, (), fresh_posts(TEXTS)) for line in post.text.split("\n") if line in TEXTS]
    assert len(lines) == len(set(lines)) > 0
    assert all(len(post.text) <= LONGEST for post in islice(stream(TEXTS, (), 50), 50))


def test_a_thousand_claims_differ_from_each_other():
    real = [Claim("c1", "정부가 쌀 수입을 늘린다", aliases={"쌀": ("백미",)}), Claim("c2", "북한이 공관을 모두 닫았다")]
    made = many_claims(real, 1000)
    assert made[:2] == real
    assert len({claim.claim_id for claim in made}) == 1000
    assert len({claim.statement for claim in made}) > 500


def test_background_of_both_kinds(tmp_path):
    (tmp_path / "petitions").mkdir()
    (tmp_path / "kote").mkdir()
    long = "공원에 가로등을 더 세워 주시기를 부탁드립니다. 밤길이 어두워 아이들이 다니기에 위험하다고 모두가 말합니다."
    (tmp_path / "petitions" / "petitions_2017").write_text('{"content": "짧다\\n' + long + '"}\n', encoding="utf-8")
    (tmp_path / "kote" / "val.tsv").write_text('1\t"따옴표가 하나인 댓글\t0\n', encoding="utf-8")
    assert background(tmp_path) == [long, '"따옴표가 하나인 댓글']
