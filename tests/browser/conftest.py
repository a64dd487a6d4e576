"""A real browser, where the machine has one."""

import importlib.util
import os
import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.browser.jupyter import SIZES, copy_project, jupyter_lab, name_fonts, served

from analysis_helpers import compare_with_schedule, compose_briefing, load_history, write_briefing

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-quic", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
OWN = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")


expect.set_options(timeout=60_000)  # a condition is waited for, however busy the machine


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser on this machine: {', '.join(NAMES)}")
    environment = {**os.environ, **name_fonts(tmp_path_factory.mktemp("fonts"))}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, headless=True, args=QUIET, env=environment)
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


@pytest.fixture(scope="session")
def serve(browser, project, tmp_path_factory):
    """Start a command that serves a page, in a copy of the project; it ends with the tests."""
    with ExitStack() as running:

        def start(*words):
            place = copy_project(project, tmp_path_factory.mktemp("served") / "project")
            return running.enter_context(served(words, place, tmp_path_factory.mktemp("home")))

        yield start


@pytest.fixture(scope="session")
def lab(browser, project, tmp_path_factory):
    """Real JupyterLab over a copy of the notebooks."""
    place = copy_project(project, tmp_path_factory.mktemp("lab") / "project")
    with jupyter_lab(place, tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def visit(browser):
    """Make an empty page of a width (1440 or 1024); whatever it asks for outside of this machine is refused, and fails the test."""
    contexts, pages = [], []

    def empty(width=1440, **settings):
        wide, high = SIZES[width]
        context = browser.new_context(viewport={"width": wide, "height": high}, accept_downloads=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # a condition is waited for, however busy the machine
        pages.append(page)
        page.outside, page.complaints = [], []
        context.on("request", lambda request: request.url.startswith(OWN) or page.outside.append(request.url))
        page.on("websocket", lambda socket: socket.url.startswith(OWN) or page.outside.append(socket.url))
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        context.route(lambda url: not url.startswith(OWN), lambda route: route.abort())
        return page

    yield empty
    asked = [url for page in pages for url in page.outside]
    for context in contexts:
        context.close()
    assert asked == [], "the page asked for something outside of this machine"
