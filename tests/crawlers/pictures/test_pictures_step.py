"""The step as a whole: a post without words, the screenshot in it, and what becomes of both."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from crawlers.captures import CaptureWriter
from crawlers.evidence import captures_of, verify_all
from crawlers.evidence.pictures import PICTURES, PictureRow
from crawlers.items import Fetched
from crawlers.parsers import parse_page
from crawlers.pictures.copies import join_pictures, same_pictures
from crawlers.pictures.read import covered_sources, read_pictures
from crawlers.replay.reply import Reply
from crawlers.replay.site import ReplaySite
from pungmun.cli import cli
from pungmun.desk import Desk
from pungmun.errors import ConfigError
from pungmun.registry import Source
from pungmun.reports.summary import Summary
from pungmun.settings import Settings, get_settings
from pungmun.steps import forget, store_posts

RUMOUR = ("북한이 전 세계에 있는 재외공관을", "모두 폐쇄했다고 합니다.", "남은 대사관이 하나도 없답니다.")
HOST = "postfiles.example.net"
YAML = """
source_id: naver-blog-posts
title: 네이버 블로그 본문
platform: naver_blog
spider: naver_blog_posts
enabled: true
permission: {{state: allowed, who: 시험, when: 2026-01-01, why: 시험}}
options: {{{pictures}}}
"""
COVERED = f"pictures: {{hosts: [{HOST}], why: 허락 서신 3항은 본문 사진도 포함한다}}"


def page(number, *pictures):
    images = "".join(
        f'<div class="se-component se-image"><img src="{url}?type=w80_blur" data-lazy-src="{url}?type=w800"></div>' for url in pictures
    )
    return (
        f'<html><head><meta charset="utf-8"><meta property="og:title" content="퍼온 글 {number}"></head>'
        f'<body><div class="se-main-container">{images}</div></body></html>'
    ).encode()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """(settings, seen): an empty desk whose source covers pictures; seen(number, *pictures) stores a post with its capture."""
    config = tmp_path / "config"
    for name in ("claims", "sources", "lexicon"):
        (config / name).mkdir(parents=True)
    (config / "lexicon" / "user_words.tsv").write_text("form\ttag\tscore\twhy\n")
    (config / "sources" / "naver-blog-posts.yml").write_text(YAML.format(pictures=COVERED), encoding="utf-8")
    shipped = Settings(_env_file=None).config_dir
    (config / "claims" / "nk-all-missions-closed.yml").write_bytes((shipped / "claims" / "nk-all-missions-closed.yml").read_bytes())
    for name, value in {
        "VAR_DIR": tmp_path / "var",
        "CONFIG_DIR": config,
        "STORE": f"sqlite:///{tmp_path}/p.db",
        "AUTHOR_KEY": "k",
    }.items():
        monkeypatch.setenv(f"PUNGMUN_{name}", str(value))
    get_settings.cache_clear()
    settings = get_settings()
    now = datetime.now(UTC)

    def seen(number, *pictures):
        url, body = f"https://m.blog.naver.com/PostView.naver?blogId=writer{number}&logNo=22300000000{number}", page(number, *pictures)
        writer = CaptureWriter(settings.var_dir / "captures", f"20260101T0000000{number}Z-blog", "Pungmun/1 (+test)")
        writer.write(Fetched(url, 200, body, {"Content-Type": "text/html"}, {}, now))
        writer.close()
        post = parse_page(body, url, seen_at=now, source_id="naver-blog-posts")
        with Desk(settings) as desk:
            desk.store.migrate()
            store_posts(desk, [post], Summary())
        return post

    yield settings, seen
    get_settings.cache_clear()


def run(monkeypatch, answers, *options):
    """`pungmun evidence pictures` against a site with these answers, address -> body; (JSON, exit code, asked)."""

    def mood(host, path, query, headers):
        if path == "/robots.txt" or f"https://{host}{path}" not in answers:
            return None if path == "/robots.txt" else Reply(b"no", 404)
        return Reply(answers[f"https://{host}{path}"], content_type="image/png")

    with ReplaySite(mood=mood) as site:
        monkeypatch.setenv("PUNGMUN_REPLAY", site.url)
        get_settings.cache_clear()
        done = CliRunner().invoke(cli, ["evidence", "pictures", "--format", "json", *options])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return json.loads(done.stdout), done.exit_code, [path for _, path in site.asked if path != "/robots.txt"]


@pytest.mark.slow
def test_a_screenshot_is_read_judged_proved_clustered_and_taken_down(place, draw, png, tesseract, monkeypatch):
    settings, seen = place
    first, second = f"https://{HOST}/a.png", f"https://{HOST}/b.png"
    one, two = seen(1, first, "https://ads.example.net/x.png"), seen(2, second)
    image = draw(RUMOUR)
    answers = {first: png(image), second: png(image.resize((600, image.height * 600 // image.width)))}
    told, code, asked = run(monkeypatch, answers)
    assert (told["fetched"], told["read"], told["posts"], code) == (2, 2, 2, 0)
    assert sorted(asked) == ["/a.png", "/b.png"], "other hosts are none of the permission's"
    with Desk(settings) as desk:
        stored = [desk.store.get(post.post_id) for post in (one, two)]
    for known in stored:
        (segment,) = known.post.segments
        assert segment.kind == "image_text"
        assert "모두 폐쇄했다고 합니다" in segment.text
        (finding,) = known.findings
        assert finding.label == "repeats"
        assert finding.evidence in known.post.document
    assert stored[0].post.cluster_id == stored[1].post.cluster_id == min(one.post_id, two.post_id)
    (row,) = PICTURES.of(settings, one.post_id)
    assert (row.width, row.why) == (760, "")
    assert row.confidence > 0.8
    assert [entry.sha256 for entry in captures_of(settings, f"{first}?type=w800")] == [row.capture]
    assert verify_all(settings).ok
    with Desk(settings) as desk:
        forget(desk, one.canonical_url)
    assert PICTURES.of(settings, one.post_id) == []
    assert captures_of(settings, f"{first}?type=w800") == []
    assert captures_of(settings, f"{second}?type=w800")


@pytest.mark.slow
def test_a_picture_that_does_not_arrive_or_is_none_is_told(place, tesseract, monkeypatch):
    settings, seen = place
    gone, page_instead = f"https://{HOST}/gone.png", f"https://{HOST}/page.png"
    post = seen(1, gone, page_instead)
    told, code, _ = run(monkeypatch, {page_instead: b"<html>sorry</html>"})
    assert (told["fetched"], told["missed"], told["read"], told["posts"], code) == (1, 1, 0, 0, 1)
    (row,) = PICTURES.of(settings, post.post_id)
    assert "decoded" in row.why
    _, _, asked = run(monkeypatch, {})
    assert asked == ["/gone.png"], "only what did not arrive is asked for again"


def test_without_a_permission_for_pictures_nothing_is_fetched(tmp_path):
    settings = Settings(_env_file=None, var_dir=tmp_path, contact="test@example.org")
    allowed = {"state": "allowed", "who": "test", "when": "2026-01-01", "why": "test"}
    given = {"source_id": "s", "title": "s", "platform": "naver_blog", "spider": "naver_blog_posts", "enabled": True}
    covered = {"pictures": {"hosts": [HOST], "why": "test"}}
    for source in (
        Source(**given, permission=allowed),
        Source(**given, options=covered),
        Source(**{**given, "enabled": False}, options=covered),
    ):
        with pytest.raises(ConfigError, match="permission covers pictures"):
            read_pictures([], [source], settings)
    assert list(covered_sources([Source(**given, permission=allowed, options=covered)], settings)) == ["naver_blog"]
    with pytest.raises(ConfigError, match="why"):
        covered_sources([Source(**given, permission=allowed, options={"pictures": {"hosts": [HOST]}})], settings)


TEXT = "북한이 전 세계 재외공관을 모두 폐쇄했다고 한다"


def row(phash, author="", text=TEXT):
    return PictureRow("https://x.example/p.png", "2026-01-01T00:00:00Z", "c" * 64, 10, 10, phash, text, 0.9, author)


def test_pictures_that_differ_in_a_few_bits_are_one():
    near, far = f"{0xF0F0F0F0F0F0F0F0 ^ 0b1011:016x}", f"{0x0F0F0F0F0F0F0F0F:016x}"
    shown = {"a": [row("f0f0f0f0f0f0f0f0")], "b": [row(near)], "c": [row(far)], "d": [row("", text=TEXT)]}
    groups = same_pictures(shown)
    assert {"a", "b"} in groups
    assert not any({"c", "d"} & group for group in groups)


def test_a_writers_banner_and_a_picture_without_words_make_no_copies():
    banner = {f"p{n}": [row("f0f0f0f0f0f0f0f0", author="one")] for n in range(3)}
    assert same_pictures(banner) == []
    assert same_pictures({"a": [row("f0f0f0f0f0f0f0f0", text="광고")], "b": [row("f0f0f0f0f0f0f0f0", text="광고")]}) == []


def test_clusters_by_text_and_by_picture_are_joined(tmp_path):
    settings = Settings(_env_file=None, var_dir=tmp_path)
    for post_id in ("b", "d", "x"):
        PICTURES.add(settings, post_id, row("f0f0f0f0f0f0f0f0"))
    joined = join_pictures(settings, {"a": "a", "b": "a", "d": "d", "e": "d"}, {"a", "b", "d", "e", "f"})
    assert joined == {"a": "a", "b": "a", "d": "a", "e": "a"}, "x is not among the posts, f shows no picture"
