"""`quarterly rerun` against papermill's command line, one notebook after the other, and against the floor; in one run.

The floor is what cannot be saved: Python, the imports once, a fork for each notebook, and the cells themselves on as many
cores as there are. Wall-clock seconds, because an analyst waits; all take turns, because other work may share the machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import nbformat

PROJECT = Path(__file__).parents[1]
TOLD = {"QUARTER": "2024Q2", "LANGUAGE": "zh"}
PYTHON = sys.executable
NEEDED_BY_NOTEBOOKS = (
    "ipykernel.zmqshell",
    "matplotlib.pyplot",
    "seaborn",
    "zhplot",
    "analysis_helpers.charts.catalogue",
    "analysis_helpers.linkage.load_history",
)


def shown(notebook):
    """What the cells show, however the text that they print was cut into pieces."""
    seen = []
    for cell in notebook.cells:
        text = "".join(
            out.text for out in cell.get("outputs", []) if out.output_type == "stream" and out.name == "stdout"
        )
        rest = [dict(out.data) for out in cell.get("outputs", []) if "data" in out]
        if text or rest:
            seen.append((cell.source, text, rest))
    return seen


def run_papermill(folder):
    from analysis_helpers.pipeline.run_notebooks import find_notebooks

    for path in find_notebooks(PROJECT / "notebooks"):
        told = [word for name, value in TOLD.items() for word in ("-p", name, value)]
        words = [PYTHON, "-m", "papermill", str(path), str(folder / path.name), "--cwd", str(path.parent), *told]
        subprocess.run(words, check=True, capture_output=True)


def run_ours(folder):
    call = f"from benchmarks.rerun import notebooks_alone; notebooks_alone({str(folder)!r})"
    subprocess.run([PYTHON, "-c", call], check=True, capture_output=True, cwd=PROJECT)


def notebooks_alone(folder):
    """What `quarterly rerun` does, without the charts, which papermill does not draw either."""
    from analysis_helpers.pipeline.run_notebooks import find_notebooks, run_notebooks

    run_notebooks(find_notebooks(PROJECT / "notebooks"), Path(folder), TOLD, progress=False)


def run_command(_folder):
    subprocess.run(
        [PYTHON, "-m", "analysis_helpers.cli.main", "rerun", "--quarter", "2024Q2"], check=True, capture_output=True
    )


def run_floor(_folder):
    subprocess.run([PYTHON, "-m", "benchmarks.rerun", "--floor"], check=True, capture_output=True, cwd=PROJECT)


def floor():
    for name in NEEDED_BY_NOTEBOOKS:
        import_module(name)
    from analysis_helpers.pipeline.run_notebooks import find_notebooks

    waiting, running = sorted(find_notebooks(PROJECT / "notebooks"), key=lambda path: -path.stat().st_size), set()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            path = waiting.pop(0)
            child = os.fork()
            if not child:
                run_cells(path)
                os._exit(0)
            running.add(child)
        running.remove(os.wait()[0])


def run_cells(path):
    """The cells without a kernel; their pictures are drawn."""
    import io

    import matplotlib.pyplot as plt
    from IPython.core.interactiveshell import InteractiveShell

    plt.switch_backend("agg")
    shell = InteractiveShell.instance()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert shell.run_cell(cell.source).success, cell.source
            for number in plt.get_fignums():
                plt.figure(number).savefig(io.BytesIO(), bbox_inches="tight")
                plt.close(number)


def time_import(name):
    return min(_seconds(lambda: subprocess.run([PYTHON, "-c", f"import {name}"], check=True)) for _ in range(5))


def _seconds(work, *arguments):
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--floor", action="store_true", help="only run the floor")
    asked = parser.parse_args()
    if asked.floor:
        floor()
        return
    names = {
        run_papermill: "papermill, one after the other",
        run_ours: "the notebooks, as quarterly rerun runs them",
        run_command: "quarterly rerun, with all charts as files",
        run_floor: "floor: imports once, forks, the cells",
    }
    with tempfile.TemporaryDirectory() as place:
        folders = {work: Path(place) / work.__name__ for work in names}
        for folder in folders.values():
            folder.mkdir()
        taken = {work: [] for work in names}
        for _ in range(asked.rounds):
            for work in names:
                taken[work].append(_seconds(work, folders[work]))
        for path in sorted(folders[run_papermill].iterdir()):
            ours, theirs = (
                nbformat.read(folders[work] / path.name, as_version=4) for work in (run_ours, run_papermill)
            )
            print(f"  {path.stem}: {'the same outputs' if shown(ours) == shown(theirs) else 'OUTPUTS DIFFER'}")
    base = min(taken[run_papermill])
    for work, seconds in taken.items():
        print(f"  {names[work]:<46}{min(seconds):7.2f} s {min(seconds) / base:6.2f} x papermill")
    ours, theirs = time_import("analysis_helpers"), time_import("pandas")
    print(f"  import analysis_helpers {ours:.2f} s, import pandas {theirs:.2f} s: {ours / theirs:.2f} x")


if __name__ == "__main__":
    main()
