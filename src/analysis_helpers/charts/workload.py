"""Charts of workload: who carries how many tasks, and how much of them remains. Loads, not a league table."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.bars import draw_segment
from analysis_helpers.charts.style import colour, dress, house_style, label_room, leave_blank, new_axes, subtitle
from analysis_helpers.findings import find_remaining, find_workload
from analysis_helpers.measures.schedule import ensure_compared
from analysis_helpers.measures.workload import measure_concentration, measure_workload
from analysis_helpers.scope import describe_scope
from analysis_helpers.vocabulary import say

ROW_IN = 0.52


def plot_workload(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", by: str = "leader",
                  size: str = "notebook") -> Axes:  # fmt: skip
    """Draw the tasks of each leader (or unit), split by schedule status, the largest load on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, table = describe_scope(tasks), measure_workload(tasks, by)
    effective = measure_concentration(tasks, by)["effective"].iloc[0]
    with house_style(size):
        names = _names(table, by, language)
        ax = _new_bars(ax, names)
        for y, row in zip(range(len(table) - 1, -1, -1), table.itertuples(), strict=True):
            start = 0
            for status in ("ahead", "on_schedule", "behind", "unknown"):
                n = getattr(row, status)
                if n:
                    word = say(f"schedule_status.{status}", language)
                    draw_segment(ax, y, start, n, status, word, table["tasks"].max() / 0.76)
                    start += n
            text = say("chart.tasks_share", language, n=row.tasks, share=f"{row.share_pct:.0f}%")
            _label_end(ax, row.tasks, y, text)
        _finish(ax, names, table["tasks"].max(), language)
        below = subtitle("workload" if by == "leader" else f"workload_{by}", scope, language)
        if by == "leader" and pd.notna(effective):
            below += say("subtitle.effective", language, effective=float(effective))
        return dress(ax, find_workload(tasks, by), below, scope, language, own)


def plot_remaining(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw the points that are still missing to 100 % in the tasks of each leader, the most on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    table = measure_workload(tasks).sort_values("remaining_pp", ascending=False, kind="stable", ignore_index=True)
    with house_style(size):
        names = _names(table, "leader", language)
        ax = _new_bars(ax, names)
        for y, row in zip(range(len(table) - 1, -1, -1), table.itertuples(), strict=True):
            ax.barh(y, row.remaining_pp, height=0.58, color="white", edgecolor=colour("ink"), hatch="///", lw=1)
            _label_end(
                ax, row.remaining_pp, y, say("chart.points", language, n=float(row.remaining_pp), tasks=row.tasks)
            )
        _finish(ax, names, table["remaining_pp"].max(), language)
        below = subtitle("remaining", scope, language)
        return dress(ax, find_remaining(tasks), below, scope, language, own)


def _names(table: pd.DataFrame, by: str, language: str) -> list[str]:
    return list(table[by].fillna(say("chart.no_name", language)))


def _new_bars(ax: Axes | None, names: list[str]) -> Axes:
    return new_axes(ax, ROW_IN * max(len(names), 2) + 0.1, label_room(names))


def _label_end(ax: Axes, x: float, y: float, text: str) -> None:
    ax.annotate(text, (x, y), (7, 0), textcoords="offset points", va="center", color=colour("quiet"))


def _finish(ax: Axes, names: list[str], longest: float, language: str) -> None:
    if not names:
        leave_blank(ax, language)
    ax.set_yticks(range(len(names) - 1, -1, -1), names, fontsize=11)
    ax.set(
        xticks=[], xlim=(0, (longest if longest and longest > 0 else 1) / 0.76), ylim=(-0.6, max(len(names), 1) - 0.4)
    )
    ax.spines["bottom"].set_visible(False)
