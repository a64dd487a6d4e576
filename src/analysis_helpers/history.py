"""Reports → History: all reports of the project in one tidy table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis_helpers.cleaning.corrections import project_corrections, unused_corrections
from analysis_helpers.cleaning.report import Report, load_report
from analysis_helpers.errors import ReportError
from analysis_helpers.project import find_project
from analysis_helpers.schema import NAMES

NEXT = "choose one of these, or put the missing report into data/raw and run again"


@dataclass(frozen=True)
class History:
    """Every report that was read, their tasks in one table, and their ledgers (with `source_file`).

    `unused_corrections` are those in `data/corrections.csv` that name a file which was not read.
    """

    reports: tuple[Report, ...]
    tasks: pd.DataFrame
    ledger: pd.DataFrame
    unused_corrections: pd.DataFrame

    @property
    def quarters(self) -> list[str]:
        """The quarters that there are, oldest first."""
        return sorted(self.tasks["quarter"].dropna().astype(str).unique())

    @property
    def sources(self) -> pd.DataFrame:
        """One row for each report: `file`, `title`, `format`, `encoding`, `tasks`, `aside` (rows that are
        no tasks), `rejected` (rows), `sha256`."""
        rows = [
            {
                "file": report.source.file,
                "title": report.source.title,
                "format": report.source.format,
                "encoding": report.source.encoding,
                "tasks": len(report.tasks),
                "aside": len(report.aside),
                "rejected": report.ledger.loc[report.ledger["level"].eq("rejected"), "source_row"].nunique(),
                "sha256": report.source.sha256,
            }
            for report in self.reports
        ]
        return pd.DataFrame(rows)

    def select(self, quarter: str | None = None, unit: str | None = None) -> History:
        """Return what concerns one quarter (None: the newest) and one unit (None: all).

        Raises ReportError, listing what there is, for a quarter or unit that no report has.
        """
        chosen = quarter or (self.quarters[-1] if self.quarters else "none")
        in_quarter = self.tasks["quarter"].astype(str).eq(chosen)
        if not in_quarter.any():
            raise ReportError(f"quarter {chosen}", "no report speaks of this quarter", _list(self.quarters), NEXT)
        tasks = self.tasks[in_quarter]
        if unit is not None:
            units = sorted(set(tasks["units"].explode().dropna()))
            if unit not in units:
                raise ReportError(f"unit {unit}", f"not in {chosen}", _list(units), NEXT)
            tasks = tasks[[unit in named for named in tasks["units"]]]
        files = set(tasks["source_file"])
        reports = tuple(report for report in self.reports if report.source.file in files)
        ledger = self.ledger[self.ledger["source_file"].isin(files)]
        return replace(self, reports=reports, tasks=tasks.reset_index(drop=True), ledger=ledger.reset_index(drop=True))


def load_history(folder: str | Path | None = None, sample: bool = False) -> History:
    """Read every report of a folder (None: the project's `data/raw`, with `sample` also `data/sample`).

    Raises ReportError where there is none, and for the first file that cannot be read.
    """
    data = find_project() / "data"
    folders = [data / "raw", *([data / "sample"] if sample else [])] if folder is None else [Path(folder)]
    files = [path for place in folders for path in _reports_in(place)]
    return gather_reports([load_report(path) for path in files])


def gather_reports(reports: Sequence[Report]) -> History:
    """Put reports that are already read into one history."""
    columns = [*NAMES, *dict.fromkeys(c for r in reports for c in r.tasks.columns if c not in NAMES)]
    tasks = pd.concat([report.tasks for report in reports], ignore_index=True)[columns]
    ledger = pd.concat([r.ledger.assign(source_file=r.source.file) for r in reports], ignore_index=True)
    corrections = project_corrections()
    unused = unused_corrections(corrections, {report.source.file for report in reports})
    return History(tuple(reports), tasks, ledger, unused)


def _reports_in(folder: Path) -> list[Path]:
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [path for path in paths if path.is_file() and not path.name.startswith((".", "~"))]
    if not files:
        raise ReportError(
            folder, "there is no report in this folder", "at least one report file",
            "put a report into it and run again",
        )  # fmt: skip
    return files


def _list(names: Sequence[str]) -> str:
    return "、".join(names) or "none yet"
