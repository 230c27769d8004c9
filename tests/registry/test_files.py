"""A typo in a YAML file: where is it, what is it, and are all of them named at once?"""

from pathlib import Path

import pytest

from pungmun.errors import ConfigError
from pungmun.registry import load_claims, load_sources

GOOD = """\
claim_id: moon-cheese
version: 1
statement: 달은 치즈로 되어 있다.
truth: 달은 암석으로 되어 있다.
weaker_true: [달의 색은 치즈와 비슷해 보일 때가 있다.]
verdict: 거짓
variants: [달이 치즈 덩어리라고 한다, 달은 온통 치즈다, 달의 정체는 치즈]
reviews:
  - {publisher: 어느 신문, url: "https://news.example/1", date: 2023-11-16, verdict: 거짓}
"""


def claims_dir(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "claims"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yml").write_text(text, encoding="utf-8")
    return tmp_path


def problems(tmp_path: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_claims(tmp_path)
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_a_good_file_loads(tmp_path):
    (claim,) = load_claims(claims_dir(tmp_path, moon_cheese=GOOD))
    assert claim.complete
    assert claim.reviews[0].date == "2023-11-16"


def test_every_error_of_every_file_is_named_with_line_and_key(tmp_path):
    broken = GOOD.replace("version: 1", "version: one").replace("verdict: 거짓\n", "verdikt: 거짓\n")
    other = GOOD.replace("2023-11-16", "2023-13-16").replace("moon-cheese", "sun")
    found = problems(claims_dir(tmp_path, moon_cheese=broken, sun=other))
    assert any("moon-cheese.yml:2: version:" in line for line in found)
    assert any("moon-cheese.yml:6: verdikt: unknown key" in line for line in found)
    assert any("verdict: is missing" in line for line in found)
    assert any("sun.yml:9: reviews.0.date:" in line for line in found)


def test_a_name_that_differs_from_the_id(tmp_path):
    assert "they must agree" in problems(claims_dir(tmp_path, mars=GOOD))[0]


def test_a_key_that_stands_twice(tmp_path):
    (line,) = problems(claims_dir(tmp_path, moon_cheese=GOOD + "version: 2\n"))
    assert "moon-cheese.yml:10: version: stands twice" in line


def test_what_is_no_yaml(tmp_path):
    (line,) = problems(claims_dir(tmp_path, moon_cheese=GOOD + "aliases: {달: [moon\n"))
    assert "not YAML" in line


def test_a_true_sentence_among_the_variants_is_refused(tmp_path):
    (line,) = problems(claims_dir(tmp_path, moon_cheese=GOOD.replace("달은 온통 치즈다", "달의 색은 치즈와 비슷해 보일 때가 있다.")))
    assert "a true post would be flagged" in line


def test_decomposed_hangul_is_composed(tmp_path):
    import unicodedata

    (claim,) = load_claims(claims_dir(tmp_path, moon_cheese=unicodedata.normalize("NFD", GOOD)))
    assert claim.statement == "달은 치즈로 되어 있다."


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="PUNGMUN_CONFIG_DIR"):
        load_claims(tmp_path / "nowhere")


def test_an_allowed_source_needs_who_when_and_why(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    text = "source_id: a\ntitle: A\nplatform: naver_blog\nspider: naver_search\nenabled: true\npermission: {state: allowed}\n"
    (folder / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_sources(tmp_path)
    assert "a.yml:6: permission: an allowed source needs who, when and why" in caught.value.problems[0]
