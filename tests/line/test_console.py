"""The console shows the demo's story, in a real browser: overview → claim → post → search, in both languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLAIM = "nk-all-missions-closed"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

#: Folder that screenshots go to; read now, for tests run without PUNGMUN_ variables.
SCREENSHOTS = os.environ.get("PUNGMUN_SCREENSHOTS")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def console(demo):
    """Address of a console over the demo's store, served by the command itself."""
    place, _ = demo
    command = [sys.executable, "-m", "pungmun", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=place.env, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            for line in server.stderr:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found.group()
                    break
            else:
                pytest.fail("the console printed no address")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser():
    path = os.environ.get("PUNGMUN_CHROMIUM") or shutil.which("chromium")
    if not path:
        if os.environ.get("CI"):
            pytest.fail("no Chromium in CI")
        pytest.skip("no Chromium: install Debian's chromium or set PUNGMUN_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, console, request):
    context = browser.new_context(base_url=console, viewport={"width": 1280, "height": 900}, locale="ko-KR")
    context.set_default_timeout(90_000)  # the first page after a start waits for the model; CI machines are slow
    opened = context.new_page()
    problems = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    if SCREENSHOTS:
        opened.screenshot(path=Path(SCREENSHOTS) / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not problems


def test_the_analysts_way(page, demo):
    place, summary = demo
    page.goto("/")
    assert "풍문" in page.title()
    page.goto(f"/claims/{CLAIM}")
    text = page.inner_text("main")
    assert "북한이 전 세계 모든 재외공관을 폐쇄했다" in text
    assert "53" in text
    hit = place.json("search", "--claim", CLAIM, "--label", "repeats", "--limit", "1")["posts"][0]
    page.goto(f"/posts/{hit['post_id']}")
    marked = " ".join(page.inner_text("mark").split())
    (evidence,) = [" ".join(f["evidence"].split()) for f in hit["findings"] if f["claim_id"] == CLAIM]
    assert marked
    assert marked in evidence or evidence in marked
    assert "53" in page.inner_text("main"), "the truth stands beside the post"
    del summary


def test_a_count_opens_the_posts_it_counts(page, demo):
    place, _ = demo
    page.goto(f"/search?claim={CLAIM}&label=repeats")
    total = place.json("search", "--claim", CLAIM, "--label", "repeats", "--limit", "1")["total"]
    assert re.search(rf"\b{total}\b", page.inner_text("main"))


def test_search_by_words_in_english(page):
    page.goto("/search?q=대사관&lang=en")
    assert page.get_attribute("html", "lang") == "en"
    assert "대사관" in page.inner_text("main")
