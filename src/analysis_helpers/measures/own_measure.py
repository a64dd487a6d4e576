"""Measures of somebody's own: functions from tasks to a table, found by their name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.own_code import failed, load_module
from analysis_helpers.core.project import find_project

FILE = Path("data") / "own" / "measures.py"
Measure = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class OwnMeasure:
    """A measure of somebody's own: its name, the function, and the file that it stands in (None: a notebook)."""

    name: str
    function: Measure
    path: Path | None = None

    @property
    def method(self) -> str:
        """What it measures and how: its docstring, on one line."""
        return " ".join(str(self.function.__doc__).split())

    def __call__(self, tasks: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """Measure tasks. Raises ReportError where the function fails, or returns no frame."""
        try:
            made = self.function(tasks, **options)
        except ReportError:
            raise
        except Exception as error:
            if self.path is None:
                raise
            raise failed(self.path, error) from error
        if not isinstance(made, pd.DataFrame):
            raise ReportError("own.no_frame", self.name, what=type(made).__name__)
        return made


_registered: dict[str, OwnMeasure] = {}


def own_measure(function: Measure) -> Measure:
    """Register a function from tidy tasks to a frame as a measure of your own; a decorator, which returns it unchanged.

    In `data/own/measures.py` of the project it stands in `quarterly corpus measure`, in the briefing's tables and in the workbook;
    in a notebook until the kernel ends. Its docstring is its method there. Raises ReportError for a function without one, and for
    a name that the library has.

    >>> import pandas as pd
    >>> @own_measure
    ... def tasks_per_leader(tasks: pd.DataFrame) -> pd.DataFrame:
    ...     "Tasks of each leader, the most first."
    ...     return tasks["leader"].value_counts().rename("tasks").reset_index()
    >>> "tasks_per_leader" in list_own_measures()
    True
    """
    import analysis_helpers

    name = function.__name__
    if not (function.__doc__ or "").strip():
        raise ReportError("own.no_method", name)
    if name in dir(analysis_helpers.measures):
        raise ReportError("own.name_taken", name)
    _registered[name] = OwnMeasure(name, function)
    return function


def list_own_measures() -> dict[str, OwnMeasure]:
    """The measures of somebody's own by name: those of `data/own/measures.py`, and those registered since.

    Raises ReportError, with its line, where that file fails.
    """
    return _load(find_project() / FILE) | _registered


def project_measures() -> list[OwnMeasure]:
    """Those of `data/own/measures.py` alone, in its order: what a briefing has depends on the project's files only."""
    return list(_load(find_project() / FILE).values())


def _load(path: Path) -> dict[str, OwnMeasure]:
    if not path.exists():
        return {}
    before = dict(_registered)
    _registered.clear()
    try:
        module = load_module(path)
        return {name: OwnMeasure(name, one.function, path) for name, one in _registered.items() if _is_of(one, module)}
    finally:
        _registered.clear()
        _registered.update(before)


def _is_of(measure: OwnMeasure, module: ModuleType) -> bool:
    return inspect.unwrap(measure.function).__globals__ is module.__dict__
