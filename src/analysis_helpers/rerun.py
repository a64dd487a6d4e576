"""Run the notebooks again, for one quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis_helpers.errors import ReportError
from analysis_helpers.measures.schedule import Basis


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


def run_notebooks(notebooks: list[Path], folder: Path, parameters: Mapping[str, Any], progress: bool = True) -> None:
    """Execute notebooks with papermill's parameters and write them, with their outputs, into a folder.

    Raises ReportError, before anything runs, for a parameter that a notebook does not have, and for a
    cell that fails (with notebook and cell).
    """
    import papermill

    for notebook in notebooks:
        _check_parameters(notebook, parameters)
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks:
        bar = {"desc": f"{notebook.stem:<26}", "bar_format": "{desc} {percentage:3.0f}%|{bar:24}| {n}/{total} cells"}
        try:
            papermill.execute_notebook(
                str(notebook), str(folder / notebook.name), dict(parameters),
                kernel_name="python3", cwd=str(notebook.parent), progress_bar=bar if progress else False,
                # The kernel's own notes on its transport are not for an analyst; errors still come through.
                extra_arguments=["--log-level=ERROR"],
            )  # fmt: skip
        except papermill.PapermillExecutionError as error:
            raise ReportError(
                notebook.name, f"cell {error.cell_index} failed: {error.evalue}", "a notebook that runs",
                "open it with `make lab`, run it, and look at that cell",
            ) from error  # fmt: skip
        _forget_the_run(folder / notebook.name)


def _check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    import papermill

    known = papermill.inspect_notebook(str(notebook))
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise ReportError(
            notebook.name, f"it has no parameter {'、'.join(unknown)}", "、".join(known), "use one of these"
        )


def _forget_the_run(path: Path) -> None:
    """Take out what papermill notes of paths and times: the same inputs give the same notebook."""
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for note in ("papermill", "execution"):
            cell.metadata.pop(note, None)
    nbformat.write(notebook, path)
