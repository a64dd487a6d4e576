"""How far is each task from the calendar?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis_helpers.charts.labels import text_inches
from analysis_helpers.charts.lines import Line, choose_lines, new_line_axes, say_more, say_points
from analysis_helpers.charts.marks import draw_expected, draw_variance
from analysis_helpers.charts.theme import house_style, size
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_deviation
from analysis_helpers.measures.schedule import ensure_compared, sort_by_deviation
from analysis_helpers.measures.scope import describe_scope


def plot_deviation(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw every task's distance from the expected progress in points, the furthest ahead on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all fit, as many from either end are drawn, and between them a line says how many
    more there are and where they lie.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    with house_style(size):
        lines = _choose_lines(sort_by_deviation(tasks).dropna(subset=["deviation_pp"]), scope.unknown, language)
        ax = new_line_axes(ax, lines)
        if lines:
            _draw_lines(ax, lines, language)
            _scale(ax, lines, language)
            draw_expected(ax, 0, say("chart.expected", language, pct=scope.expected(language)))
        else:
            leave_blank(ax, language)
        return dress(ax, find_deviation(tasks), subtitle("deviation", scope, language), scope, language, own)


def _choose_lines(rows: pd.DataFrame, unknown: int, language: str) -> list[Line]:
    def more(tasks: pd.DataFrame) -> str:
        return say_more(tasks["deviation_pp"].tolist(), language)

    return choose_lines(rows, more, say("chart.unknown_tasks", language, n=unknown) if unknown else "")


def _draw_lines(ax: Axes, lines: Sequence[Line], language: str) -> None:
    """One line for each task from the expected progress (0) to where it is, with the points at its end."""
    for y, task in zip(ax.get_yticks(), (line.task for line in lines if line.task), strict=True):
        gap = float(task.deviation_pp)
        draw_variance(ax, y, 0, gap, task.schedule_status, _points(gap, language))
    ax.grid(axis="x")
    ax.spines["bottom"].set_visible(False)


def _scale(ax: Axes, lines: Sequence[Line], language: str) -> None:
    """Set the x axis so that the figures at the lines' ends fit."""
    gaps = [float(line.task.deviation_pp) for line in lines if line.task]
    ends = {gap: text_inches(_points(gap, language), size("label_pt")) + 2.5 * size("dot_pt") / 72 for gap in gaps}
    low, high = min(0.0, *gaps), max(0.0, *gaps)
    left = max((ends[gap] for gap in gaps if gap < 0), default=0.06)
    right = max((ends[gap] for gap in gaps if gap >= 0), default=0.06)
    width = axes_inches(ax)[0]
    inch = max(high - low, 10) / max(width - left - right, 0.3 * width)
    ax.set_xlim(low - left * inch, max(high, low + 10) + right * inch)
    ax.xaxis.set_major_locator(
        MaxNLocator(max(2, int(width / (5 * size("text_pt") / 72))), steps=[1, 2, 5, 10], integer=True)
    )


def _points(gap: float, language: str) -> str:
    return say_points(gap) if gap else say("chart.level", language)
