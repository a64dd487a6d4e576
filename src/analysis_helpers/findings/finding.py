"""A table → one sentence. Titles, alt texts and briefings all take it from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis_helpers.core.vocabulary import fill_parts, load_vocabulary
from analysis_helpers.findings.counted import find_counted, list_ids
from analysis_helpers.measures.measured import Measured, as_compared, as_measured
from analysis_helpers.measures.progress import (
    CLASSES,
    NOT_AHEAD,
    count_percents,
    is_reported_ahead,
    measure_progress,
    measure_status_inflation,
    threshold,
)
from analysis_helpers.measures.schedule import Basis
from analysis_helpers.measures.scope import say_day
from analysis_helpers.measures.workload import measure_concentration, measure_workload


class Cell(NamedTuple):
    """A figure and where it stands: the measure whose table holds it, the row's label, the column.

    The row `all` is a measure's only row, or else the column's sum. `by` is what the measure was grouped by, where it was.
    `task_ids` are the tasks that the figure counts (`<id>@<quarter>` where several quarters were counted); None where
    it was not made from tasks. `look_up` finds the figure again, `trace` the rows of the report behind it.
    """

    table: str
    row: object
    column: str
    value: object
    by: str | None = None
    task_ids: tuple[str, ...] | None = None


class Part(NamedTuple):
    """A piece of a sentence: words, or a figure with its cell."""

    text: str
    cell: Cell | None = None


@dataclass(frozen=True)
class Finding:
    """A sentence and the cells that its figures came from.

    `key` names the sentence in `core/vocabulary/findings.toml`, `figures` fills it. `turn` is said behind it where
    another basis of the schedule would give another count.
    """

    key: str
    figures: Mapping[str, Cell]
    turn: Finding | None = None

    def text(self, language: str = "zh") -> str:
        """The sentence, in Chinese (`zh`) or English (`en`)."""
        return "".join(part.text for part in self.parts(language))

    def parts(self, language: str = "zh") -> list[Part]:
        """The sentence in pieces, each figure with its cell, so that a page can lead from it to its table.

        >>> Finding("workload.dominant", {"top": Cell("measure_workload", "甲", "tasks", 2, "leader"),
        ...     "tasks": Cell("measure_progress", "all", "tasks", 3),
        ...     "holder": Cell("measure_workload", "甲", "leader", "甲", "leader")}).parts("en")[0].cell.row
        '甲'
        """
        shown = {name: _show(cell.value, language) for name, cell in self.figures.items()}
        pieces = fill_parts("findings", self.key, language, shown)
        parts = [Part(text, self.figures[name] if name else None) for text, name in pieces]
        return parts + (self.turn.parts(language) if self.turn else [])

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The table cells that the sentence's figures came from, in the order in which it names them."""
        return tuple(part.cell for part in self.parts() if part.cell)

    @property
    def named_figure(self) -> str:
        """The figure that is the point of the sentence, whose tasks a paper names below it; "" for none."""
        section, name = self.key.split(".")
        figure = str(load_vocabulary("findings")[section][name].get("names", ""))
        return figure if figure in self.figures else ""

    @property
    def named_ids(self) -> tuple[str, ...]:
        """The tasks that a paper should name below the sentence."""
        return (self.figures[self.named_figure].task_ids or ()) if self.named_figure else ()


def find_distribution(tasks: pd.DataFrame | Measured) -> Finding:
    """Say which percent is common, or else where the middle lies (tidy tasks in, Finding out)."""
    measured = as_compared(tasks)
    scope, overall, counts = measured.scope, measured.measure(measure_progress), measured.measure(count_percents)
    figures = _cells(measured, "measure_progress", overall, "all", tasks="tasks", unknown="unknown", done="done")
    percents = counts.dropna(subset=["progress_pct"])
    known = int(percents["tasks"].sum())
    if not known:
        return Finding("distribution.unknown", figures)
    if figures["done"].value == known:
        return Finding("distribution.done", figures)
    if pd.isna(overall["median_pct"].iloc[0]):
        return Finding("distribution.few" if figures["unknown"].value else "distribution.too_few", figures)
    figures |= _cells(measured, "measure_progress", overall, "all", median="median_pct")
    figures["known"] = make_cell(measured, "measure_heaping", "all", "known", known)
    how = "_known" if figures["unknown"].value else ""
    if scope.expected_pct is None:
        return Finding(f"distribution.mixed{how}", figures)
    figures["expected"] = make_cell(measured, "compare_with_schedule", "all", "expected_pct", scope.expected_pct)
    top = percents.loc[[percents["tasks"].idxmax()]]
    count, percent = int(top["tasks"].iloc[0]), top["progress_pct"].iloc[0]
    if count < max(2, threshold("common_share") * scope.tasks):
        return Finding(f"distribution.median{how}", figures)
    if percent >= 100:
        return Finding("distribution.done", figures)
    figures |= _cells(measured, "count_percents", top, percent, count="tasks", pct="progress_pct")
    return Finding("distribution.common", figures)


def find_deviation(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks are behind; where none is, how many are ahead, and by how much."""
    measured = as_compared(tasks)
    overall = measured.measure(measure_progress)
    names = dict(zip(CLASSES, CLASSES, strict=True)) | {"tasks": "tasks", "clear": "clearly_ahead"}
    figures = _cells(measured, "measure_progress", overall, "all", **names)
    figures["clear_pp"] = make_cell(measured, "thresholds", "clear_pp", "value", threshold("clear_pp"))
    values = {name: cell.value for name, cell in figures.items()}
    if values["unknown"] == values["tasks"]:
        return Finding("deviation.unknown", figures)
    turn = _find_turn(measured, "behind")
    if values["behind"]:
        return Finding("deviation.behind", figures, turn)
    if not values["ahead"]:
        level = "deviation.level" if values["on_schedule"] else "deviation.done"
        return Finding(level, figures, turn)
    lead = "all" if values["clear"] == values["ahead"] else "some" if values["clear"] else "none"
    return Finding(f"deviation.{lead}_clear", figures, turn)


def find_status(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks are called ahead, and in which class percent and calendar put these."""
    measured = as_compared(tasks)
    tasks, table = measured.tasks, measured.measure(measure_status_inflation).set_index("status")
    name = "measure_status_inflation"
    called = is_reported_ahead(tasks)
    figures = {
        "tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks)),
        "reported": make_cell(measured, name, "ahead", "reported", int(table.at["ahead", "reported"])),
        **{c: make_cell(measured, name, c, "reported_ahead", int(table.at[c, "reported_ahead"])) for c in CLASSES},
    }
    overstated = called & measured.classes.isin(NOT_AHEAD)
    under = measured.classes.eq("ahead") & tasks["status"].notna() & ~called
    figures["overstated"] = Cell(name, NOT_AHEAD, "reported_ahead", int(overstated.sum()), task_ids=list_ids(measured, overstated))  # fmt: skip
    figures["under"] = Cell(name, "ahead", "called_otherwise", int(under.sum()), task_ids=list_ids(measured, under))
    values = {key: cell.value for key, cell in figures.items()}
    if table.at["unknown", "reported"] == len(tasks):
        return Finding("status.unknown", figures)
    if not values["reported"]:
        return Finding("status.none", figures)
    if values["unknown"] == values["reported"]:
        return Finding("status.cannot", figures)
    if measured.scope.expected_pct == 100:
        return Finding("status.year_end", figures)
    turn = _find_turn(measured, "overstated")
    if not values["overstated"]:
        return Finding("status.same", figures, turn)
    return Finding("status.all" if values["reported"] == len(tasks) else "status.more", figures, turn)


def _find_turn(measured: Measured, what: str) -> Finding | None:
    """Say how many tasks another basis of the schedule would count, where that is not as many.

    Nothing is said of tasks that were compared with a tolerance: what the other basis gives then is not known here.
    """
    own: Basis = "month" if measured.tasks["basis"].eq("month").all() else "day"
    other: Basis = "day" if own == "month" else "month"
    if not measured.classes_by(own).equals(measured.classes):
        return None
    now, then = (mark_by_basis(measured, what, basis) for basis in (own, other))
    if int(then.sum()) == int(now.sum()):
        return None
    count = Cell("other_basis", what, other, int(then.sum()), task_ids=list_ids(measured, then))
    return Finding(f"turn.{'' if count.value else 'no_'}{what}_{other}", {"count": count})


def mark_by_basis(measured: Measured, what: str, basis: Basis) -> pd.Series:
    """Mark the tasks that a basis of the schedule finds `behind`, or reported ahead and not ahead (`overstated`)."""
    classes = measured.classes_by(basis)
    return classes.eq("behind") if what == "behind" else is_reported_ahead(measured.tasks) & classes.isin(NOT_AHEAD)


def find_asof(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many of the tasks ahead lead by less than a month (`later_days` in the thresholds).

    Nothing is said where that day lies in another year.
    """
    measured = as_compared(tasks)
    tasks = measured.tasks
    count = make_cell(measured, "measure_progress", "all", "tasks", len(tasks))
    if tasks["progress_pct"].isna().all() or tasks["measured_on"].isna().all():
        return Finding("asof.unknown", {"tasks": count})
    if not has_lead(measured):
        return Finding("asof.year_end", {"tasks": count})
    ahead, soon = measured.classes.eq("ahead"), measured.lead_days.lt(threshold("later_days")).fillna(False)
    figures = {
        "ahead": make_cell(measured, "measure_progress", "all", "ahead", int(ahead.sum())),
        "soon": Cell("measure_lead", "soon", "tasks", int(soon.sum()), task_ids=list_ids(measured, soon)),
        "days": make_cell(measured, "thresholds", "later_days", "value", int(threshold("later_days"))),
    }
    if not figures["ahead"].value:
        return Finding("asof.none_ahead", figures)
    return Finding("asof.soon" if figures["soon"].value else "asof.far", figures)


def has_lead(measured: Measured) -> bool:
    """Whether days of lead can be counted: the day `later_days` on lies in the same year."""
    days = measured.tasks["measured_on"].dropna()
    return bool(len(days)) and days.max().year == (days.max() + pd.Timedelta(days=threshold("later_days"))).year


def find_workload(tasks: pd.DataFrame | Measured, by: str = "leader") -> Finding:
    """Say who carries half of all tasks or more; where nobody does, among how many the tasks are shared."""
    measured = as_compared(tasks)
    concentration, workload = measured.measure(measure_concentration, by), measured.measure(measure_workload, by)
    key = "workload" if by == "leader" else f"workload_{by}"
    figures = _cells(
        measured,
        "measure_concentration",
        concentration,
        "all",
        by,
        tasks="tasks",
        holders="holders",
        unnamed="unnamed",
    )
    if not figures["holders"].value:
        return Finding(f"{key}.unknown", figures)
    named = workload.dropna(subset=[by])
    figures |= _cells(measured, "measure_workload", named, named[by].iloc[0], by, top="tasks", holder=by)
    top = figures["top"].value
    alone = len(named) == 1 or named["tasks"].iloc[1] < top
    if alone and top == len(measured.tasks):
        return Finding(f"{key}.whole", figures)
    most = len(named) == 1 or top >= threshold("dominant_share") * len(measured.tasks)  # type: ignore[operator]
    return Finding(f"{key}.dominant" if alone and most else f"{key}.spread", figures)


def find_remaining(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how much of the work that remains falls to one leader."""
    measured = as_compared(tasks)
    tasks, workload = measured.tasks, measured.measure(measure_workload, "leader")
    figures = {
        "tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks)),
        "unknown": make_cell(measured, "measure_progress", "all", "unknown", int(tasks["progress_pct"].isna().sum())),
    }
    if tasks["progress_pct"].isna().all():
        return Finding("remaining.unknown", figures)
    total = float(workload["remaining_pp"].sum())
    if not total:
        return Finding("remaining.done", figures)
    figures["total"] = make_cell(measured, "measure_workload", "all", "remaining_pp", total, "leader")
    named = workload.dropna(subset=["leader", "remaining_pp"])
    if not named["remaining_pp"].sum():
        return Finding("remaining.unnamed", figures)
    top = named.loc[[named["remaining_pp"].idxmax()]]
    return Finding(
        "remaining.share",
        figures
        | _cells(
            measured, "measure_workload", top, top["leader"].iloc[0], "leader", top="remaining_pp", holder="leader"
        ),
    )


def find_reading(tasks: pd.DataFrame | Measured, ledger: pd.DataFrame) -> Finding:
    """Say how many tasks were read and how many characters are lost for good."""
    measured = as_measured(tasks)
    tasks = measured.tasks
    lost = int(ledger.loc[ledger["rule"].eq("lost_character"), "count"].sum())
    figures = {
        "tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks)),
        "lost": make_cell(measured, "summarise_ledger", "lost_character", "count", lost),
    }
    return Finding("reading.lost" if lost else "reading.whole", figures)


def make_cell(measured: Measured, table: str, row: object, column: str, value: object, by: str | None = None) -> Cell:
    """Make the cell of a figure, with the ids of the tasks that it counts."""
    return Cell(table, row, column, value, by, find_counted(measured, table, row, column, by))


def _cells(
    measured: Measured, name: str, table: pd.DataFrame, row: object, by: str | None = None, /, **columns: str
) -> dict[str, Cell]:
    """Cells of the first row of a measure's table, under the names that a sentence uses."""
    return {
        figure: make_cell(measured, name, row, column, _plain(table[column].iloc[0]), by)
        for figure, column in columns.items()
    }


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def _show(value: object, language: str) -> object:
    return say_day(value, language) if isinstance(value, pd.Timestamp) else value
