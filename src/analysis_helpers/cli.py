"""`quarterly`: the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
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

    from analysis_helpers.briefing import Audience
    from analysis_helpers.history import History
    from analysis_helpers.measures.schedule import Basis
    from analysis_helpers.rerun import Parameters

app = typer.Typer(no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
out, err = Console(highlight=False), Console(stderr=True, highlight=False)


@app.callback()
def quarterly() -> None:
    """Quarterly progress reports: from the file that arrived to a finished briefing."""


Quarter = Annotated[str | None, typer.Option(help="Such as 2024Q2. Default: the newest in data/raw.")]
Unit = Annotated[str | None, typer.Option(help="One unit. Default: all.")]
Language = Annotated[str, typer.Option(help="zh or en.")]
Basis_ = Annotated[str, typer.Option("--basis", help="Expected progress by month or by day.")]
AsOf = Annotated[str | None, typer.Option(help="A day such as 2024-06-30. Default: the day of the report.")]
Sample = Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")]


@app.command()
def rerun(quarter: Quarter = None, unit: Unit = None, language: Language = "zh", basis: Basis_ = "month",
          as_of: AsOf = None, sample: Sample = False) -> None:  # fmt: skip
    """Read every report in data/raw, draw the charts and run the notebooks for a quarter.

    Writes output/QUARTER/ and leaves the briefing that stands there as it is.
    """
    from analysis_helpers.rerun import Parameters

    with _told():
        _rerun(Parameters(quarter, unit, language, cast("Basis", basis), as_of, sample))


@app.command()
def briefing(
    quarter: Quarter = None,
    unit: Unit = None,
    language: Language = "zh",
    basis: Basis_ = "month",
    as_of: AsOf = None,
    sample: Sample = False,
    audience: Annotated[str, typer.Option(help="full, or one-page: five findings on one A4 side.")] = "full",
    pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help="No names of leaders, units and files.")] = False,
    rank_people: Annotated[
        bool, typer.Option("--rank-people", help="List averages of leaders; left out otherwise.")
    ] = False,
) -> None:
    """Write the briefing of a quarter: Word, slides, page, workbook and charts, into output/QUARTER/briefing/.

    With --pseudonymise into output/QUARTER-pseudonymised/, never beside files with names.
    """
    from analysis_helpers.rerun import Parameters

    asked = Parameters(quarter, unit, language, cast("Basis", basis), as_of, sample)
    with _told():
        _write_briefing(asked, cast("Audience", audience), pseudonymise, rank_people)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Report files in any format.")],
    table: Annotated[str | None, typer.Option(help="The sheet or table to read, where a file has several.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every row of the ledger.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON array on standard output.")] = False,
    language: Annotated[str, typer.Option(help="zh or en.")] = "en",
) -> None:
    """Say what was read from FILES, what was changed, and what a person should look at.

    Exit code 0: clean. 1: something needs a person. 2: a file cannot be read.
    """
    from analysis_helpers.checking import check_file, describe_check

    styles = {"head": "bold", "finding": "yellow", "advice": "cyan", "error": "red"}
    checks = [check_file(path, table) for path in files]
    if as_json:
        typer.echo(json.dumps([found.as_record() for found in checks], ensure_ascii=False, indent=2, default=str))
    else:
        with _told():
            for found in checks:
                for style, line in describe_check(found, language, every):
                    out.print(line, style=styles.get(style, ""), markup=False, soft_wrap=True)
            _print_unused({path.name for path in files}, language)
    raise typer.Exit(max(found.exit_code for found in checks))


@app.command()
def clean(
    file: Annotated[Path, typer.Argument(help="A report file in any format.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write: .xlsx, .csv or .parquet.")],
    table: Annotated[str | None, typer.Option(help="The sheet or table to read, where the file has several.")] = None,
    skip_bad_rows: Annotated[bool, typer.Option(help="Go on without rows that cannot be read.")] = False,
    language: Annotated[str, typer.Option(help="zh or en.")] = "en",
) -> None:
    """Write the tidy table of FILE. Nothing in the file itself changes."""
    from analysis_helpers.cleaning.report import load_report
    from analysis_helpers.tables import write_tasks
    from analysis_helpers.vocabulary import say

    with _told():
        report = load_report(file, "reject" if skip_bad_rows else "raise", table)
        write_tasks(report.tasks, output)
        out.print(say("check.written", language, path=output, tasks=len(report.tasks)), markup=False)
        rejected = report.ledger.loc[report.ledger["level"].eq("rejected"), "source_row"].unique()
        if len(rejected):
            err.print(f"Left out, because they cannot be read: rows {'、'.join(map(str, rejected))}", style="yellow", markup=False)  # fmt: skip


@app.command()
def sample(
    folder: Annotated[
        Path | None, typer.Option("--out", help="A new or empty folder. Default: data/sample.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Another number draws other percents, wordings and orders.")] = 1,
) -> None:
    """Write synthetic reports for 2024Q1, Q3 and Q4 around the real one of Q2, and what is true of them.

    For trying out what needs several quarters. The same seed gives the same bytes; every title says 合成数据.
    truth/links.csv tells which task became which, truth/decoys.csv which only read alike.
    """
    from analysis_helpers.project import find_project
    from analysis_helpers.sample import write_sample

    with _told():
        for path in write_sample(folder or find_project() / "data" / "sample", seed):
            out.print(str(path), markup=False, soft_wrap=True)
        out.print("All of it is synthetic (合成数据). What is true of it stands in truth/.", markup=False)


@contextmanager
def _told() -> Iterator[None]:
    """A mistake that the user can mend is one message and exit code 2."""
    try:
        yield
    except ReportError as error:
        err.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from error


def _print_unused(checked: set[str], language: str) -> None:
    """Corrections for files that are neither in data/raw nor among those that were asked for."""
    from analysis_helpers.cleaning.corrections import project_corrections, unused_corrections
    from analysis_helpers.project import find_project
    from analysis_helpers.vocabulary import say

    corrections = project_corrections()
    if len(corrections):
        there = {path.name for path in (find_project() / "data" / "raw").iterdir()}
        for row in unused_corrections(corrections, checked | there).itertuples():
            out.print(f"{say('check.unused', language)}: {row.file}, {row.source_row}, {row.column}", markup=False)


def _rerun(asked: Parameters) -> None:
    import matplotlib

    from analysis_helpers.export import export_charts
    from analysis_helpers.history import load_history
    from analysis_helpers.measures.schedule import compare_with_schedule
    from analysis_helpers.project import find_project
    from analysis_helpers.rerun import run_notebooks
    from analysis_helpers.swap import settle, whole_folder

    matplotlib.use("Agg")  # no window opens for a picture that goes into a file
    project = find_project()
    history = load_history(sample=asked.sample).select(asked.quarter, asked.unit)
    told = replace(asked, quarter=history.quarters[-1])
    tasks = compare_with_schedule(history.tasks, told.basis, told.as_of)
    target = project / "output" / str(told.quarter)
    out.print(f"{told.quarter}: drawing charts and running notebooks for {len(tasks)} tasks", markup=False)
    settle(target.parent)
    with whole_folder(target, keep=["briefing"], waiting=_say_waiting) as folder:
        export_charts(tasks, folder / "charts", told.language)
        run_notebooks(sorted((project / "notebooks").glob("[0-9]*.ipynb")), folder / "notebooks", told.as_cells())
        _write_manifest(folder / "manifest.json", history, told.as_cells())
    for row in history.unused_corrections.itertuples():
        err.print(f"Not used: the correction of {row.file}, row {row.source_row}: no such file was read", markup=False)
    _print_summary(history.ledger, len(tasks), int(tasks["progress_pct"].isna().sum()))
    _print_written(target.relative_to(project), ["charts/", "notebooks/", "manifest.json"])


def _write_briefing(asked: Parameters, audience: Audience, pseudonymised: bool, rank_people: bool) -> None:
    import matplotlib

    from analysis_helpers.briefing import ONE_PAGE, compose_briefing, write_briefing
    from analysis_helpers.history import load_history
    from analysis_helpers.measures.schedule import compare_with_schedule
    from analysis_helpers.project import find_project
    from analysis_helpers.pseudonyms import choose_pseudonyms, pseudonymise
    from analysis_helpers.swap import settle, whole_folder

    matplotlib.use("Agg")
    project, every = find_project(), load_history(sample=asked.sample)
    history = every.select(asked.quarter, asked.unit)
    told = replace(asked, quarter=history.quarters[-1])
    name = str(told.quarter)
    if pseudonymised:
        names = choose_pseudonyms(every, told.language)  # by all quarters: a name keeps its pseudonym
        history, name = pseudonymise(history, names), f"{name}-pseudonymised"
        told = replace(told, unit=names.units.get(told.unit) if told.unit else None)
    tasks = compare_with_schedule(history.tasks, told.basis, told.as_of)
    target = project / "output" / name / "briefing"
    target = target / ONE_PAGE if audience == ONE_PAGE else target
    composed = compose_briefing(history, tasks, told.language, rank_people, pseudonymised)
    settle(project / "output")
    with whole_folder(target, root=project / "output" / name, waiting=_say_waiting) as folder:
        written = write_briefing(composed, folder, audience)
        more = {"AUDIENCE": audience, "PSEUDONYMISED": pseudonymised, "RANK_PEOPLE": rank_people}
        _write_manifest(folder / "manifest.json", history, told.as_cells() | more)
    _print_written(target.relative_to(project), [*written, "manifest.json"])


def _say_waiting() -> None:
    err.print("Another run writes to this quarter's folder; waiting until it has ended (Ctrl+C: not waiting)")


def _write_manifest(path: Path, history: History, parameters: dict[str, object]) -> None:
    """The one place where the time of a run stands; everything else is the same for the same inputs."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    inputs = history.sources[["file", "sha256"]].to_dict("records")
    content = {"made": made, "version": __version__, "parameters": parameters, "inputs": inputs}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _print_written(target: Path, names: list[str]) -> None:
    out.print(f"\nWritten to {target.as_posix()}/: {', '.join(names)}", markup=False)


def _print_summary(ledger: pd.DataFrame, tasks: int, unknown: int) -> None:
    from analysis_helpers.cleaning.ledger import list_doubts, summarise_ledger
    from analysis_helpers.vocabulary import say

    out.print(f"\nRead: {tasks} tasks, {unknown} without a percent.")
    out.print("Changed and found:")
    for row in summarise_ledger(ledger).itertuples():
        out.print(f"  {say(f'levels.{row.level}', 'en'):<11} {row.count:>4} × {say(f'rules.{row.rule}', 'en')}")
    several = ledger["source_file"].nunique() > 1  # then a row alone says nothing
    for row in list_doubts(ledger).query("level in ['unknown', 'doubtful', 'rejected']").itertuples():
        file = f"{row.source_file}, " if several else ""
        out.print(f"  Look at {file}row {row.source_row}, {row.column}: {row.after}", markup=False)


if __name__ == "__main__":
    app()
