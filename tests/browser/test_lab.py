"""The notebooks in real JupyterLab."""

import nbformat
import pytest
from tests.browser.jupyter import FAILED, PANEL, find_port, open_notebook, restart_kernel, run_all, save, theme

pytestmark = pytest.mark.slow  # walks through JupyterLab and Voilà


def test_what_a_page_asks_for_outside_is_refused_and_known(visit):
    page = visit()
    page.set_content("<img src='http://example.org/a.png' onerror='document.title = \"refused\"'>")
    page.wait_for_function("document.title === 'refused'")
    assert page.outside == ["http://example.org/a.png"]
    page.outside.clear()


@pytest.fixture
def open_lab(visit, lab):
    """Open a notebook in JupyterLab at a width; its kernel ends with the test."""

    def opened(name, width=1440):
        page = visit(width)
        open_notebook(page, lab, name)
        return page

    yield opened
    lab.end_kernels()


def outputs(notebook, kind):
    return [out for cell in notebook.cells for out in cell.get("outputs", []) if out.output_type == kind]


def test_a_notebook_opens_and_runs_all_its_cells(open_lab):
    page = open_lab("02_progress_distributions.ipynb")
    run_all(page)
    pictures = page.locator(f"{PANEL} .jp-OutputArea-output img")
    assert pictures.count() == 4
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("(image) => image.complete && image.naturalWidth") > 700
    done = save(page)
    assert outputs(done, "error") == []
    counts = [cell.execution_count for cell in done.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_a_restarted_kernel_knows_nothing_and_runs_again(open_lab):
    page = open_lab("03_leader_workloads.ipynb")
    run_all(page)
    restart_kernel(page)
    page.locator(f"{PANEL} .jp-CodeCell .cm-content").nth(3).click()
    page.keyboard.press("Control+Enter")
    page.locator(f"{PANEL} {FAILED}", has_text="NameError: name 'ah' is not defined").wait_for()
    run_all(page)
    assert outputs(save(page), "error") == []


def test_the_theme_can_be_changed(open_lab):
    page = open_lab("03_leader_workloads.ipynb")
    ground = "getComputedStyle(document.querySelector('.jp-Notebook')).backgroundColor"
    light = page.evaluate(ground)
    theme(page, "dark")
    assert page.evaluate(ground) != light


def test_voila_shows_a_notebook_without_its_code(visit, serve):
    words = ["voila", "--no-browser", f"--port={find_port()}", "--Voila.ip=127.0.0.1"]
    page = visit(1024)
    page.goto(serve(*words, "notebooks/03_leader_workloads.ipynb").url)
    page.locator(".jp-OutputArea-output img").nth(1).wait_for()
    assert page.get_by_text("19项任务中14项由朱江桥负责").first.is_visible()
    assert page.locator(".jp-InputArea-editor").count() == 0
    assert {url.split("/")[2] for url in page.outside} == {"cdn.jsdelivr.net"}, "Voilà's own template: an icon font"
    page.outside.clear()


def test_what_a_report_says_stays_text_in_a_table(open_lab, lab):
    said = "<script>document.title = 'run'</script> **bold** _kind_ 5$到6$ <b>x</b>"
    code = f"import pandas as pd\nimport analysis_helpers as ah\nah.show_table(pd.DataFrame({{'task': [{said!r}]}}))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(notebook, lab.folder / "notebooks" / "hostile.ipynb")
    page = open_lab("hostile.ipynb")
    run_all(page)
    cell = page.locator(f"{PANEL} .jp-OutputArea-output td")
    cell.wait_for()
    page.wait_for_load_state("networkidle")  # what typesets formulas is loaded last
    assert cell.inner_text() == said
    assert page.locator(f"{PANEL} mjx-container").count() == 0
    assert page.title() != "run"
