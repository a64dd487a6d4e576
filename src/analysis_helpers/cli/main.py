"""`quarterly`: the commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from analysis_helpers.cli.arrival import NOTEBOOK, Answer, Answers, ForAll, add, lab, new, panel, review
from analysis_helpers.cli.console import err, out, prepare_streams, print_json
from analysis_helpers.cli.corpus_commands import CORPUS, build, measure, query, sample
from analysis_helpers.cli.help_language import BOTH, WALK, BriefingLanguage, InOrder, Language
from analysis_helpers.cli.terminal import complete_quarter
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import get_language
from analysis_helpers.core.texts import LANGUAGES
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.core.word_shapes import BadWords

if TYPE_CHECKING:
    import pandas as pd

    from analysis_helpers.briefing.write import Audience
    from analysis_helpers.measures.schedule import Basis

app = typer.Typer(cls=InOrder, epilog=WALK, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)


@app.callback()
def quarterly() -> None:
    """Quarterly progress reports: from the file that arrived to a finished briefing."""
    prepare_streams()


Quarter = Annotated[
    str | None, typer.Option(help="Such as 2024Q2. Default: the newest in data/raw.", autocompletion=complete_quarter)
]
Unit = Annotated[str | None, typer.Option(help="One unit. Default: all.")]
Basis_ = Annotated[str, typer.Option("--basis", help="Expected progress by month or by day.")]
AsOf = Annotated[str | None, typer.Option(help="A day such as 2024-06-30. Default: the day of the report.")]
Sample = Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")]


@app.command()
def rerun(
    quarter: Quarter = None,
    unit: Unit = None,
    language: Language = None,
    basis: Basis_ = "month",
    as_of: AsOf = None,
    sample: Sample = False,
    notebook: Annotated[
        list[str] | None, typer.Option(help="Only this one, by number or name; may be given several times.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Notebooks at a time. Default: one for each core.")] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Store in notebooks/ what they show as they stand; no parameters.")
    ] = False,
) -> None:
    """Read every report in data/raw, draw the charts and run the notebooks for a quarter.

    Writes output/QUARTER/ whole or not at all, and leaves the briefing that stands there as it is.
    Exit code 0: written. 2: nothing was replaced, such as when a cell failed; the message names it.
    """
    from analysis_helpers.pipeline.run_notebooks import Parameters
    from analysis_helpers.pipeline.runs import rerun_quarter, store_baseline

    asked = Parameters(quarter, unit, get_language(), cast("Basis", basis), as_of, sample)
    with _told():
        if baseline:
            if language is not None or asked != Parameters(language=asked.language):
                raise ReportError("cli.baseline_alone", "--baseline")
            stored = store_baseline(notebook or [], jobs)
            out.print(_text("stored", names=", ".join(path.name for path in stored)))
            return
        target, history, tasks = rerun_quarter(asked, notebook or [], jobs, _say)
    for row in history.unused_corrections.itertuples():
        err.print(_text("unused_correction", file=row.file, row=row.source_row))
    _print_summary(history.ledger, len(tasks), int(tasks["progress_pct"].isna().sum()))
    _print_written(target, ["charts/", "notebooks/", "manifest.json"])


@app.command()
def briefing(
    quarter: Quarter = None,
    unit: Unit = None,
    language: BriefingLanguage = None,
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

    The English one stands beside it in output/QUARTER/briefing/en/; --language both writes both.
    With --pseudonymise into output/QUARTER-pseudonymised/, never beside files with names.
    """
    from analysis_helpers.pipeline.run_notebooks import Parameters
    from analysis_helpers.pipeline.runs import brief_quarter

    with _told():
        for spoken in LANGUAGES if language == BOTH else (get_language(),):
            asked = Parameters(quarter, unit, spoken, cast("Basis", basis), as_of, sample)
            target, written = brief_quarter(asked, cast("Audience", audience), pseudonymise, rank_people, _say)
            _print_written(target, written)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder of outputs, such as output/2024Q2.")],
    language: Language = None,
) -> None:
    """Say whether the outputs in FOLDER are whole, and still what the inputs give.

    Exit code 0: whole and current. 1: stale, so run the command again. 2: torn, or there is nothing to judge.
    """
    from analysis_helpers.pipeline.manifest import verify_outputs

    with _told():
        verdicts = verify_outputs(folder)
    words = {0: ("current", "green"), 1: ("stale", "yellow"), 2: ("torn", "red")}
    for verdict in verdicts:
        state, style = words[verdict.exit_code]
        told = {"folder": verdict.folder.name, "command": verdict.command, "outputs": verdict.outputs}
        out.print(_text("verdict", state=_text(state), **told), style=style)
        for level, text in verdict.found:
            out.print(f"  {_text(level)}: {text}")
        if verdict.exit_code:
            out.print(_text("again", command=verdict.command))
    raise typer.Exit(max(verdict.exit_code for verdict in verdicts))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Report files in any format.")],
    table: Annotated[str | None, typer.Option(help="The sheet or table to read, where a file has several.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every row of the ledger.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON array on standard output.")] = False,
    answer: Answer = None,
    answers: Answers = None,
    reason: Annotated[str, typer.Option(help="Why; for all of --answer.")] = "",
    for_all: ForAll = False,
    language: Language = None,
) -> None:
    """Say what was read from FILES, what was changed, and what a person should look at; ask what words mean that are not known.

    Answers are written into data/vocabulary/words.csv and hold for the unit's next reports.

    Exit code 0: clean. 1: something needs a person. 2: a file cannot be read.
    """
    from analysis_helpers.cleaning.check import check_file, describe_check
    from analysis_helpers.cli.terminal import TerminalSession, print_lines, read_answer_file

    with _told():
        told = [*(answer or []), *(read_answer_file(answers) if answers is not None else [])]
        checks = [check_file(path, table) for path in files]
        if as_json and not told:
            print_json([found.as_record() for found in checks])
            raise typer.Exit(max(found.exit_code for found in checks))
        spoken = get_language()
        for at, found in enumerate(checks):
            if not as_json:
                print_lines(out, describe_check(found, spoken, every))
            if len(found.questions) or told:
                session = TerminalSession(err if as_json else out, not as_json)
                if session.settle(found, told, reason, "" if for_all else None) < len(found.questions):
                    checks[at] = check_file(
                        files[at], table
                    )  # as it is read with the answers, which may bring new questions
                    asked = set(found.questions["key"])
                    while not set(checks[at].questions["key"]) <= asked:
                        asked |= set(checks[at].questions["key"])
                        session.settle(checks[at], (), reason, "" if for_all else None)
                        checks[at] = check_file(files[at], table)
                    if not as_json:
                        print_lines(out, describe_check(checks[at], spoken, every))
        if as_json:
            print_json([found.as_record() for found in checks])
        else:
            _print_unused({path.name for path in files}, spoken)
            for path in files:
                _print_unfit(path, spoken)
    raise typer.Exit(max(found.exit_code for found in checks))


@app.command()
def words(language: Language = None) -> None:
    """List the project's own words: which were used, which never, and which contradict the package.

    They stand in data/vocabulary/words.csv; to take one back, delete its line.
    """
    from analysis_helpers.cleaning.check import describe_project_words
    from analysis_helpers.cli.terminal import print_lines
    from analysis_helpers.core.project import find_project
    from analysis_helpers.core.project_words import project_words
    from analysis_helpers.linkage.history import files_in
    from analysis_helpers.linkage.load_history import load_history

    with _told():
        own = project_words()
        there = files_in(find_project() / "data" / "raw")
        reports = load_history().reports if own and there else ()
        print_lines(out, describe_project_words(own, reports, get_language()))


@app.command()
def clean(
    file: Annotated[Path, typer.Argument(help="A report file in any format.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write: .xlsx, .csv or .parquet.")],
    table: Annotated[str | None, typer.Option(help="The sheet or table to read, where the file has several.")] = None,
    skip_bad_rows: Annotated[bool, typer.Option(help="Go on without rows that cannot be read.")] = False,
    language: Language = None,
) -> None:
    """Write the tidy table of FILE. Nothing in the file itself changes."""
    from analysis_helpers.cleaning.report import load_report
    from analysis_helpers.core.table_files import write_tasks
    from analysis_helpers.core.vocabulary import say

    with _told():
        if output.exists() and file.exists() and output.samefile(file):
            raise ReportError("guard.over_its_source", output)
        try:
            report = load_report(file, "reject" if skip_bad_rows else "raise", table)
        except ReportError as error:
            err.print(error.say(), style="red")
            if len(error.rows):
                err.print(say("check.skip", get_language()), style="cyan")
            raise typer.Exit(2) from error
        write_tasks(report.tasks, output)
        out.print(say("check.written", get_language(), path=output, tasks=len(report.tasks)))
        rejected = report.ledger.loc[report.ledger["level"].eq("rejected"), "source_row"].unique()
        if len(rejected):
            err.print(_text("left_out", rows="、".join(map(str, rejected))), style="yellow")


@contextmanager
def _told() -> Iterator[None]:
    """A mistake that the user can mend is one message and exit code 2."""
    try:
        yield
    except (ReportError, BadWords) as error:
        err.print(error.say(_spoken()), style="red")
        raise typer.Exit(2) from error


def _spoken() -> str:
    """The language that holds; Chinese where the project's own setting of it is what is wrong."""
    try:
        return get_language()
    except ReportError:
        return "zh"


def _print_unused(checked: set[str], language: str) -> None:
    """Corrections for files that are neither in data/raw nor among those that were asked for."""
    from analysis_helpers.cleaning.corrections import project_corrections, unused_corrections
    from analysis_helpers.core.project import find_project
    from analysis_helpers.core.vocabulary import say

    corrections = project_corrections()
    if len(corrections):
        there = {path.name for path in (find_project() / "data" / "raw").iterdir()}
        for row in unused_corrections(corrections, checked | there).itertuples():
            out.print(f"{say('check.unused', language)}: {row.file}, {row.source_row}, {row.column}")


def _print_unfit(path: Path, language: str) -> None:
    """Corrections of the versions before a file of data/raw that do not fit it."""
    from analysis_helpers.cleaning.corrections import project_corrections
    from analysis_helpers.cleaning.report import load_report
    from analysis_helpers.core.project import find_project
    from analysis_helpers.core.vocabulary import say
    from analysis_helpers.linkage.carried import list_unfit
    from analysis_helpers.linkage.versions import version_of

    corrections, folder = project_corrections(), find_project() / "data" / "raw"
    name, version = version_of(path.name)
    if version == 1 or corrections.empty or path.resolve().parent != folder.resolve():
        return
    versions = [file for file in sorted(folder.iterdir()) if version_of(file.name)[0] == name]
    reports = [load_report(file, "reject") for file in versions if version_of(file.name)[1] <= version]
    newest = [report for report in reports if report.source.file == path.name]
    for row in list_unfit(reports, newest, corrections).itertuples():
        place = {"file": row.file, "row": row.source_row, "column": row.column, "old": row.old, "new": row.new}
        out.print("  " + say("check.unfit", language, why=row.why, **place), style="red")
        out.print("    → " + say("advice.correction_unfit", language), style="cyan")


def _text(key: str, /, **values: object) -> str:
    """A line of output in the language that holds."""
    return fill("cli", f"say.{key}", get_language(), values)


def _say(text: str) -> None:
    err.print(text)


def _print_written(target: Path, names: list[str]) -> None:
    place = f"output/{target.as_posix().rpartition('/output/')[2]}"
    out.print("\n" + _text("written", place=place, names=", ".join(names)))


def _print_summary(ledger: pd.DataFrame, tasks: int, unknown: int) -> None:
    from analysis_helpers.cleaning.check import describe_ledger
    from analysis_helpers.cli.terminal import print_lines

    out.print("\n" + _text("read", n=tasks, unknown=unknown))
    print_lines(out, describe_ledger(ledger, get_language()))


# A mistake is told in the same way by every command: a context that is used as a decorator.
app.command()(_told()(add))
app.command()(_told()(review))
app.command("app")(_told()(panel))
app.command()(_told()(sample))
notebook_group = typer.Typer(cls=InOrder, no_args_is_help=True, help=NOTEBOOK)
notebook_group.command()(_told()(new))
app.add_typer(notebook_group, name="notebook")
corpus = typer.Typer(cls=InOrder, no_args_is_help=True, help=CORPUS)
corpus.command()(_told()(build))
corpus.command()(_told()(measure))
corpus.command()(_told()(query))
app.add_typer(corpus, name="corpus")
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(_told()(lab))


if __name__ == "__main__":
    app()
