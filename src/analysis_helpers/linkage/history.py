"""Hold all reports in one tidy table, each task with the id that it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis_helpers.cleaning.corrections import project_corrections, unused_corrections
from analysis_helpers.cleaning.ledger import list_doubts
from analysis_helpers.cleaning.report import Report
from analysis_helpers.cleaning.tidy import TITLE
from analysis_helpers.core.errors import ReportError, Text, word
from analysis_helpers.core.notebook_card import write_card
from analysis_helpers.core.project import find_project
from analysis_helpers.core.said import read_quarter
from analysis_helpers.core.schema import NAMES
from analysis_helpers.linkage.carried import list_unfit, unfit_rows
from analysis_helpers.linkage.decisions import COLUMNS as DECISION_COLUMNS
from analysis_helpers.linkage.link_quarters import follow_tasks
from analysis_helpers.linkage.versions import choose_reports, ledger_rows


@dataclass(frozen=True)
class History:
    """Every report that was read, their tasks in one table, their links and their ledgers (with `source_file`).

    `tasks` carry the `task_id` under which each was first seen. `links` has the columns of `link_quarters`, and
    `previous_quarter` and `current_quarter`. `unused_corrections` are those in `data/corrections.csv` that name a file
    which was not read. A selection keeps what it was taken from up to its quarter: `so_far`. One that comes from a dataset
    (`corpus build`) has no `reports`: their cells stand in the files alone; `stored` is what it knows of them.
    """

    reports: tuple[Report, ...]
    tasks: pd.DataFrame
    links: pd.DataFrame
    ledger: pd.DataFrame
    unused_corrections: pd.DataFrame
    course: History | None = None
    stored: pd.DataFrame | None = None

    @property
    def so_far(self) -> History:
        """All quarters up to the one that was selected; of a history that was not selected from, itself."""
        return self.course or self

    @property
    def quarters(self) -> list[str]:
        """The quarters that there are, oldest first."""
        return sorted(self.tasks["quarter"].dropna().astype(str).unique())

    @property
    def sources(self) -> pd.DataFrame:
        """One row for each report: `file`, `title`, `format`, `encoding`, `tasks`, `aside` (rows that are
        no tasks), `rejected` (rows), `sha256`."""
        if self.stored is not None:
            return self.stored
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

    def _repr_html_(self) -> str:
        """What a notebook shows: reports, quarters, units, tasks in each quarter, doubts, and where to go on."""
        counts = self.tasks["quarter"].astype(str).value_counts().sort_index()
        facts = [
            ("reports", len(self.sources)),
            ("units", "、".join(sorted(self.tasks["unit"].dropna().unique()))),
            ("quarters", "、".join(f"{quarter}（{n}）" for quarter, n in counts.items())),
            ("tasks", len(self.tasks)),
            ("unknown", int(self.tasks["progress_pct"].isna().sum())),
            ("synthetic", int(self.tasks["synthetic"].sum())),
            ("open_links", int(self.links["kind"].eq("doubtful").sum())),
            ("doubts", len(list_doubts(self.ledger))),
        ]
        newest = self.quarters[-1] if self.quarters else "2024Q2"
        further = [
            f'tasks = ah.compare_with_schedule(history.select("{newest}").tasks)',
            "ah.list_doubts(history.ledger)",
            "ah.linkage.list_open_links(history)",
            "ah.explore(history)",
        ]
        return write_card("history", facts, further)

    def at(self, quarter: str | None = None) -> pd.Period:
        """The quarter of this name (None: the newest); raises ReportError, listing what there is."""
        years = [int(name[:4]) for name in self.quarters]
        chosen = read_quarter(quarter, years) if quarter else (self.quarters[-1] if self.quarters else "–")
        if chosen not in self.quarters:
            raise ReportError("quarter.none", quarter=chosen, names=_list(self.quarters))
        return pd.Period(chosen)

    def select(self, quarter: str | None = None, unit: str | None = None) -> History:
        """Return what concerns one quarter (None: the newest) and one unit (None: all).

        Raises ReportError, listing what there is, for a quarter or unit that no report has.
        """
        chosen = self.at(quarter)
        now = self._keep(self.tasks["quarter"].eq(chosen))
        now = now if unit is None else now._keep(now._own(unit))
        return replace(now, course=self.of_unit(unit)._keep(self.of_unit(unit).tasks["quarter"].le(chosen)))

    def of_unit(self, unit: str | None) -> History:
        """Return what concerns one unit (None: all), in all quarters, with the tasks that it took over and those that it gave away.

        Raises ReportError, listing what there is, for a unit that no report has.
        """
        if unit is None:
            return self
        own = self._own(unit)
        ids, links = set(self.tasks.loc[own, "task_id"]), self.links
        links = links[links["previous_id"].isin(ids) | links["current_id"].isin(ids)]
        linked = self.tasks["task_id"].isin({*ids, *links["previous_id"].dropna(), *links["current_id"].dropna()})
        return replace(self._keep(own | linked), links=links)

    def _own(self, unit: str) -> pd.Series:
        units = sorted(set(self.tasks["units"].explode().dropna()))
        if unit not in units:
            raise ReportError("unit.none", unit=unit, quarters="、".join(self.quarters), names=_list(units))
        return pd.Series([unit in named for named in self.tasks["units"]], self.tasks.index)

    def _keep(self, wanted: pd.Series) -> History:
        tasks = self.tasks[wanted.fillna(False).astype(bool)]
        files = set(tasks["source_file"])
        reports = tuple(report for report in self.reports if report.source.file in files)
        ledger = self.ledger[self.ledger["source_file"].isin(files)]
        stored = None if self.stored is None else self.stored[self.stored["file"].isin(files)].reset_index(drop=True)
        return replace(
            self,
            reports=reports,
            stored=stored,
            tasks=tasks.reset_index(drop=True),
            ledger=ledger.reset_index(drop=True),
        )


def gather_reports(reports: Sequence[Report], decisions: pd.DataFrame | None = None) -> History:
    """Put reports that are already read into one history; `decisions` as `load_decisions` returns them."""
    every, corrections = reports, project_corrections()
    reports, aside = choose_reports(reports)
    columns = [*NAMES, *dict.fromkeys(c for r in reports for c in r.tasks.columns if c not in NAMES)]
    tasks = pd.concat([report.tasks for report in reports], ignore_index=True)[columns]
    tasks = tasks.assign(task_id=_number_again(tasks))
    ledgers = [r.ledger.assign(source_file=r.source.file) for r in reports]
    unfit = list_unfit(every, reports, corrections) if len(aside) and len(corrections) else None
    more = [ledger_rows(aside)] * bool(len(aside)) + (
        [] if unfit is None or unfit.empty else [unfit_rows(unfit, TITLE)]
    )
    ledger = pd.concat([*ledgers, *more], ignore_index=True)
    unused = unused_corrections(corrections, {report.source.file for report in every})
    tasks, links = follow_tasks(tasks, pd.DataFrame(columns=DECISION_COLUMNS) if decisions is None else decisions)
    return History(reports, tasks, links, ledger, unused)


def _number_again(tasks: pd.DataFrame) -> pd.Series:
    """An id of its own for each task: two files may report on the same unit and quarter, with rows of the same number."""
    again = tasks.groupby(["task_id", "quarter"], dropna=False, sort=False).cumcount()
    return tasks["task_id"].where(again.eq(0), tasks["task_id"] + " (" + (again + 1).astype("str") + ")").astype("str")


def files_in(folder: Path) -> list[Path]:
    """The report files of a folder, by name; what programs leave beside them (.name, ~name) is none.

    Raises ReportError for a link that leads out of the folder and of the project, or nowhere.
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    reports = [path for path in paths if not path.name.startswith((".", "~")) and not path.is_dir()]
    for path in reports:
        if path.is_symlink() and not _leads_inside(path, folder):
            raise ReportError("guard.link_outside", path)
    return [path for path in reports if path.is_file()]


def _leads_inside(path: Path, folder: Path) -> bool:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # it leads nowhere, or in a circle
        return False
    if target.is_relative_to(folder.resolve()):
        return True
    try:
        return target.is_relative_to(find_project())
    except ReportError:
        return False


def _list(names: Sequence[str]) -> str | Text:
    return "、".join(names) or word("words.none_yet")
