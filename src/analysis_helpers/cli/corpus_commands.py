"""What can be asked when there are thousands of reports, or when some have to be invented?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis_helpers.cli.console import err, out
from analysis_helpers.cli.help_language import Language
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import get_language
from analysis_helpers.core.vocabulary import fill

if TYPE_CHECKING:
    import pandas as pd

    from analysis_helpers.corpus.build import Built

CORPUS = "Thousands of reports of many districts: one dataset, any measure over all of them, questions in SQL."
MOST = 20  # lines that are printed of a table
MEASURES = ("measure_", "count_", "classify", "summarise_evidence", "reconcile_")

Dataset = Annotated[Path, typer.Argument(help="A folder that `quarterly corpus build` wrote.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Write all rows here (.csv or .parquet) instead of printing some.")]  # fmt: skip
Scheduler = Annotated[str | None, typer.Option(help="A Dask cluster that there is, such as tcp://host:8786.")]


def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Folders with a folder of reports for each district; or files.")],
    dataset: Annotated[Path, typer.Option("--out", help="A new folder, or the dataset to bring up to date.")],
    scheduler: Scheduler = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes. Default: one for each core. 0: this one alone, without Dask.")] = None,
    memory: Annotated[str | None, typer.Option(help="What each worker may use, such as 2GB. Default: its share of the machine.")] = None,
    language: Language = None,
) -> None:  # fmt: skip
    """Read all reports below SOURCE into a dataset of Parquet files, by district and year.

    The folder directly below SOURCE is the district. A file that cannot be read is
    listed in `findings`, and the others are read. What has not changed since the
    last build is skipped: a build that was ended goes on where it was.

    Exit code 0: every row of every file was read. 1: some files need a person,
    or a district could not be built; all others stand. 2: stopped, such as by a
    full disk; what was built stands, and the same command goes on.
    """
    from analysis_helpers.corpus.build import build_corpus

    begun = time.monotonic()
    with _progress() as told:
        built = build_corpus(sources, dataset, scheduler, workers, memory, told, _say_waiting)
    _print_built(built, dataset, time.monotonic() - begun)
    raise typer.Exit(built.exit_code)


def measure(
    dataset: Dataset,
    name: Annotated[
        str,
        typer.Argument(
            metavar="MEASURE",
            help="A measure of the library, such as measure_progress, or one of data/own/measures.py.",
        ),
    ],
    quarter: Annotated[str | None, typer.Option(help="Such as 2024Q2. Default: all together.")] = None,
    by: Annotated[str | None, typer.Option(help="leader or unit, for measures that take it.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes. 0: this one alone, without Dask.")] = 0,
    scheduler: Scheduler = None,
    output: Out = None,
    language: Language = None,
) -> None:
    """Apply MEASURE to every district of DATASET; the result is one table with the district in front.

    Exit code 0: done. 2: not.
    """
    import analysis_helpers
    from analysis_helpers.corpus.dataset import open_corpus

    own = analysis_helpers.measures.list_own_measures()
    known = [known for known in dir(analysis_helpers.measures) if known.startswith(MEASURES)]
    if name not in (*known, *own):
        raise ReportError("cli.no_measure", name, names="、".join([*known, *own]))
    function = own[name].function if name in own else getattr(analysis_helpers.measures, name)
    options: dict[str, Any] = {} if by is None else {"by": by}
    found = open_corpus(dataset).map(function, quarter, workers, scheduler, **options)
    _show(found, output)


def query(
    dataset: Dataset,
    sql: Annotated[str, typer.Argument(help="SQL on the views tasks and findings.")],
    output: Out = None,
    language: Language = None,
) -> None:
    """Answer a question in SQL, by DuckDB, from the Parquet files of DATASET.

    Such as: SELECT district, count(*) FROM tasks WHERE status = 'behind' GROUP BY ALL

    Exit code 0: done. 2: not.
    """
    from analysis_helpers.corpus.dataset import open_corpus

    _show(open_corpus(dataset).query(sql), output)


def sample(
    folder: Annotated[
        Path | None, typer.Option("--out", help="A new or empty folder. Default: data/sample.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(help="Another number draws other percents, wordings and orders.")] = 1,
    districts: Annotated[int | None, typer.Option(min=1, help="Write a corpus of so many districts instead.")] = None,
    bureaus: Annotated[int, typer.Option(min=1, help="With --districts: bureaus in each.")] = 30,
    quarters: Annotated[int, typer.Option(min=1, help="With --districts: quarters, from 2024Q1.")] = 4,
    tasks: Annotated[int, typer.Option(min=1, help="With --districts: tasks in a report, on average.")] = 20,
    language: Language = None,
) -> None:
    """Write synthetic reports for 2024Q1, Q3 and Q4 around the real one of Q2, and what is true of them.

    For trying out what needs several quarters. The same seed gives the same bytes; every title says 合成数据.
    truth/links.csv tells which task became which, truth/decoys.csv which only read alike.

    With --districts a corpus of any size: a folder for each district below
    reports/, five formats, a known share of files damaged or broken, districts of
    different sizes, some of which call far more ahead than is. truth/ says which.
    """
    from analysis_helpers.core.project import find_project
    from analysis_helpers.synthetic.sample import write_corpus, write_sample

    if districts is not None:
        if folder is None:
            raise ReportError("cli.corpus_folder", "--out")
        files = write_corpus(folder, districts, bureaus, quarters, tasks, seed, os.cpu_count() or 1)
        broken, damaged = int(files["broken"].sum()), int((files["damage"].ne("") & ~files["broken"]).sum())
        values = {"files": len(files), "districts": districts, "tasks": int(files["tasks"].sum())}
        out.print(_text("sample_written", folder=folder, damaged=damaged, broken=broken, **values))
    else:
        for path in write_sample(folder or find_project() / "data" / "sample", seed):
            out.print(str(path))
    out.print(_text("sample_synthetic"))


@contextmanager
def _progress() -> Iterator[Any]:
    """A line with files done, files a second and the time that remains; only where a person looks."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    begun, first = time.monotonic(), [-1]
    with Progress(
        TextColumn(_text("reading")), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(),
        TextColumn(_text("left")), TimeRemainingColumn(), console=err,
    ) as progress:  # fmt: skip
        line = progress.add_task("", total=None, rate="")

        def told(done: int, files: int) -> None:
            first[0] = done if first[0] < 0 else first[0]  # what was skipped says nothing of the rate
            rate = (done - first[0]) / max(time.monotonic() - begun, 0.001)
            progress.update(line, completed=done, total=files, rate=_text("rate", n=f"{rate:.0f}"))

        yield told


def _say_waiting() -> None:
    err.print(_text("waiting"))


def _print_built(built: Built, dataset: Path, seconds: float) -> None:
    values = {"tasks": built.tasks, "files": built.files, "built": len(built.built), "skipped": len(built.skipped)}
    out.print(_text("built", dataset=dataset, seconds=f"{seconds:.0f}", **values))
    counts = built.findings.groupby("level", observed=True)["count"].sum()
    for level in ("unread", "rejected", "unknown", "doubtful"):
        if level in counts:
            out.print("  " + _text(level, n=counts[level]))
    unread = built.findings[built.findings["level"].isin(["unread", "rejected"])]
    for row in unread.head(MOST).itertuples():
        err.print(f"  {row.district}/{row.file}: {row.words}")
    if len(unread) > MOST:
        err.print("  " + _text("more", n=len(unread) - MOST))
    for district, why in built.lost.items():
        err.print(_text("lost", district=district, why=why), style="red")
    if len(unread) or built.lost:
        err.print("  " + _text("all_of_them", query='quarterly corpus query DATASET "SELECT * FROM findings"'))


def _text(key: str, /, **values: object) -> str:
    """A line of output in the language that holds."""
    return fill("cli", f"corpus.{key}", get_language(), values)


def _show(table: pd.DataFrame, output: Path | None) -> None:
    if output is None:
        out.print(table.head(MOST).to_string(index=False))
        if len(table) > MOST:
            out.print(_text("more_rows", n=len(table) - MOST))
        return
    from analysis_helpers.core.atomic_write import write_whole
    from analysis_helpers.core.table_files import write_csv

    if output.suffix not in (".csv", ".parquet"):
        raise ReportError("cli.table_ending", output)
    from io import BytesIO

    content = BytesIO()
    if output.suffix == ".csv":
        texts = table.select_dtypes(["object", "str"]).columns
        write_csv(
            table.assign(**{name: table[name].astype("str").where(table[name].notna()) for name in texts}), content
        )
    else:
        table.to_parquet(content, index=False)
    write_whole(output, content.getvalue())
    out.print(_text("rows_written", output=output, n=len(table)))
