"""A table → one sentence. Titles, alt texts and briefings all take it from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from analysis_helpers.core.vocabulary import fill_parts
from analysis_helpers.findings.counted import find_counted
from analysis_helpers.measures.measured import Measured, as_compared, as_measured
from analysis_helpers.measures.progress import count_percents, measure_progress, measure_status_inflation, threshold
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

    `key` names the sentence in `core/vocabulary/findings.toml`, `figures` fills it.
    """

    key: str
    figures: Mapping[str, Cell]

    def text(self, language: str = "zh") -> str:
        """The sentence, in Chinese (`zh`) or English (`en`)."""
        return "".join(part.text for part in self.parts(language))

    def parts(self, language: str = "zh") -> list[Part]:
        """The sentence in pieces, each figure with its cell, so that a page can lead from it to its table.

        >>> Finding("workload.dominant", {"top": Cell("measure_workload", "甲", "tasks", 2, "leader"),
        ...     "tasks": Cell("measure_progress", "all", "tasks", 3)}).parts("en")[1].cell.row
        '甲'
        """
        shown = {name: _show(cell.value, language) for name, cell in self.figures.items()}
        pieces = fill_parts("findings", self.key, language, shown)
        return [Part(text, self.figures[name] if name else None) for text, name in pieces]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The table cells that the sentence's figures came from, in the order in which it names them."""
        return tuple(part.cell for part in self.parts() if part.cell)


def find_distribution(tasks: pd.DataFrame | Measured) -> Finding:
    """Say which percent is common, or else where the middle lies (tidy tasks in, Finding out)."""
    measured = as_compared(tasks)
    scope, overall, counts = measured.scope, measured.measure(measure_progress), measured.measure(count_percents)
    figures = _cells(measured, "measure_progress", overall, "all", tasks="tasks")
    known = counts.dropna(subset=["progress_pct"])
    if known.empty:
        return Finding("distribution.unknown", figures)
    if pd.isna(overall["median_pct"].iloc[0]):
        figures |= _cells(measured, "measure_progress", overall, "all", unknown="unknown")
        return Finding("distribution.few" if figures["unknown"].value else "distribution.too_few", figures)
    if scope.expected_pct is None:
        return Finding(
            "distribution.mixed", figures | _cells(measured, "measure_progress", overall, "all", median="median_pct")
        )
    figures["expected"] = make_cell(measured, "compare_with_schedule", "all", "expected_pct", scope.expected_pct)
    top = known.loc[[known["tasks"].idxmax()]]
    if top["tasks"].iloc[0] >= threshold("common_share") * scope.tasks:
        row = top["progress_pct"].iloc[0]
        return Finding(
            "distribution.common",
            figures | _cells(measured, "count_percents", top, row, count="tasks", pct="progress_pct"),
        )
    return Finding(
        "distribution.median", figures | _cells(measured, "measure_progress", overall, "all", median="median_pct")
    )


def find_deviation(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks are behind, or how few are clearly ahead."""
    measured = as_compared(tasks)
    overall = measured.measure(measure_progress)
    figures = _cells(
        measured,
        "measure_progress",
        overall,
        "all",
        tasks="tasks",
        behind="behind",
        ahead="ahead",
        clear="clearly_ahead",
    )
    figures["clear_pp"] = make_cell(measured, "thresholds", "clear_pp", "value", threshold("clear_pp"))
    if overall["unknown"].iloc[0] == overall["tasks"].iloc[0]:
        return Finding("deviation.unknown", figures)
    if figures["behind"].value:
        return Finding("deviation.behind", figures)
    if not figures["clear"].value:
        return Finding("deviation.none_clear", figures)
    all_clear = figures["clear"].value == figures["ahead"].value
    return Finding("deviation.all_clear" if all_clear else "deviation.none_behind", figures)


def find_status(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how many tasks are called ahead, and how many are."""
    measured = as_compared(tasks)
    tasks, table = measured.tasks, measured.measure(measure_status_inflation).set_index("status")
    name = "measure_status_inflation"
    figures = {
        "tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks)),
        "reported": make_cell(measured, name, "ahead", "reported", int(table.at["ahead", "reported"])),
        "recomputed": make_cell(measured, name, "ahead", "recomputed", int(table.at["ahead", "recomputed"])),
        "on_schedule": make_cell(
            measured, name, "on_schedule", "recomputed", int(table.at["on_schedule", "recomputed"])
        ),
    }
    reported, recomputed = figures["reported"].value, figures["recomputed"].value
    if table.at["unknown", "reported"] == len(tasks):
        return Finding("status.unknown", figures)
    if reported == recomputed:
        return Finding("status.same", figures)
    rest_is_level = recomputed + figures["on_schedule"].value == len(tasks)  # type: ignore[operator]
    return Finding("status.all_level" if reported == len(tasks) and rest_is_level else "status.more", figures)


def find_asof(tasks: pd.DataFrame | Measured) -> Finding:
    """Say what the same percents look like a month after the day they speak of."""
    measured = as_compared(tasks)
    tasks = measured.tasks
    if tasks["progress_pct"].isna().all() or tasks["measured_on"].isna().all():
        return Finding("asof.unknown", {"tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks))})
    day = tasks["measured_on"].max()
    later = day + pd.Timedelta(days=threshold("later_days"))
    table = measured.by_day.set_index("day")
    name = "measure_asof_sensitivity"
    figures = {
        "day": make_cell(measured, name, day, "day", day),
        "ahead": make_cell(measured, name, day, "ahead", int(table.at[day, "ahead"])),
        "later": make_cell(measured, name, later, "day", later),
        "behind": make_cell(measured, name, later, "behind", int(table.at[later, "behind"])),
    }
    return Finding("asof.later_behind" if figures["behind"].value else "asof.later_same", figures)


def find_workload(tasks: pd.DataFrame | Measured, by: str = "leader") -> Finding:
    """Say how many tasks the largest load holds. It names nobody: loads are given, not earned."""
    measured = as_compared(tasks)
    concentration, workload = measured.measure(measure_concentration, by), measured.measure(measure_workload, by)
    key = "workload" if by == "leader" else f"workload_{by}"
    figures = _cells(measured, "measure_concentration", concentration, "all", by, tasks="tasks", holders="holders")
    if not figures["holders"].value:
        return Finding(f"{key}.unknown", figures)
    named = workload.dropna(subset=[by])
    figures |= _cells(measured, "measure_workload", named, named[by].iloc[0], by, top="tasks")
    dominant = figures["top"].value >= threshold("dominant_share") * len(measured.tasks)  # type: ignore[operator]
    return Finding(f"{key}.dominant" if dominant else f"{key}.spread", figures)


def find_remaining(tasks: pd.DataFrame | Measured) -> Finding:
    """Say how much of the work that remains falls to one leader."""
    measured = as_compared(tasks)
    tasks, workload = measured.tasks, measured.measure(measure_workload, "leader")
    if tasks["progress_pct"].isna().all():
        return Finding(
            "remaining.unknown", {"tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks))}
        )
    total = float(workload["remaining_pp"].sum())
    named = workload.dropna(subset=["leader"])
    if not total or named.empty:
        return Finding(
            "remaining.done" if not total else "workload.unknown",
            {"tasks": make_cell(measured, "measure_progress", "all", "tasks", len(tasks))},
        )
    top = named.loc[[named["remaining_pp"].idxmax()]]
    figures = {"total": make_cell(measured, "measure_workload", "all", "remaining_pp", total, "leader")}
    return Finding(
        "remaining.share",
        figures | _cells(measured, "measure_workload", top, top["leader"].iloc[0], "leader", top="remaining_pp"),
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
