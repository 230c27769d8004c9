"""The desk's day in Debian's Chromium, in both languages; axe on every page in both themes; screenshots on request.

Screenshots of the demo: `pungmun demo --no-serve`, then `PUNGMUN_SCREENSHOTS=docs/screenshots pytest -k screenshots`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from crawlers.evidence.checks import Check, add_check
from pungmun.records import Review
from pungmun.store import Query, Store, open_store
from pungmun.web.searches import KEY

pytestmark = pytest.mark.browser
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
CLAIM = "/claims/nk-all-missions-closed"
SCREENSHOTS = os.environ.get("PUNGMUN_SCREENSHOTS", "")
SCREENSHOTS_STORE = os.environ.get("PUNGMUN_SCREENSHOTS_STORE", "sqlite:///var/pungmun.db")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running browser; skipped with a message where there is none, but not in CI."""
    path = os.environ.get("PUNGMUN_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        message = f"no Chromium at {path}: install Debian's chromium or set PUNGMUN_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def running(app: Any) -> Iterator[str]:
    """The console on a port of loopback; its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def site(app: Any) -> Iterator[str]:
    """The console over the story."""
    with running(app) as address:
        yield address


@pytest.fixture
def open_page(chromium: Any, site: str) -> Iterator[Any]:
    """open_page(locale, theme, javascript): a page of a fresh visitor; any error in the browser's console fails the test."""
    contexts, problems = [], []

    def open_(locale: str = "ko-KR", theme: str = "light", *, javascript: bool = True, width: int = 1360) -> Any:
        context = chromium.new_context(
            base_url=site, locale=locale, color_scheme=theme, java_script_enabled=javascript, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not [problem for problem in problems if "404" not in problem]


def addresses(store: Store, story: ModuleType) -> dict[str, str]:
    """One address of every page."""
    cluster = next(row["cluster"] for row in store.counts(("cluster",)) if row["cluster"])
    post = story.judged_posts()[3].post.post_id
    return {
        "overview": "/", "claims": "/claims", "claim": CLAIM, "claim-hours": f"{CLAIM}?by=hour&cumulative=1",
        "search": "/search?claim=nk-all-missions-closed&label=repeats", "post": f"/posts/{post}", "cluster": f"/clusters/{cluster}",
        "review": "/review", "judge": "/judge", "sources": "/sources", "quarantine": "/quarantine", "audit": "/audit", "fault": "/nothing",
        "digest": "/digest?day=2023-11-14", "saved": "/saved", "claim-edit": f"{CLAIM}/edit", "second-look": "/review/second",
        "agreement": "/review/agreement", "your-name": "/login", "similar": f"/posts/{post}/similar", "many": "/search?q=공관&order=oldest",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "theme"), [("ko-KR", "light"), ("en-US", "dark")])
def test_no_page_has_a_serious_accessibility_fault(
    open_page: Any, site: str, store: Store, story: ModuleType, locale: str, theme: str, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    entry = {"id": "1", "name": "공관", "query": "q=공관", "by": "한결", "seen": 1, "alert": True}
    store.set_meta(KEY, json.dumps([entry, {**entry, "id": "2", "alert": False}]))
    page, faults = open_page(locale, theme), {}
    pages = addresses(store, story) | {"case-file": _case_page(site, tmp_path, locale[:2]).as_uri()}
    for name, address in pages.items():
        page.goto(address)
        for details in page.query_selector_all("details"):
            details.evaluate("element => element.open = true")
        found = Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]
        if serious:
            faults[name] = serious

    assert faults == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("ko-KR", {"repeats": "되풀이", "search": "검색", "debunks": "반박", "saved": "저장했습니다"}),
        ("en-US", {"repeats": "Repeats", "search": "Search", "debunks": "Debunks", "saved": "Saved."}),
    ],
)
def test_the_day_of_an_analyst(open_page: Any, store: Store, locale: str, words: dict[str, str]) -> None:
    page = open_page(locale)
    page.goto("/digest?day=2023-11-14")
    page.locator(f"h2 a[href='{CLAIM}']").click()
    page.locator(".lanes").wait_for()
    page.locator("[data-timeline]").wait_for()
    page.locator(".controls button").click()
    page.locator(".live canvas").first.wait_for()

    page.locator(".clusters a").first.click()
    assert page.locator("tbody tr").count() == 3
    page.locator("article h3 a").first.click()
    assert page.locator("mark").first.inner_text().startswith("북한이")
    assert words["repeats"] in page.locator(".finding h2").inner_text()
    page.locator("#similar").scroll_into_view_if_needed()
    page.locator("#similar + div ul.rows a").first.wait_for()

    before = store.search(Query(labels=("needs_review",)), limit=1).total
    page.goto("/review")
    page.keyboard.press("2")
    page.get_by_text(words["saved"]).wait_for()
    assert store.search(Query(labels=("needs_review",)), limit=1).total == before - 1
    page.keyboard.press("u")
    page.wait_for_url("**/review")
    assert store.search(Query(labels=("needs_review",)), limit=1).total == before

    page.keyboard.press("/")
    page.keyboard.type("북한")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.get_by_role("checkbox", name=words["debunks"]).check()
    page.locator("form.filters button").click()
    page.wait_for_url("**label=debunks*")
    found = page.locator(".results article").count()
    assert found > 0
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == found


@pytest.mark.parametrize("javascript", [True, False])
def test_a_text_is_judged_and_its_sentence_marked(open_page: Any, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/judge")
    page.locator("#j-text").fill("북한 대사관이 모두 없어졌대요.")
    page.locator("main button.main").click()

    assert page.locator("mark").inner_text() == "대사관"


def test_everything_can_be_read_without_javascript(open_page: Any) -> None:
    page = open_page(javascript=False)
    page.goto(CLAIM)
    page.locator("svg.lanes a").first.wait_for()
    page.locator("#spread-title").wait_for()
    page.locator("details summary").first.click()

    assert page.locator("table a.n").first.is_visible()


def test_the_skip_link_is_the_first_stop(open_page: Any) -> None:
    page = open_page()
    page.goto("/claims")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_typing_in_a_field_presses_no_key(open_page: Any, store: Store) -> None:
    page = open_page()
    before = len(store.reviews())
    page.goto("/review")
    page.locator("#quick-q").fill("")
    page.locator("#quick-q").press_sequentially("123456su")

    assert page.url.endswith("/review")
    assert len(store.reviews()) == before


@pytest.mark.parametrize("address", ["/", CLAIM, "/search", "/review", "/sources", "/claims"])
def test_narrow_screens_scroll_only_inside_tables(open_page: Any, address: str) -> None:
    page = open_page(width=390)
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_narrow_screen_the_open_page_is_in_sight_and_the_question_comes_before_the_list(open_page: Any) -> None:
    page = open_page(width=390)
    page.goto("/review")

    assert page.locator(".menu [aria-current]").evaluate("link => link.getBoundingClientRect().right") <= 390
    tops = [page.locator(name).evaluate("element => element.getBoundingClientRect().top") for name in (".reading", "#ask", "#by-claim")]
    assert tops == sorted(tops)


@pytest.mark.slow
@pytest.mark.skipif(not SCREENSHOTS, reason="PUNGMUN_SCREENSHOTS names no folder")
def test_screenshots(chromium: Any, tmp_path: Path) -> None:
    """Pictures for the documents, of the store in PUNGMUN_SCREENSHOTS_STORE, which `pungmun demo --no-serve` fills."""
    from pungmun.desk import Desk, judge_text
    from pungmun.settings import Settings
    from pungmun.web import create_app
    from pungmun.web.identity import Access
    from pungmun.web.users import Users

    folder, desk = Path(SCREENSHOTS), Desk(Settings(store=SCREENSHOTS_STORE))
    judge_text(desk, "", "북한")  # the model is read before the browser waits for it
    folder.mkdir(parents=True, exist_ok=True)
    desk.store.backup(str(tmp_path / "copy.db"))  # what some pictures need besides is added to a copy
    store = open_store(f"sqlite:///{tmp_path}/copy.db", lambda texts: [text.split() for text in texts])
    claim = ("nk-all-missions-closed",)
    first = store.first(Query(claims=claim, labels=("repeats",))) or store.first(Query(claims=claim, labels=("needs_review",)))
    assert first
    settings = Settings(var_dir=tmp_path)
    app = create_app(store, Path("config"), judge_text=lambda title, text: judge_text(desk, title, text), secret=b"test", settings=settings)
    users = Users(tmp_path / "users.json")
    users.put("hangyeol", "analyst", "아주 긴 비밀번호 하나")
    guarded = create_app(store, Path("config"), secret=b"test", access=Access("login", users))
    cluster = max((row for row in store.counts(("cluster",)) if row["cluster"]), key=lambda row: row["posts"])["cluster"]
    of_the_demo = {
        "overview": "/", "digest": "/digest?day=2023-11-14", "claims": "/claims", "claim": CLAIM, "claim-hours": f"{CLAIM}?by=hour",
        "search": "/search?claim=nk-all-missions-closed&label=weaker_true", "cluster": f"/clusters/{cluster}", "review": "/review",
        "sources": "/sources", "quarantine": "/quarantine", "claim-edit": f"{CLAIM}/edit",
    }  # fmt: skip
    of_the_copy = {
        "post": f"/posts/{first.post.post_id}", "saved": "/saved", "audit": "/audit", "second-look": "/review/second",
        "agreement": "/review/agreement",
    }  # fmt: skip

    @contextmanager
    def visitor(site: str, locale: str, theme: str, **more: Any) -> Iterator[Any]:
        context = chromium.new_context(
            base_url=site, locale=locale, color_scheme=theme, **{"viewport": {"width": 1360, "height": 900}, **more}
        )
        context.set_default_timeout(120_000)
        yield context.new_page()
        context.close()

    def shoot(page: Any, pages: dict[str, str], locale: str, theme: str) -> None:
        for name, address in pages.items():
            page.goto(address)
            page.screenshot(path=str(folder / f"{name}-{locale[:2]}-{theme}.png"), full_page=name not in ("claims", "search"))

    looks = (("ko-KR", "light"), ("en-US", "dark"))
    with running(app) as site, running(guarded) as closed:
        for locale, theme in looks:
            with visitor(site, locale, theme) as page:
                shoot(page, of_the_demo, locale, theme)
                shoot(page, {"login": f"{closed}/login"}, locale, theme)
                page.goto("/judge")
                page.locator("#j-text").fill("북한이 전 세계 대사관을 다 닫았다던데, 확인해 보니 53곳 중 열두 곳만 닫은 거였어요.")
                page.locator("main button.main").click()
                page.screenshot(path=str(folder / f"judge-{locale[:2]}-{theme}.png"), full_page=True)
                page.goto(CLAIM)
                page.locator(".controls button").click()
                page.locator(".live canvas").first.wait_for()
                page.screenshot(path=str(folder / f"claim-live-{locale[:2]}-{theme}.png"))
                page.goto(_case_page(site, tmp_path, locale[:2]).as_uri())
                page.screenshot(path=str(folder / f"case-{locale[:2]}.png"))
        with visitor(site, "ko-KR", "light", viewport={"width": 390, "height": 844}, device_scale_factor=2) as page:
            for name in ("overview", "claim", "review", "digest"):
                page.goto(of_the_demo[name])
                page.screenshot(path=str(folder / f"{name}-ko-phone.png"))
        _more_for_pictures(store, settings, first.post)
        for locale, theme in looks:
            with visitor(site, locale, theme) as page:
                shoot(page, of_the_copy, locale, theme)
    store.close()
    desk.close()


def _case_page(site: str, folder: Path, language: str) -> Path:
    """The page of the claim's case file, unpacked."""
    with urllib.request.urlopen(f"{site}{CLAIM}/case.zip?lang={language}") as answer:  # loopback
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    archive.extractall(folder / f"case-{language}")
    return folder / f"case-{language}" / "index.html"


def _more_for_pictures(store: Store, settings: Any, post: Any) -> None:
    """Saved searches, decisions and later looks, which the demo has none of."""
    entries = [
        ("공관 되풀이, 다음 카페", "claim=nk-all-missions-closed&label=repeats&platform=daum_cafe", 3, True),
        ("재외공관 검토 대기", "claim=nk-all-missions-closed&label=needs_review", 2, False),
    ]
    keep = [
        {"id": f"{n:016x}", "name": name, "query": query, "by": "hangyeol", "seen": seen, "alert": alert}
        for n, (name, query, seen, alert) in enumerate(entries)
    ]
    store.set_meta(KEY, json.dumps(keep, ensure_ascii=False))
    when = datetime(2023, 11, 20, 1, 30, tzinfo=UTC)
    lines = (Path("crawlers") / "replay" / "story" / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    truth = {row["title"]: row["label"] for row in map(json.loads, lines) if row["claim_id"] == "nk-all-missions-closed"}
    waiting = store.search(Query(claims=("nk-all-missions-closed",), labels=("needs_review",)), limit=40, order="uncertain").hits
    for n, hit in enumerate([hit for hit in waiting if hit.post.title in truth][:6]):
        post_id, label = hit.post.post_id, truth[hit.post.title]
        # the second one errs once, and has not seen the last
        for by, said in (("sora", "related" if n == 4 else label), ("hangyeol", label))[n == 5 :]:
            at = when + timedelta(minutes=3 * n + (by == "hangyeol"))
            store.set_review(Review(post_id, "nk-all-missions-closed", said, by, at))
            store.log(at, by, "review.set", f"{post_id} nk-all-missions-closed", said)
    store.log(when + timedelta(hours=1), "hangyeol", "search.save", entries[0][0], entries[0][1])
    for days, state, more in (
        (1, "there", {}),
        (3, "edited", {"diff": "-북한이 공관을 모두 닫았다고 합니다.\n+북한이 공관 일부를 닫았다고 합니다."}),
        (9, "gone", {"why": "HTTP 410"}),
    ):
        add_check(settings, Check(post.post_id, post.url, (post.seen_at + timedelta(days=days)).isoformat(), state, **more))
