"""What the repository promises about itself."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from itertools import chain

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from rattler import MatchSpec

from analysis_helpers import ReportError, find_project
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.core import schema
from analysis_helpers.core.located import VARIABLE
from analysis_helpers.core.vocabulary import LANGUAGES, load_vocabulary
from tests.charts.gallery import SHEET
from tests.conftest import PROJECT

NOTEBOOKS = [path for path in sorted((PROJECT / "notebooks").glob("*.ipynb")) if path.name < "20"] + [
    PROJECT / "notebooks" / "explorer.ipynb"
]  # those from 20 upwards are an analyst's own


def test_the_report_lies_here_byte_for_byte():
    content = (PROJECT / "data/raw/2024Q2-文广旅游局.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == "5d576a96fbcaffa06e756cb899c4ab3141327dbf0c1aa3e120230b7c245e3bc4"


def requirements(text):
    parsed = [Requirement(line) for line in text]
    return {r.name: {str(s) for s in r.specifier if s.operator == ">="} for r in parsed}


def test_environment_yml_agrees_with_pyproject():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = requirements(chain(project["dependencies"], *project["optional-dependencies"].values()))
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    by_pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    for entry in conda:
        MatchSpec(entry)
    python, *conda = [entry for entry in conda if entry != "pip"]
    assert python == f"python{project['requires-python']}"
    assert requirements([*conda, *(entry for entry in by_pip if not entry.startswith("-e"))]) == wanted


def test_the_lock_holds_every_dependency():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = requirements(chain(project["dependencies"], *project["optional-dependencies"].values()))
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    assert set(wanted) <= locked
    assert "://" not in lock, "no host of a registry"


def test_the_codebook_is_the_schema():
    text = (PROJECT / "data" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|", text, re.MULTILINE)
    assert [(name, meaning, unit) for name, meaning, unit in rows] == [
        (column.name, column.meaning.replace("|", "\\|"), column.unit) for column in schema.COLUMNS
    ]


@pytest.mark.parametrize(("name", "part"), [("headers", "fields"), ("statuses", "classes")])
def test_no_word_means_two_things(name, part):
    words = [word for spellings in load_vocabulary(name)[part].values() for word in spellings]
    assert len(words) == len(set(words))


def test_every_text_exists_in_both_languages():
    def walk(entry, path):
        if set(entry) & {"zh", "en"}:
            assert {"zh", "en"} <= set(entry), path
            places = [set(re.findall(r"\{(\w+)", entry[language])) for language in ("zh", "en")]
            # Dates are written from different parts: 6月30日, 30 June.
            assert places[0] == places[1] or path[1] in ("quarter", "day", "date"), path
        elif path[1:2] != ["words_of"]:  # which lists of words name the values of a column: no text
            for key, value in entry.items():
                walk(value, [*path, key])

    for name in ("labels", "findings", "briefing"):
        walk(load_vocabulary(name), [name])


def test_importing_does_nothing_heavy():
    code = "import sys, analysis_helpers; print([m for m in ('pandas', 'matplotlib', 'opencc', 'jieba') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_the_project_is_found_from_below_and_by_name(monkeypatch, tmp_path):
    monkeypatch.chdir(PROJECT / "data" / "raw")
    assert find_project() == PROJECT
    monkeypatch.chdir(tmp_path)
    assert find_project() == PROJECT, "by the package's own place"
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(ReportError, match="names a folder that is not the project"):
        find_project()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebooks:
    def test_cells_are_short_and_whole(self, path):
        notebook = nbformat.read(path, as_version=4)
        assert notebook.metadata.kernelspec.name == "python3"
        for cell in notebook.cells:
            if cell.cell_type == "code":
                lines = cell.source.splitlines()
                assert len(lines) <= 12
                assert not lines[-1].endswith(";")
                assert not re.search(r"^\s*def |open\(|read_csv|\.\./", cell.source, re.MULTILINE)
                assert cell.execution_count is not None, "never run: nbval would compare nothing"
                assert not any(output.output_type == "error" for output in cell.outputs)

    def test_it_opens_with_question_parameters_and_loading(self, path):
        notebook = nbformat.read(path, as_version=4)
        assert notebook.cells[0].source.startswith("# ")
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert code[0].metadata.tags == ["parameters"]
        assert all(isinstance(node.value, ast.Constant) for node in ast.parse(code[0].source).body)
        assert re.search("load_history|open_corpus", code[1].source)

    def test_every_chart_is_shown(self, path):
        for cell in nbformat.read(path, as_version=4).cells:
            if "plot_" in cell.source and cell.cell_type == "code":
                assert sum("image/png" in output.get("data", {}) for output in cell.outputs) == 1, cell.source

    def test_every_code_cell_follows_a_sentence_or_its_chart(self, path):
        cells = nbformat.read(path, as_version=4).cells
        runs = re.findall("c+", "".join(cell.cell_type[0] for cell in cells))
        assert max(map(len, runs)) <= 2


def test_the_gallery_shows_every_chart_in_every_size_and_language():
    text = (PROJECT / "docs" / "gallery.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(gallery/(.+?)\)", text))
    assert shown == {path.name for path in (PROJECT / "docs" / "gallery").iterdir()}
    names = {*CHARTS, "change", "movements", "transitions", "trajectories", "change_by_leader"}
    assert {f"{name}-{language}-{size}.png" for name in names for language in LANGUAGES for size in SHEET} <= shown
    assert sum(path.stat().st_size for path in (PROJECT / "docs" / "gallery").iterdir()) < 9_000_000
