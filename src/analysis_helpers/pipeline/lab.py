"""Which notebooks does the analyst work in?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from analysis_helpers.core.errors import ReportError

WORK = "work"  # in the project: copies that are the analyst's own


def prepare_copies(project: Path, quarter: str) -> Path:
    """Copy the project's notebooks, set to a quarter and without outputs, into `work/<quarter>`; return that folder.

    A copy that is there already stays as it is. Raises ReportError, listing what there is, for a quarter without a report.
    """
    import nbformat

    from analysis_helpers.core.atomic_write import write_whole
    from analysis_helpers.linkage.load_history import load_history
    from analysis_helpers.pipeline.run_notebooks import find_notebooks, inject

    history = load_history()
    folder = project / WORK / str(history.at(quarter))
    folder.mkdir(parents=True, exist_ok=True)
    for path in find_notebooks(project / "notebooks"):
        copy = folder / path.name
        if not copy.exists():
            notebook = nbformat.read(path, as_version=4)
            inject(notebook, {"QUARTER": quarter, "SAMPLE": False})
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
            write_whole(copy, nbformat.writes(notebook).encode())
    return folder


def open_lab(folder: Path, options: Sequence[str] = ()) -> int:
    """Run JupyterLab on a folder until it is closed, and return its exit code. Raises ReportError where it is not installed."""
    if find_spec("jupyterlab") is None:
        raise ReportError("lab.not_installed")
    with subprocess.Popen([sys.executable, "-m", "jupyterlab", str(folder), *options]) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                pass  # the lab was told, too, and asks whether it is meant
