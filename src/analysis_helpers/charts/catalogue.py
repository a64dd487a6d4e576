"""The charts by name: how each is drawn, which sentence it carries and which table it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.plot_change import (
    plot_change,
    plot_change_by_leader,
    plot_movements,
    plot_trajectories,
    plot_transitions,
)
from analysis_helpers.charts.plot_distribution import plot_distribution
from analysis_helpers.charts.plot_evidence import plot_evidence, plot_recycled, plot_shown
from analysis_helpers.charts.plot_schedule import plot_asof, plot_deviation, plot_status
from analysis_helpers.charts.plot_workload import plot_remaining, plot_workload
from analysis_helpers.charts.titles import limited_to
from analysis_helpers.findings import finding as findings
from analysis_helpers.findings.find_change import (
    find_change,
    find_change_by_leader,
    find_forecast,
    find_movements,
    find_transitions,
)
from analysis_helpers.findings.find_evidence import find_evidence, find_recycled, find_shown
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.change import count_movements, count_transitions, measure_change_by_leader
from analysis_helpers.measures.measured import Measured, MeasuredChange, as_compared, as_measured
from analysis_helpers.measures.progress import count_percents, measure_status_inflation
from analysis_helpers.measures.schedule import RANKED, compare_history
from analysis_helpers.measures.workload import measure_workload

Tasks: TypeAlias = pd.DataFrame | Measured


@dataclass(frozen=True)
class Chart:
    """One chart of the briefing; each part takes tidy tasks, or what was measured of them already (`Measured`).

    `picture` (of a name, a language and a size) is for a chart that is not drawn on axes of ours: it gives the `Drawing` itself.
    """

    plot: Callable[..., Axes]
    find: Callable[[Tasks], findings.Finding]
    table: Callable[[Tasks], pd.DataFrame]
    picture: Callable[[str, str, str], Any] | None = None


def _bind(
    plot: Callable[..., Axes],
    find: Callable[..., findings.Finding],
    table: Callable[[Measured], pd.DataFrame],
    **options: str,
) -> Chart:
    """A chart of tasks; `options` are those of its drawing and its sentence."""
    return Chart(
        partial(plot, **options),
        lambda tasks: as_measured(tasks).find(find, *options.values()),
        lambda tasks: table(as_measured(tasks)),
    )


def _table_evidence(measured: Measured) -> pd.DataFrame:
    """Every target with what is shown of it; the tasks that set none stand in the table of `shown`."""
    evidence = measured.evidence
    columns = ["source_row", "target_quote", "claimed_pct", "evidenced_low_pct", "evidenced_high_pct", "gap_pp", "verdict",
               "candidate_reason", "quotes"]  # fmt: skip
    return evidence.loc[evidence["verdict"].ne("no_target"), columns].reset_index(drop=True)


CHARTS = {
    "status": _bind(plot_status, findings.find_status, lambda made: made.measure(measure_status_inflation)),
    "distribution": _bind(plot_distribution, findings.find_distribution, lambda made: made.measure(count_percents)),
    "deviation": _bind(plot_deviation, findings.find_deviation, lambda made: made.by_deviation[RANKED]),
    "asof": _bind(plot_asof, findings.find_asof, lambda made: made.leads),
    "workload": _bind(
        plot_workload, findings.find_workload, lambda made: made.measure(measure_workload, "leader"), by="leader"
    ),
    "remaining": _bind(plot_remaining, findings.find_remaining, lambda made: made.measure(measure_workload, "leader")),
    "evidence": _bind(plot_evidence, find_evidence, _table_evidence),
    "shown": _bind(plot_shown, find_shown, lambda made: made.shown_by_leader),
    "recycled": _bind(plot_recycled, find_recycled, lambda made: made.recycled),
}
BY_UNIT = {
    "workload_unit": _bind(
        plot_workload, findings.find_workload, lambda made: made.measure(measure_workload, "unit"), by="unit"
    ),
}


# The columns without which a chart, and the sentence above it, would speak of nothing.
NEEDS = {
    "status": ("status", "progress_pct"),
    "distribution": ("progress_pct",),
    "deviation": ("progress_pct",),
    "asof": ("progress_pct",),
    "workload": ("leader",),
    "remaining": ("progress_pct", "leader"),
    "evidence": ("narrative",),
    "shown": ("narrative",),
    "recycled": ("narrative",),
    "workload_unit": ("unit",),
    "change": ("progress_pct",),
    "movements": ("progress_pct",),
    "transitions": ("status",),
    "trajectories": ("progress_pct",),
    "change_by_leader": ("progress_pct", "leader"),
}
NEEDED = ("progress_pct", "status", "narrative", "leader", "unit")
HISTORY_CHARTS = ("change", "movements", "transitions", "trajectories", "change_by_leader")
CHANGE_COLUMNS = ["source_row", "task", "previous_pct", "progress_pct", "delta_pp", "movement", "kind", "previous_task"]
FORECAST_COLUMNS = ["source_row", "task", "progress_pct", "pace_pp", "low_pct", "forecast_pct", "high_pct"]


def _history_charts(change: MeasuredChange) -> dict[str, Chart]:
    """The charts that compare a quarter with those before it; each part knows its history and needs no tasks."""

    def bind(
        plot: Callable[..., Axes], find: Callable[[], findings.Finding], table: Callable[[], pd.DataFrame]
    ) -> Chart:
        return Chart(lambda _, **how: plot(change, **how), lambda _: find(), lambda _: table())

    def bind_changes(
        plot: Callable[..., Axes],
        find: Callable[[pd.DataFrame], findings.Finding],
        table: Callable[[pd.DataFrame], pd.DataFrame],
    ) -> Chart:
        return bind(plot, partial(change.of_changes, find), partial(change.of_changes, table))

    return {
        "change": bind_changes(plot_change, find_change, partial(_choose_columns, CHANGE_COLUMNS)),
        "movements": bind(
            plot_movements,
            partial(change.of_changes, find_movements),
            lambda: change.of_changes(count_movements).query("tasks > 0"),
        ),
        "transitions": bind(
            plot_transitions,
            partial(change.of_changes, find_transitions),
            lambda: _table_transitions(change.of_changes(count_transitions)),
        ),
        "trajectories": bind(
            plot_trajectories,
            partial(change.of_forecast, find_forecast),
            lambda: _choose_columns(FORECAST_COLUMNS, change.forecast),
        ),
        "change_by_leader": bind_changes(plot_change_by_leader, find_change_by_leader, measure_change_by_leader),
    }


def _choose_columns(columns: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Some columns, behind the unit where there are several."""
    return rows[[*(["unit"] if rows["unit"].nunique() > 1 else []), *columns]]


def _table_transitions(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.loc[counts.any(axis=1), counts.any()].reset_index()


def compare_quarters(tasks: Tasks, history: History) -> MeasuredChange | None:
    """The change up to these tasks, all of one quarter; None where there is no earlier quarter to compare with."""
    tasks = as_compared(tasks).tasks
    quarters = tasks["quarter"].dropna().astype(str).unique()
    if len(quarters) != 1 or not history.links["current_quarter"].eq(quarters[0]).any():
        return None
    return MeasuredChange(compare_history(history, tasks["basis"].iloc[0]), quarters[0])


def choose_charts(tasks: Tasks, history: History | MeasuredChange | None = None) -> dict[str, Chart]:
    """The charts that say something about these tasks, all of one quarter: those by unit only where there are several,
    those of change only where the history has an earlier quarter to compare with, none on a column that was not read, and
    none on days of lead at the year's end."""
    measured = as_compared(tasks)
    change = compare_quarters(measured, history) if isinstance(history, History) else history
    charts = CHARTS | (BY_UNIT if measured.tasks["unit"].nunique() > 1 else {})
    charts |= _history_charts(change) if change else {}
    there = {column for column in NEEDED if measured.tasks[column].notna().any()}
    leads = findings.has_lead(measured)
    return {
        name: chart
        for name, chart in charts.items()
        if there.issuperset(NEEDS.get(name, ())) and (leads or name != "asof")
    }


def list_unread(tasks: pd.DataFrame) -> list[str]:
    """The columns that charts and findings stand on and that hold nothing: not in the report, or not read."""
    return [column for column in NEEDED if tasks[column].isna().all()]


def bind_chart(chart: Chart, measured: Measured) -> Chart:
    """The same chart, always of these tasks: for a selection, which is weighed with the whole report."""
    return Chart(
        lambda _, **how: chart.plot(measured, **how), lambda _: chart.find(measured), lambda _: chart.table(measured)
    )


def limit_chart(chart: Chart, words: str) -> Chart:
    """The same chart, which says in its subtitle to which tasks it is limited."""

    def plot(*what: object, **how: object) -> Axes:
        with limited_to(words):
            return chart.plot(*what, **how)

    return replace(chart, plot=plot) if words else chart


def name_charts(history: History, quarter: str | None = None) -> list[str]:
    """The names of the charts that a quarter can have, without making any of them."""
    now = history.at(quarter)
    several = history.tasks.loc[history.tasks["quarter"].eq(now), "unit"].nunique() > 1
    compared = history.links["current_quarter"].eq(str(now)).any()
    return [*CHARTS, *(BY_UNIT if several else ()), *(HISTORY_CHARTS if compared else ())]
