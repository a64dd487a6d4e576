"""`make tour`: the pictures of docs/explorer.md, taken of the real thing."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import NAMES, QUIET
from tests.browser.jupyter import copy_project, jupyter_lab, name_fonts, open_notebook, run_all, served, theme
from tests.conftest import PROJECT

FOLDER = PROJECT / "docs" / "images"


@contextmanager
def chromium(home):
    path = next(found for name in NAMES if (found := shutil.which(name)))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, headless=True, args=QUIET, env=name_fonts(home))
        yield browser
        browser.close()


def take(page, name):
    page.wait_for_timeout(800)  # the table follows the picture
    page.screenshot(path=FOLDER / f"explorer-{name}.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as aside:
        home = Path(aside)
        place = copy_project(PROJECT, home / "project")
        with chromium(home) as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            with jupyter_lab(place, home / "lab") as server:
                open_notebook(page, server, "explorer.ipynb")
                page.locator(".jp-Notebook").click()
                page.keyboard.press("Control+b")  # fold the list of files: room for the panel
                run_all(page)
                page.locator(".ex-frame img").wait_for()
                page.locator(".ex-panel").evaluate("(panel) => panel.scrollIntoView()")
                take(page, "panel")
                page.locator(".ex-filters").get_by_label("查找文字", exact=True).fill("长三角")
                page.wait_for_timeout(1500)
                page.locator(".ex-places [role=option]").first.click()
                page.locator(".ex-card").wait_for()
                take(page, "card")
                page.locator(".ex-panel").evaluate("(panel) => panel.scrollIntoView()")
                page.locator(".ex-filters").get_by_label("查找文字", exact=True).fill("地铁")
                page.locator(".ex-empty").wait_for()
                take(page, "empty")
                theme(page, "dark")
                page.locator(".ex-filters").get_by_label("查找文字", exact=True).fill("")
                page.wait_for_timeout(1500)
                page.locator(".ex-frame img").wait_for()
                take(page, "dark")
            words = ["quarterly", "app", "--sample", "--no-browser", "--port", "0", "--quarter", "2024Q3"]
            with served(words, place, home / "app") as server:
                page.goto(server.url)
                page.locator(".ex-frame img").wait_for(timeout=60_000)
                page.locator(".ex-filters").get_by_label("图表", exact=True).select_option("各项任务的变化")
                take(page, "app")
            page.close()


if __name__ == "__main__":
    main()
