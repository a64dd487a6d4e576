"""What can a notebook be told? papermill's conventions: a cell tagged `parameters`, and one injected behind it."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.measures.schedule import Basis

TAG, INJECTED = "parameters", "injected-parameters"


@dataclass(frozen=True)
class Parameters:
    """What a run of the notebooks can be told; None stands for the newest quarter, all units, the report's day."""

    quarter: str | None = None
    unit: str | None = None
    language: str = "zh"
    basis: Basis = "month"
    as_of: str | None = None
    sample: bool = False

    def as_cells(self) -> dict[str, Any]:
        """The parameters under the names that the notebooks give them."""
        return {field.name.upper(): getattr(self, field.name) for field in fields(self)}


def check_parameters(path: Path, notebook: Any, parameters: Mapping[str, Any]) -> None:
    """Raise ReportError, listing what there is, for a parameter that a notebook does not have."""
    known = [name for cell in notebook.cells if TAG in _tags(cell) for name in _assigned(cell.source)]
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise ReportError(
            path.name, f"it has no parameter {'、'.join(unknown)}", "、".join(known) or "none", "use one of these"
        )


def inject(notebook: Any, parameters: Mapping[str, Any]) -> None:
    """Put a cell with the parameters behind the tagged one, in the place of one that was injected before."""
    import nbformat

    notebook.cells = [cell for cell in notebook.cells if INJECTED not in _tags(cell)]
    lines = ["# Parameters", *(f"{name} = {_literal(value)}" for name, value in parameters.items())]
    cell = nbformat.v4.new_code_cell("\n".join(lines), id=INJECTED, metadata={"tags": [INJECTED]})
    at = next(i for i, cell in enumerate(notebook.cells) if TAG in _tags(cell))
    notebook.cells.insert(at + 1, cell)


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _assigned(source: str) -> list[str]:
    targets = [
        target
        for node in ast.parse(source).body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
    ]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
