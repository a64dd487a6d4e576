"""The whole walk with real kernels: two bureaus' reports in, a finished folder out."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from analysis_helpers import ReportError
from analysis_helpers.pipeline.run_notebooks import run_notebooks

NAMES = [
    "01_load_and_check", "02_progress_distributions", "03_leader_workloads", "04_quarter_over_quarter",
    "05_claims_and_evidence", "06_briefing", "08_your_own_questions",
]  # fmt: skip
SECOND = [
    ("新建书房4个", "已建成2个", "20%", "进度滞后", "甲某"),
    ("举办活动10场", "已举办6场", "60%", "进度超前", "甲某、朱江桥"),
    ("修编规划", "", "", "", ""),
]


@pytest.fixture(scope="module")
def place(project, tmp_path_factory):
    """A project of its own, with a second unit's report beside the real one."""
    place = tmp_path_factory.mktemp("a project")
    shutil.copytree(project / "data" / "raw", place / "data" / "raw")
    shutil.copytree(project / "notebooks", place / "notebooks")
    rows = [
        f"{task} | 2024 | 2 | {told} | {pct} | {status} | {who} | 甲局 |" for task, told, pct, status, who in SECOND
    ]
    header = "具体分解 | 年份 | 季度 | 当前工作进度 | 形象进度 | 进度状态 | 责任区领导 | 具体责任单位 |"
    (place / "data/raw/2024Q2-甲局.txt").write_text("\n".join(["甲局2024年二季度 |", header, *rows]), encoding="utf-8")
    return place


def quarterly(place, *arguments, command="rerun", cwd=None):
    environment = {**os.environ, "QUARTERLY_PROJECT": str(place), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    words = [sys.executable, "-m", "analysis_helpers.cli.main", command, *arguments]
    return subprocess.run(
        words, env=environment, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def before(place):
    """The briefing, written before the notebooks are run beside it."""
    done = quarterly(place, command="briefing")
    assert done.returncode == 0, done.stderr
    return {path: path.read_bytes() for path in (place / "output/2024Q2/briefing").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def run(place, before, tmp_path_factory):
    return quarterly(place, "--language", "en", cwd=tmp_path_factory.mktemp("elsewhere"))


def test_it_ends_well_and_says_what_it_did(run):
    assert run.returncode == 0, run.stderr
    assert "Read: 22 tasks, 1 without a percent." in run.stdout
    assert "259 × pinyin annotations removed" in run.stdout
    assert "unknown: characters lost for good, marked □" in run.stdout
    assert "2024Q2-文广旅游局.txt, row 19, 具体分解" in run.stdout
    assert "Written to output/2024Q2/" in run.stdout
    assert "100%" in run.stderr, "progress is shown"


def test_everything_is_there(run, place):
    output = place / "output" / "2024Q2"
    assert sorted(path.name for path in output.iterdir()) == ["briefing", "charts", "manifest.json", "notebooks"]
    assert sorted(path.stem for path in (output / "notebooks").iterdir()) == NAMES
    assert (output / "charts" / "workload_unit.svg").exists(), "several units are compared"
    manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"]["QUARTER"] == "2024Q2"
    assert [entry["file"] for entry in manifest["inputs"]] == ["2024Q2-文广旅游局.txt", "2024Q2-甲局.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_ran_with_the_parameters_and_compare_the_units(run, place, name):
    notebook = nbformat.read(place / "output/2024Q2/notebooks" / f"{name}.ipynb", as_version=4)
    shown = "".join(str(output) for cell in notebook.cells for output in cell.get("outputs", []))
    assert "甲局" in shown
    assert "文广旅游局" in shown
    assert any("injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells)
    if name == "06_briefing":
        assert "briefing.docx" in shown
    pictures = [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    draws = ("plot_", "ah.finish(")  # a chart of ours, or an own one that was finished as ours are
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert len(pictures) == sum(any(word in source for word in draws) for source in code)
    assert "papermill" not in notebook.metadata
    assert str(place) not in str(notebook)


def test_the_briefing_beside_it_is_left_alone(run, before):
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("command", ["rerun", "briefing"])
def test_an_unknown_quarter_is_one_clear_sentence_and_touches_nothing(run, place, command):
    before = (place / "output/2024Q2/manifest.json").read_bytes()
    failed = quarterly(place, "--quarter", "2031Q1", command=command)
    assert failed.returncode == 2
    assert "quarter 2031Q1: no report speaks of this quarter" in failed.stderr
    assert "2024Q2" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert (place / "output/2024Q2/manifest.json").read_bytes() == before
    assert not (place / "output" / "2031Q1").exists()


def test_an_unknown_quarter_in_a_notebook_is_the_same_sentence(place, tmp_path, monkeypatch):
    monkeypatch.setenv("QUARTERLY_PROJECT", str(place))
    with pytest.raises(ReportError, match=r"(?s)cell \d+ failed.*no report speaks of this quarter.*2024Q2"):
        run_notebooks([place / "notebooks/03_leader_workloads.ipynb"], tmp_path, {"QUARTER": "2031Q1"}, progress=False)


def test_a_misspelt_parameter_fails_before_anything_runs(place, tmp_path):
    with pytest.raises(ReportError, match=r"no parameter QUARTR(.|\n)*QUARTER"):
        run_notebooks(
            [place / "notebooks/03_leader_workloads.ipynb"], tmp_path / "new", {"QUARTR": "2024Q2"}, progress=False
        )
    assert not (tmp_path / "new").exists()
