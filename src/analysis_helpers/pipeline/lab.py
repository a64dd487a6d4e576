"""Which notebooks does the analyst work in?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from analysis_helpers.core.errors import ReportError

WORK = "work"  # in the project: copies that are the analyst's own


def prepare_copies(project: Path, quarter: str | None, language: str) -> Path:
    """Copy the project's notebooks into a folder below `work/`, with prose and comments in a language; return that folder.

    For a quarter they are set to it and have no outputs: `work/2024Q2`, in English `work/2024Q2-en`. Without one they are
    the notebooks as stored, in Chinese: `work/notebooks`; in English `notebooks/` itself is returned, for it is English.
    A copy that is there already stays as it is. Raises ReportError, listing what there is, for a quarter without a report.
    """
    import nbformat

    from analysis_helpers.core.atomic_write import write_whole
    from analysis_helpers.linkage.load_history import load_history
    from analysis_helpers.pipeline.notebook_prose import load_prose, translate_prose
    from analysis_helpers.pipeline.run_notebooks import find_notebooks, inject

    home = project / "notebooks"
    if quarter is None:
        if language == "en":
            return home
        name, chosen = home.name, sorted(home.glob("*.ipynb"))
    else:
        name = str(load_history().at(quarter)) + ("-en" if language == "en" else "")
        chosen = find_notebooks(home)
    folder, prose = project / WORK / name, load_prose(home)
    folder.mkdir(parents=True, exist_ok=True)
    for path in chosen:
        copy = folder / path.name
        if copy.exists():
            continue
        notebook = nbformat.read(path, as_version=4)
        if quarter is not None:
            inject(notebook, {"QUARTER": quarter, "LANGUAGE": language, "SAMPLE": False})
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
        if language == "zh":
            translate_prose(notebook, path.stem, prose)
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
