"""Where is the project? The one place that answers, so that notebooks run from any folder."""

from __future__ import annotations

import os
from pathlib import Path

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.located import VARIABLE, locate_project


def find_project() -> Path:
    """Return the project's folder: the one that holds `data/raw/` and `notebooks/`.

    Looks at the environment variable QUARTERLY_PROJECT, then upwards from the working folder,
    then upwards from this package. Raises ReportError where none of them leads there.
    """
    found = locate_project()
    if found is not None:
        return found
    if named := os.environ.get(VARIABLE):
        raise ReportError("project.not_named", named, variable=VARIABLE)
    raise ReportError("project.not_found", Path.cwd(), variable=VARIABLE)
