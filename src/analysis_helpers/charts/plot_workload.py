"""Charts of workload: who carries how many tasks, and how much of them remains. Loads, not a league table."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.marks import Stack, draw_bar, draw_stacks, fit_ends, label_end, new_bars, rows_shown
from analysis_helpers.charts.theme import drawable, house_style
from analysis_helpers.charts.titles import dress, leave_blank, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_remaining, find_workload
from analysis_helpers.measures.measured import Measured, as_compared
from analysis_helpers.measures.workload import measure_workload

PARTS = ("done", "ahead", "on_schedule", "behind", "unknown")


def plot_workload(
    tasks: pd.DataFrame | Measured,
    ax: Axes | None = None,
    language: str = "zh",
    by: str = "leader",
    size: str = "notebook",
) -> Axes:
    """Draw the tasks of each leader (or unit), split by schedule status, the largest load on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all fit, those with most tasks are drawn and a line says how many more there are.
    """
    measured, own = as_compared(tasks), ax is None
    scope, table = measured.scope, measured.measure(measure_workload, by)
    with house_style(size):
        shown, more = _shorten(table, by, language)
        stacks = [
            Stack(name, [(part, row[part]) for part in PARTS if row[part]],
                  say("chart.tasks_share", language, n=row["tasks"], share=f"{row['share_pct']:.0f}%"))
            for name, row in zip(_names(shown, by, language), shown.to_dict("records"), strict=True)
        ]  # fmt: skip
        ax = new_bars(ax, [stack.name for stack in stacks], more)
        if stacks:
            draw_stacks(ax, stacks, "schedule_status", language)
        else:
            leave_blank(ax, language)
        below = subtitle("workload" if by == "leader" else f"workload_{by}", scope, language)
        return dress(ax, measured.find(find_workload, by), below, scope, language, own)


def plot_remaining(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw the points that are still missing to 100 % in the tasks of each leader, the most on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all fit, those with most points are drawn and a line says how many more there are. The bars are
    outlined: what is still to be done is expected, not actual.
    """
    measured, own = as_compared(tasks), ax is None
    scope, loads = measured.scope, measured.measure(measure_workload, "leader")
    table = loads.sort_values("remaining_pp", ascending=False, kind="stable", ignore_index=True)
    with house_style(size):
        shown, more = _shorten(table, "leader", language)
        known = table["remaining_pp"].notna().any()
        ax = new_bars(ax, _names(shown, "leader", language) if known else [], more if known else "")
        if known:
            _draw_remaining(ax, shown, language)
        else:
            leave_blank(ax, language)
        return dress(ax, measured.find(find_remaining), subtitle("remaining", scope, language), scope, language, own)


def _draw_remaining(ax: Axes, table: pd.DataFrame, language: str) -> None:
    rows = table.to_dict("records")
    ends = [
        say("chart.unknown_points", language, tasks=row["tasks"]) if pd.isna(row["remaining_pp"])
        else say("chart.points", language, n=float(row["remaining_pp"]), tasks=row["tasks"])
        + (say("chart.of_them_unknown", language, n=row["unknown"]) if row["unknown"] else "")
        for row in rows
    ]  # fmt: skip
    points = [0 if pd.isna(row["remaining_pp"]) else float(row["remaining_pp"]) for row in rows]
    ends = fit_ends(ax, max(points), ends)
    for y, n, end in zip(ax.get_yticks(), points, ends, strict=True):
        draw_bar(ax, y, n, "expected")
        label_end(ax, n, y, end)


def _shorten(table: pd.DataFrame, by: str, language: str) -> tuple[pd.DataFrame, str]:
    """The first rows, as many as fit, and how many more there are in words."""
    shown = table.head(rows_shown(len(table)))
    rest = len(table) - len(shown)
    return shown, say(f"chart.more_{by}s", language, n=rest) if rest else ""


def _names(table: pd.DataFrame, by: str, language: str) -> list[str]:
    return [drawable(name) for name in table[by].fillna(say("chart.no_name", language))]
