"""Run the notebooks with checked parameters."""

from __future__ import annotations

import ast
import asyncio
import json
import os
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from analysis_helpers.core.errors import ReportError, word
from analysis_helpers.core.language import get_language
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.measures.schedule import Basis
from analysis_helpers.pipeline.notebook_prose import load_prose, translate_prose

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
            "notebooks.no_parameter",
            path.name,
            names="、".join(unknown),
            known="、".join(known) or word("words.none_yet"),
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


@dataclass(frozen=True)
class _Failure:
    """The cell at which a notebook ended."""

    notebook: str
    section: str
    cell: int
    message: str

    def __str__(self) -> str:
        values = {"notebook": self.notebook, "section": self.section, "cell": self.cell, "message": self.message}
        return fill("cli", "say.cell_failed", get_language(), values)


def find_notebooks(folder: Path, names: Sequence[str] = (), every: bool = False) -> list[Path]:
    """Return the notebooks of a folder in reading order; `names` chooses some, with or without number and ending.

    Those that need a dataset of many districts (`"quarterly_scope": "province"` in their metadata) are left out unless they are named,
    or `every` one is asked for: they speak of no quarter in `data/raw`. Raises ReportError, listing what there is, for a name that no notebook has.
    """
    there = sorted(folder.glob("[0-9]*.ipynb"))
    known = {key: path for path in there for key in (path.name, path.stem, path.stem[:2], path.stem[3:])}
    unknown = [name for name in names if Path(name).name not in known]
    if unknown:
        raise ReportError("notebooks.none", names="、".join(unknown), there="、".join(path.stem for path in there))
    return (
        sorted({known[Path(name).name] for name in names})
        if names
        else [path for path in there if every or not _is_of_a_province(path)]
    )


def _is_of_a_province(path: Path) -> bool:
    return bool(json.loads(path.read_text(encoding="utf-8"))["metadata"].get("quarterly_scope") == "province")


def run_notebooks(
    notebooks: Sequence[Path], folder: Path, parameters: Mapping[str, Any] | None = None, progress: bool = True,
    jobs: int | None = None, stamp: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Run notebooks with papermill's parameters, each in a kernel of its own, `jobs` at a time, and write them with their outputs into a folder.

    The same inputs give the same notebooks; `stamp` goes into their metadata. With LANGUAGE "zh" among the parameters their prose
    and comments are Chinese, by the table beside them. Raises ReportError, before anything runs, for a
    parameter that a notebook does not have; and when all have ended, for every cell that failed (notebook, section, cell, message).
    """
    import nbformat

    read = {path: nbformat.read(path, as_version=4) for path in notebooks}
    for path, notebook in read.items():
        if parameters:
            check_parameters(path, notebook, parameters)
            inject(notebook, parameters)
            if parameters.get("LANGUAGE") == "zh":
                translate_prose(notebook, path.stem, load_prose(path.parent))
        if stamp is not None:
            notebook.metadata["quarterly"] = dict(stamp)
    folder.mkdir(parents=True, exist_ok=True)
    columns = (
        TextColumn("{task.description:<26}"),
        BarColumn(24),
        TaskProgressColumn(),
        MofNCompleteColumn(),
        TextColumn(fill("cli", "say.cells", get_language(), {})),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not progress) as bars:
        failures = _wait_for(_run_all(read, bars, jobs or os.cpu_count() or 1))
    if failures:
        told = "\n  ".join(str(failure) for failure in failures)
        raise ReportError("notebooks.failed", n=len(failures), all=len(read), told=told)
    for path, notebook in read.items():
        nbformat.write(notebook, folder / path.name)


def _wait_for(work: Coroutine[Any, Any, list[_Failure]]) -> list[_Failure]:
    """Run to the end, also where a loop runs already (in a notebook, beside a browser): then in a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _run_all(read: Mapping[Path, Any], bars: Progress, jobs: int) -> list[_Failure]:
    free = asyncio.Semaphore(jobs)

    async def run(path: Path, bar: Any) -> _Failure | None:
        async with free:
            return await _run(path, read[path], bars, bar)

    bar_of = {path: bars.add_task(path.stem, total=len(notebook.cells)) for path, notebook in read.items()}
    longest_first = sorted(read, key=lambda path: -len(read[path].cells))
    ended = await asyncio.gather(*(run(path, bar_of[path]) for path in longest_first))
    return sorted((failure for failure in ended if failure), key=lambda failure: failure.notebook)


async def _run(path: Path, notebook: Any, bars: Progress, bar: Any) -> _Failure | None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    at = 0

    def start(cell: Any, cell_index: int) -> None:  # noqa: ARG001  (called by name)
        nonlocal at
        at = cell_index
        bars.update(bar, completed=cell_index)

    client = NotebookClient(
        notebook,
        km=_new_kernel_manager(),
        extra_arguments=["--log-level=CRITICAL"],
        timeout=None,
        record_timing=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        on_cell_start=start,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute(cleanup_kc=True)  # a kernel under a given manager would outlive its notebook
    except CellExecutionError as error:
        return _locate(path, notebook, at, f"{error.ename}: {error.evalue}")
    except DeadKernelError:
        return _locate(path, notebook, at, fill("cli", "say.kernel_died", get_language(), {}))
    bars.update(bar, completed=len(notebook.cells))
    return None


def _new_kernel_manager() -> Any:
    """A manager for a kernel of this Python, whatever kernels a user has registered under the same name."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    return AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))


def _locate(path: Path, notebook: Any, at: int, message: str) -> _Failure:
    """A cell by the heading it stands under and its number among the cells of code, as they stand in the file."""
    before = notebook.cells[: at + 1]
    headings = [
        line for c in before if c.cell_type == "markdown" for line in c.source.splitlines() if line.startswith("#")
    ]
    code = [c for c in before if c.cell_type == "code" and INJECTED not in c.metadata.get("tags", [])]
    return _Failure(path.name, headings[-1].lstrip("# ") if headings else "–", len(code), message)
