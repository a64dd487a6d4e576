"""A notebook of one's own: written for a question, run, and taken along by what runs ours."""

import ast
import shutil
import subprocess
import sys

import nbformat
import pytest
from typer.testing import CliRunner

from analysis_helpers import ReportError
from analysis_helpers.cli.main import app
from analysis_helpers.pipeline.lab import prepare_copies
from analysis_helpers.pipeline.new_notebook import new_notebook
from analysis_helpers.pipeline.run_notebooks import find_notebooks


@pytest.fixture
def place(project, tmp_path, monkeypatch):
    shutil.copytree(project / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(project / "notebooks/03_leader_workloads.ipynb", tmp_path / "notebooks")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_written_run_and_taken_along(place, language, monkeypatch):
    monkeypatch.setenv("QUARTERLY_LANGUAGE", language)
    done = CliRunner().invoke(app, ["notebook", "new", "哪些街道拖了后腿？", "--language", language])
    assert done.exit_code == 0, done.output
    path = place / "notebooks" / "20_哪些街道拖了后腿.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith("# 哪些街道拖了后腿？\n")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    told = {node.targets[0].id: node.value.value for node in ast.parse(code[0].source).body}
    assert (told["QUARTER"], told["LANGUAGE"], told["SAMPLE"]) == ("2024Q2", language, False)
    assert all(cell.execution_count for cell in code)
    assert sum("image/png" in out.get("data", {}) for cell in code for out in cell.outputs) == 1
    assert [found.name for found in find_notebooks(place / "notebooks")] == ["03_leader_workloads.ipynb", path.name]
    assert (prepare_copies(place, "2024Q2", language) / path.name).exists()
    again = CliRunner().invoke(
        app, ["rerun", "--quarter", "2024Q2", "--notebook", "20", "--language", "en", "--jobs", "1"]
    )
    assert again.exit_code == 0, again.output
    assert CliRunner().invoke(app, ["verify", str(place / "output/2024Q2")]).exit_code == 0
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "no:cacheprovider",
        str(path),
    ]
    compared = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout


def test_numbers_go_up_from_20_and_a_question_is_asked_once(place, monkeypatch):
    monkeypatch.setattr("analysis_helpers.pipeline.runs.store_baseline", lambda names, jobs: [])
    assert [new_notebook(text).name for text in ("a", "b: c?")] == ["20_a.ipynb", "21_b_c.ipynb"]
    with pytest.raises(ReportError, match=r"20_a.ipynb.*of this question"):
        new_notebook("a")
    (place / "notebooks/99_last.ipynb").write_text("{}")
    with pytest.raises(ReportError, match="from 20 to 99"):
        new_notebook("d")


def test_one_that_does_not_run_is_not_left(place, monkeypatch):
    def fail(names, jobs):
        raise ReportError("lab.not_installed")

    monkeypatch.setattr("analysis_helpers.pipeline.runs.store_baseline", fail)
    with pytest.raises(ReportError):
        new_notebook("a")
    assert len(list((place / "notebooks").iterdir())) == 1
