"""Where does the project lie? Without words for a person: `project` has them."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "QUARTERLY_PROJECT"


def locate_project() -> Path | None:
    """The project's folder: what QUARTERLY_PROJECT names, else the first upwards from here, then from this package.

    None where there is none, or where the variable names another folder.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).resolve() if _is_project(Path(named)) else None
    starts = (Path.cwd(), Path(__file__).resolve())
    return next((folder for start in starts for folder in (start, *start.parents) if _is_project(folder)), None)


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "raw").is_dir() and (folder / "notebooks").is_dir()
