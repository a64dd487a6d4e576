"""`quarterly`: the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.console import Console

from analysis_helpers import __version__
from analysis_helpers.errors import ReportError

if TYPE_CHECKING:
    import pandas as pd

    from analysis_helpers.measures.schedule import Basis
    from analysis_helpers.rerun import Parameters

app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)


@app.callback()
def quarterly() -> None:
    """Quarterly progress reports: from the file that arrived to a finished briefing."""


@app.command()
def briefing(
    quarter: Annotated[str | None, typer.Option(help="Such as 2024Q2. Default: the newest in data/raw.")] = None,
    unit: Annotated[str | None, typer.Option(help="One unit. Default: all.")] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    basis: Annotated[str, typer.Option(help="Expected progress by month or by day.")] = "month",
    as_of: Annotated[str | None, typer.Option(help="A day such as 2024-06-30. Default: the day of the report.")] = None,
    sample: Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")] = False,
) -> None:
    """Read every report in data/raw, run the notebooks for a quarter, and write output/QUARTER/."""
    from analysis_helpers.rerun import Parameters

    try:
        _write_briefing(Parameters(quarter, unit, language, cast("Basis", basis), as_of, sample))
    except ReportError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error


def _write_briefing(asked: Parameters) -> None:
    import matplotlib

    from analysis_helpers.briefing import write_page
    from analysis_helpers.export import export_charts
    from analysis_helpers.history import load_history
    from analysis_helpers.measures.schedule import compare_with_schedule
    from analysis_helpers.project import find_project
    from analysis_helpers.rerun import run_notebooks
    from analysis_helpers.swap import whole_folder

    matplotlib.use("Agg")  # no window opens for a picture that goes into a file
    project = find_project()
    history = load_history(sample=asked.sample).select(asked.quarter, asked.unit)
    told = replace(asked, quarter=history.quarters[-1])
    tasks = compare_with_schedule(history.tasks, told.basis, told.as_of)
    target = project / "output" / str(told.quarter)
    out.print(f"{told.quarter}: drawing charts and running notebooks for {len(tasks)} tasks", markup=False)
    with whole_folder(target) as folder:
        drawn = export_charts(tasks, folder / "charts", told.language)
        write_page(history, tasks, drawn, folder / "briefing.html", told.language)
        run_notebooks(sorted((project / "notebooks").glob("[0-9]*.ipynb")), folder / "notebooks", told.as_cells())
        _write_manifest(folder / "manifest.json", history.sources[["file", "sha256"]].to_dict("records"), told)
    _print_summary(history.ledger, len(tasks), int(tasks["progress_pct"].isna().sum()), target.relative_to(project))


def _write_manifest(path: Path, inputs: list[dict[str, str]], told: Parameters) -> None:
    """The one place where the time of a run stands; everything else is the same for the same inputs."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"made": made, "version": __version__, "parameters": told.as_cells(), "inputs": inputs}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _print_summary(ledger: pd.DataFrame, tasks: int, unknown: int, target: Path) -> None:
    from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
    from analysis_helpers.vocabulary import say

    out.print(f"\nRead: {tasks} tasks, {unknown} without a percent.")
    out.print("Changed and found:")
    for row in summarise_ledger(ledger).itertuples():
        out.print(f"  {say(f'levels.{row.level}', 'en'):<11} {row.count:>4} × {say(f'rules.{row.rule}', 'en')}")
    for row in list_doubts(ledger).query("level in ['unknown', 'doubtful', 'rejected']").itertuples():
        out.print(f"  Look at row {row.source_row}, {row.column}: {row.after}", markup=False)
    out.print(f"\nWritten to {target}/: briefing.html, charts/, notebooks/, manifest.json")


if __name__ == "__main__":
    app()
