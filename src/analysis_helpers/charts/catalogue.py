"""The charts by name: how each is drawn, which sentence it carries and which table it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

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
from analysis_helpers.measures.change import (
    count_movements,
    count_transitions,
    measure_change,
    measure_change_by_leader,
)
from analysis_helpers.measures.evidence import measure_evidence, measure_shown
from analysis_helpers.measures.forecast import forecast_year_end
from analysis_helpers.measures.progress import count_percents, measure_status_inflation
from analysis_helpers.measures.schedule import (
    asof_window,
    compare_history,
    ensure_compared,
    measure_asof_sensitivity,
    rank_deviations,
)
from analysis_helpers.measures.wording import link_recycled
from analysis_helpers.measures.workload import measure_workload


@dataclass(frozen=True)
class Chart:
    """One chart of the briefing; each part takes tidy tasks."""

    plot: Callable[..., Axes]
    find: Callable[[pd.DataFrame], findings.Finding]
    table: Callable[[pd.DataFrame], pd.DataFrame]


def _table_asof(tasks: pd.DataFrame) -> pd.DataFrame:
    return measure_asof_sensitivity(tasks, *asof_window(tasks))


def _table_evidence(tasks: pd.DataFrame) -> pd.DataFrame:
    """Every target with what is shown of it; the tasks that set none stand in the table of `shown`."""
    evidence = measure_evidence(tasks)
    columns = ["source_row", "target_quote", "claimed_pct", "evidenced_low_pct", "evidenced_high_pct", "gap_pp", "verdict",
               "candidate_reason", "quotes"]  # fmt: skip
    return evidence.loc[evidence["verdict"].ne("no_target"), columns].reset_index(drop=True)


CHARTS = {
    "status": Chart(plot_status, findings.find_status, measure_status_inflation),
    "distribution": Chart(plot_distribution, findings.find_distribution, count_percents),
    "deviation": Chart(plot_deviation, findings.find_deviation, rank_deviations),
    "asof": Chart(plot_asof, findings.find_asof, _table_asof),
    "workload": Chart(plot_workload, findings.find_workload, measure_workload),
    "remaining": Chart(plot_remaining, findings.find_remaining, measure_workload),
    "evidence": Chart(plot_evidence, find_evidence, _table_evidence),
    "shown": Chart(plot_shown, find_shown, measure_shown),
    "recycled": Chart(plot_recycled, find_recycled, link_recycled),
}
BY_UNIT = {
    "workload_unit": Chart(
        partial(plot_workload, by="unit"),
        partial(findings.find_workload, by="unit"),
        partial(measure_workload, by="unit"),
    ),
}


HISTORY_CHARTS = ("change", "movements", "transitions", "trajectories", "change_by_leader")
CHANGE_COLUMNS = ["source_row", "task", "previous_pct", "progress_pct", "delta_pp", "movement", "kind", "previous_task"]
FORECAST_COLUMNS = ["source_row", "task", "progress_pct", "pace_pp", "low_pct", "forecast_pct", "high_pct"]


def _history_charts(history: History, quarter: str) -> dict[str, Chart]:
    """The charts that compare a quarter with those before it; each part knows its history, and asks nothing of the tasks.

    What they are made from is computed when one of them is first asked for.
    """
    changes = cache(lambda: measure_change(history, quarter))
    forecast = cache(lambda: forecast_year_end(history, quarter))

    def bind(
        plot: Callable[..., Axes],
        find: Callable[[pd.DataFrame], findings.Finding],
        data: Callable[[], pd.DataFrame],
        table: Callable[[pd.DataFrame], pd.DataFrame],
    ) -> Chart:
        return Chart(lambda _, **how: plot(history, quarter, **how), lambda _: find(data()), lambda _: table(data()))

    return {
        "change": bind(plot_change, find_change, changes, partial(_choose_columns, CHANGE_COLUMNS)),
        "movements": bind(plot_movements, find_movements, changes, lambda rows: count_movements(rows).query("tasks > 0")),
        "transitions": bind(plot_transitions, find_transitions, changes, _table_transitions),
        "trajectories": bind(plot_trajectories, find_forecast, forecast, partial(_choose_columns, FORECAST_COLUMNS)),
        "change_by_leader": bind(plot_change_by_leader, find_change_by_leader, changes, measure_change_by_leader),
    }  # fmt: skip


def _choose_columns(columns: list[str], rows: pd.DataFrame) -> pd.DataFrame:
    """Some columns, behind the unit where there are several."""
    return rows[[*(["unit"] if rows["unit"].nunique() > 1 else []), *columns]]


def _table_transitions(changes: pd.DataFrame) -> pd.DataFrame:
    counts = count_transitions(changes)
    return counts.loc[counts.any(axis=1), counts.any()].reset_index()


def choose_charts(tasks: pd.DataFrame, history: History | None = None) -> dict[str, Chart]:
    """The charts that say something about these tasks, all of one quarter: those by unit only where there are several,
    those of change only where the history has an earlier quarter to compare with."""
    charts = CHARTS | (BY_UNIT if tasks["unit"].nunique() > 1 else {})
    quarters = tasks["quarter"].dropna().astype(str).unique()
    if history is None or len(quarters) != 1 or not history.links["current_quarter"].eq(quarters[0]).any():
        return charts
    return charts | _history_charts(compare_history(history, ensure_compared(tasks)["basis"].iloc[0]), quarters[0])


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
