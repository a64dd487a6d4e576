"""Each notebook as it is stored, opened in real JupyterLab: its contents, its width, its colours."""

import re
from itertools import pairwise

import nbformat
import pytest
from tests.browser.jupyter import PANEL, choose, open_notebook, theme
from tests.conftest import PROJECT

pytestmark = pytest.mark.slow  # every notebook in a window


NOTEBOOKS = sorted(path.name for path in (PROJECT / "notebooks").glob("0*.ipynb"))
READABLE = 4.5  # WCAG 2.2, contrast of text

OUTPUTS = """(panel) => [...document.querySelectorAll(`${panel} .jp-OutputArea-output`)].map((out) => {
    out.scrollIntoView();
    const image = out.querySelector("img");
    return {
        says: out.textContent.trim().slice(0, 60), room: out.clientWidth, needs: out.scrollWidth,
        shown: image?.clientWidth, natural: image?.naturalWidth,
    };
})"""

CONTRASTS = """(panel) => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        paint.clearRect(0, 0, 1, 1);
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        const [r, g, b, opaque] = paint.getImageData(0, 0, 1, 1).data;
        const linear = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return opaque ? 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] : null;
    };
    const ground = (cell) => light(getComputedStyle(cell).backgroundColor) ?? ground(cell.parentElement);
    return [...document.querySelectorAll(`${panel} .jp-OutputArea-output :is(td, th, pre, p)`)]
        .filter((cell) => cell.textContent.trim())
        .map((cell) => {
            const [dark, bright] = [light(getComputedStyle(cell).color), ground(cell)].sort((a, b) => a - b);
            return [(bright + 0.05) / (dark + 0.05), cell.textContent.slice(0, 40)];
        });
}"""


@pytest.fixture
def open_stored(visit, lab):
    def opened(name, width):
        page = visit(width)
        open_notebook(page, lab, name)
        stored = nbformat.read(PROJECT / "notebooks" / name, as_version=4)
        count = sum(len(cell.get("outputs", [])) for cell in stored.cells)
        page.locator(f"{PANEL} .jp-OutputArea-output").nth(count - 1).wait_for(state="attached")
        return page

    yield opened
    lab.end_kernels()


def headings(name):
    notebook = nbformat.read(PROJECT / "notebooks" / name, as_version=4)
    texts = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.+)$", texts, re.MULTILINE)]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_stored_notebook_has_room_leads_by_its_contents_and_can_be_read_in_both_themes(open_stored, name):
    """One visit for three promises: opening a notebook takes longer than looking at it."""
    page = open_stored(name, 1024)
    check_room(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    check_contents(page, name)
    for colours in ("light", "dark"):
        theme(page, colours)
        found = page.evaluate(CONTRASTS, PANEL)
        assert len(found) > 20
        assert [cell for cell in found if cell[0] < READABLE] == []


def check_room(page):
    assert page.locator(f"{PANEL} .jp-mod-outputsScrolled").count() == 0
    outputs = page.evaluate(OUTPUTS, PANEL)
    assert len(outputs) > 5
    assert [out for out in outputs if out["needs"] > out["room"]] == []
    pictures = [out for out in outputs if out["shown"]]
    assert [out for out in pictures if not out["natural"] * 0.75 <= out["shown"] <= out["natural"]] == []


def check_contents(page, name):
    choose(page, "View", "Table of Contents")
    entries = page.locator(".jp-TableOfContents-tree .jp-tocItem-content:visible")
    wanted = [words for _, words in headings(name)]
    entries.nth(len(wanted) - 1).wait_for()
    assert entries.all_inner_texts() == wanted
    entries.last.click()
    heading = page.locator(f"{PANEL} h2", has_text=wanted[-1]).last
    page.wait_for_function(
        "(heading) => heading.getBoundingClientRect().top < innerHeight", arg=heading.element_handle()
    )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_headings_begin_with_one_title_and_leave_out_no_level(name):
    levels = [level for level, _ in headings(name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
