"""Notebooks run side by side show what papermill would; cells that fail are named and stop no other notebook."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import nbformat
import papermill
import pytest
from benchmarks.rerun import shown

from analysis_helpers import ReportError
from analysis_helpers.pipeline.run_notebooks import Parameters, find_notebooks, run_notebooks

TOLD = {**Parameters(quarter="2024Q2", language="en").as_cells()}


def write_notebook(folder, name, *cells, parameters="N = 1"):
    """A notebook of cells; a text with # in front is a heading."""
    made = [
        nbformat.v4.new_markdown_cell(text, id=f"m{i}")
        if text.startswith("#")
        else nbformat.v4.new_code_cell(text, id=f"c{i}")
        for i, text in enumerate(cells)
    ]
    first = nbformat.v4.new_code_cell(parameters, id="told", metadata={"tags": ["parameters"]})
    path = folder / name
    nbformat.write(nbformat.v4.new_notebook(cells=[first, *made]), path)
    return path


@pytest.fixture(scope="module")
def chosen(project):
    return find_notebooks(project / "notebooks", ["01", "leader_workloads"])


def test_the_outputs_are_those_of_papermill_and_the_same_each_time(chosen, tmp_path):
    stamp = {"version": "1"}
    for folder in ("one", "two"):
        run_notebooks(chosen, tmp_path / folder, TOLD, progress=False, stamp=stamp)
    for path in chosen:
        theirs = tmp_path / path.name
        papermill.execute_notebook(str(path), str(theirs), TOLD, cwd=str(path.parent), progress_bar=False)
        ours = nbformat.read(tmp_path / "one" / path.name, as_version=4)
        assert shown(ours) == shown(nbformat.read(theirs, as_version=4))
        assert len(shown(ours)) > 3
        assert ours.metadata["quarterly"] == stamp
        assert (tmp_path / "one" / path.name).read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_notebooks_run_where_a_loop_runs_already(tmp_path):
    async def as_in_a_notebook():
        run_notebooks([path], tmp_path / "out", progress=False)

    path = write_notebook(tmp_path, "01_a.ipynb", "print(1 + 1)")
    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        thread.submit(asyncio.run, as_in_a_notebook()).result()
    assert nbformat.read(tmp_path / "out" / path.name, as_version=4).cells[-1].outputs[0].text == "2\n"


def test_a_kernel_has_the_environment_of_the_moment_it_is_asked_for(tmp_path, monkeypatch):
    path = write_notebook(tmp_path, "01_a.ipynb", "import os", "print(os.environ['QUARTERLY_TEST'])")
    for value in ("one", "other"):
        monkeypatch.setenv("QUARTERLY_TEST", value)
        run_notebooks([path], tmp_path / value, progress=False)
        cells = nbformat.read(tmp_path / value / path.name, as_version=4).cells
        assert cells[-1].outputs[0].text == f"{value}\n"


def test_parameters_are_injected_behind_those_that_stand_there(tmp_path):
    path = write_notebook(tmp_path, "01_a.ipynb", "print(N, TEXT)", parameters='N = 1\nTEXT: str = "a"  # or "b"')
    run_notebooks([path], tmp_path / "out", {"N": None, "TEXT": '甲"\n'}, progress=False)
    cells = nbformat.read(tmp_path / "out" / path.name, as_version=4).cells
    assert cells[1].source == '# Parameters\nN = None\nTEXT = "甲\\"\\n"'
    assert cells[1].metadata.tags == ["injected-parameters"]
    assert cells[2].outputs[0].text == 'None 甲"\n\n'


def test_a_failing_cell_is_named_the_others_go_on_and_nothing_is_written(tmp_path):
    cells = ["# A title", "x = 1", "## What fails here?", "x = 2", "raise ValueError('甲 is missing')", "x = 3"]
    bad = write_notebook(tmp_path, "01_bad.ipynb", *cells)
    dead = write_notebook(tmp_path, "02_dead.ipynb", "## The end", "import os; os._exit(1)")
    good = write_notebook(
        tmp_path, "03_good.ipynb", f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).write_text('')"
    )
    with pytest.raises(ReportError) as told:
        run_notebooks([bad, dead, good], tmp_path / "out", {"N": 2}, progress=False)
    assert "2 of 3 notebooks" in str(told.value)
    assert "01_bad.ipynb, section “What fails here?”, cell 4 failed: ValueError: 甲 is missing" in str(told.value)
    assert "02_dead.ipynb, section “The end”, cell 2 failed: the kernel died" in str(told.value)
    assert (tmp_path / "ran").exists()
    assert list((tmp_path / "out").iterdir()) == []


def test_a_kernel_ends_with_its_notebook_whether_a_cell_fails_or_not(tmp_path):
    write = "import os, pathlib; pathlib.Path({!r}).write_text(str(os.getpid()))"
    for name, last in (("01_good", "x = 1"), ("02_bad", "raise ValueError")):
        path = write_notebook(tmp_path, f"{name}.ipynb", write.format(str(tmp_path / name)), last)
        with suppress(ReportError):
            run_notebooks([path], tmp_path / "out", progress=False)
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / name).read_text()), 0)


def test_a_kernel_is_of_this_python_whatever_a_user_has_registered(tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["/nowhere/python"], "display_name": "other", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    path = write_notebook(tmp_path, "01_a.ipynb", "import sys", "print(sys.executable)")
    run_notebooks([path], tmp_path / "out", progress=False)
    cells = nbformat.read(tmp_path / "out" / path.name, as_version=4).cells
    assert cells[-1].outputs[0].text == f"{sys.executable}\n"


def test_more_than_one_notebook_runs_at_a_time(tmp_path):
    """Each waits for a file that the other one writes."""
    wait = "import pathlib, time\nwhile not pathlib.Path({!r}).exists(): time.sleep(0.05)"
    write = "import pathlib; pathlib.Path({!r}).write_text('')"
    paths = [
        write_notebook(tmp_path, f"0{n}_a.ipynb", write.format(str(tmp_path / f"f{n}")), wait.format(str(tmp_path / f"f{3 - n}")))
        for n in (1, 2)
    ]  # fmt: skip
    run_notebooks(paths, tmp_path / "out", progress=False, jobs=2)


def test_an_unknown_notebook_lists_what_there_is(project):
    with pytest.raises(ReportError, match=r"notebook 09(.|\n)*03_leader_workloads"):
        find_notebooks(project / "notebooks", ["09"])


@pytest.fixture
def place(project, tmp_path):
    """A project with the report and two quick notebooks."""
    place = tmp_path / "place"
    shutil.copytree(project / "data" / "raw", place / "data" / "raw")
    (place / "notebooks").mkdir()
    known = "\n".join(f"{name} = None" for name in TOLD)
    for n in (1, 2):
        write_notebook(place / "notebooks", f"0{n}_a.ipynb", "print(QUARTER, LANGUAGE)", parameters=known)
    return place


def quarterly(place, *arguments):
    environment = {**os.environ, "QUARTERLY_PROJECT": str(place), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    words = [sys.executable, "-m", "analysis_helpers.cli.main", *arguments]
    return subprocess.run(words, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_one_notebook_is_run_again_beside_the_others_only_if_they_are_of_the_same(place):
    folder = place / "output/2024Q2/notebooks"
    assert quarterly(place, "rerun").returncode == 0
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_notebook(place / "notebooks", "02_a.ipynb", "print('edited')", parameters="\n".join(f"{n} = 1" for n in TOLD))
    assert quarterly(place, "verify", str(place / "output/2024Q2")).returncode == 1
    done = quarterly(place, "rerun", "--notebook", "02")
    assert done.returncode == 0, done.stderr
    assert "edited" in (folder / "02_a.ipynb").read_text()
    assert nbformat.read(folder / "01_a.ipynb", 4).cells == nbformat.reads(first["01_a.ipynb"].decode(), 4).cells
    assert quarterly(place, "verify", str(place / "output/2024Q2")).returncode == 0
    refused = quarterly(place, "rerun", "--notebook", "02", "--language", "zh")
    assert refused.returncode == 2
    assert "全部运行：同一命令去掉 --notebook" in refused.stderr


def test_a_baseline_stores_what_notebooks_show_as_they_stand(place):
    path = place / "notebooks" / "01_a.ipynb"
    before = nbformat.read(path, 4)
    assert quarterly(place, "rerun", "--baseline", "--quarter", "2024Q2").returncode == 2
    assert nbformat.read(path, 4) == before
    assert quarterly(place, "rerun", "--baseline").returncode == 0
    after = nbformat.read(path, 4)
    assert [cell.source for cell in after.cells] == [cell.source for cell in before.cells]
    assert after.cells[1].outputs[0].text == "None None\n"
    assert "quarterly" not in after.metadata
    assert sorted(path.name for path in path.parent.iterdir()) == ["01_a.ipynb", "02_a.ipynb"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL, which Windows does not have")
def test_kernels_of_a_killed_run_end_and_hold_no_lock(place):
    write = "import os, pathlib, time; pathlib.Path('../pid').write_text(str(os.getpid())); time.sleep(60)"
    write_notebook(place / "notebooks", "01_a.ipynb", write, parameters="\n".join(f"{n} = 1" for n in TOLD))
    words = [sys.executable, "-m", "analysis_helpers.cli.main", "rerun", "--notebook", "01"]
    environment = {**os.environ, "QUARTERLY_PROJECT": str(place)}
    run = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid = place / "pid"
    while not (pid.exists() and pid.read_text()):
        assert run.poll() is None
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = quarterly(place, "rerun", "--notebook", "02")
    assert done.returncode == 0, done.stderr
    assert "waiting" not in done.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
