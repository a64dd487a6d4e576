"""Where is the project? The one place that answers, so that notebooks run from any folder."""

from __future__ import annotations

import os
from pathlib import Path

from analysis_helpers.core.errors import ReportError

VARIABLE = "QUARTERLY_PROJECT"


def find_project() -> Path:
    """Return the project's folder: the one that holds `data/raw/` and `notebooks/`.

    Looks at the environment variable QUARTERLY_PROJECT, then upwards from the working folder,
    then upwards from this package. Raises ReportError where none of them leads there.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if _is_project(Path(named)):
            return Path(named).resolve()
        raise ReportError("project.not_named", named, variable=VARIABLE)
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if _is_project(folder):
                return folder
    raise ReportError("project.not_found", Path.cwd(), variable=VARIABLE)


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "raw").is_dir() and (folder / "notebooks").is_dir()
