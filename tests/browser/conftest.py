"""A real browser, where the machine has one."""

import importlib.util
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from analysis_helpers import compare_with_schedule, compose_briefing, load_history, write_briefing

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--host-resolver-rules=MAP * ~NOTFOUND"]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser on this machine: {', '.join(NAMES)}")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, headless=True, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """axe-core, which looks at a page as assistive technology does."""
    spec = importlib.util.find_spec("axe_playwright_python")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """The briefing in both languages, some tasks of it without a percent and some behind."""
    history, folder = load_history().select("2024Q2"), tmp_path_factory.mktemp("pages")
    percents = history.tasks["progress_pct"].where(history.tasks["source_row"] > 4) - 12
    changed = replace(history, tasks=history.tasks.assign(progress_pct=percents))
    for language in ("zh", "en"):
        write_briefing(compose_briefing(changed, compare_with_schedule(changed.tasks), language), folder / language)
    return folder


@pytest.fixture
def open_page(browser):
    """Open a file at a width; what it asks for and complains of is kept with it."""
    contexts = []

    def opened(path, width=1440):
        context = browser.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
