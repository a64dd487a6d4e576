"""How did each task come this far, and where would it be at the year's end?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.click_targets import mark_task
from analysis_helpers.charts.labels import label_task, wrap_inches
from analysis_helpers.charts.marks import look
from analysis_helpers.charts.theme import colour, house_style, size
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, new_axes, room_in, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_change import find_forecast
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.forecast import LAST, forecast_year_end
from analysis_helpers.measures.scope import describe_change

WIDE = 0.86  # of a panel's place, the rest is air
LABEL_LINES, FRAME_LINES, AIR_LINES = 2.3, 5.0, 1.2  # heights in lines of a label
KEY_SHARE = 0.4  # of a panel's place, below them all, for the words that explain them
WIDE_IN = 2.1  # inches a panel needs in a width of 7.2; in proportion elsewhere


def plot_trajectories(history: History, quarter: str | None = None, ax: Axes | None = None, language: str = "zh",
                      size: str = "notebook") -> Axes:  # fmt: skip
    """Draw a small picture for each task: its percents so far, the expected line, and the year's end, hatched.

    Needs a history (see `load_history`); returns the Axes. Tasks that would fall shortest come first; those of which nothing can be
    estimated come last. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm) or `print-half`. Where not all fit, a line says
    how many more there are.
    """
    forecast, own = forecast_year_end(history, quarter), ax is None
    scope, now = describe_change(history, quarter), history.at(quarter)
    year = history.tasks[history.tasks["quarter"].dt.year.eq(now.year) & history.tasks["quarter"].le(now)]
    rows = forecast.sort_values(["forecast_pct", "progress_pct"], na_position="last", kind="stable", ignore_index=True)
    with house_style(size):
        ax, places = _new_panels(ax, len(rows))
        if rows["progress_pct"].isna().all():
            leave_blank(ax, language)
        else:
            for (column, line), task in zip(places, rows.itertuples(), strict=False):
                _draw_panel(ax, column, line, task, year[year["task_id"].eq(task.task_id)])
                mark_task(ax, task.task_id, (line, line + 1), (column, column + WIDE))
            _explain(ax, len(rows) - len(places), language)
        return dress(ax, find_forecast(forecast), subtitle("trajectories", scope, language), scope, language, own)


def _new_panels(ax: Axes | None, n: int) -> tuple[Axes, list[tuple[int, int]]]:
    """Axes divided into places for panels, and the places (column, line) that are filled."""
    tall = (LABEL_LINES + FRAME_LINES + AIR_LINES) * size("label_pt") / 72
    columns = max(1, min(n, round(size("width_in") / (WIDE_IN * size("text_pt") / 9.5))))
    most = max(1, int((room_in() - KEY_SHARE * tall) / tall))
    lines = min(-(-n // columns), most) if n else 1
    ax = new_axes(ax, tall * (lines + KEY_SHARE), 0)
    ax.set(xlim=(0, columns), ylim=(lines + KEY_SHARE, 0))
    ax.set_axis_off()
    return ax, [(at % columns, at // columns) for at in range(min(n, columns * lines))]


def _draw_panel(ax: Axes, column: int, line: int, task: Any, course: pd.DataFrame) -> None:
    """One task in its place: its label, the frame with the expected line, its course, the year's end, its figures."""
    lines = LABEL_LINES + FRAME_LINES + AIR_LINES

    def x(quarters: Any) -> Any:
        return column + WIDE * quarters / LAST

    def y(percents: Any) -> Any:
        return line + (LABEL_LINES + FRAME_LINES * (1 - percents / 100)) / lines

    ax.plot([x(0), x(LAST)], [y(0), y(100)], color=colour("mark"), lw=size("hair_pt"), zorder=1)
    for level in (0, 100):
        ax.plot([x(0), x(LAST)], [y(level), y(level)], color=colour("grid"), lw=size("hair_pt"), zorder=1)
    columns = max(int(axes_inches(ax)[0] / ax.get_xlim()[1] * WIDE * 144 / size("label_pt")) - 1, 8)
    ax.text(
        column,
        y(100) - 0.06,
        label_task(task.task, columns, 2),
        va="bottom",
        fontsize=size("label_pt"),
        linespacing=1.1,
    )
    known = course.dropna(subset=["progress_pct"]).sort_values("quarter")
    if known.empty:
        return
    quarters, percents = known["quarter"].dt.quarter.to_numpy(float), known["progress_pct"].to_numpy(float)
    shade = "ink" if pd.isna(task.forecast_pct) else "behind" if task.forecast_pct < 100 else "ahead"
    ax.plot(
        x(quarters),
        y(percents),
        color=colour("ink"),
        lw=size("line_pt") * 0.8,
        marker="o",
        ms=size("dot_pt") * 0.6,
        zorder=3,
    )
    text = f"{percents[-1]:.0f}%"
    if pd.notna(task.forecast_pct) and quarters[-1] < LAST:
        end = float(task.forecast_pct)
        low, top = (end if pd.isna(value) else float(value) for value in (task.low_pct, task.high_pct))
        ax.fill(
            x(np.array([quarters[-1], LAST, LAST])),
            y(np.array([percents[-1], low, top])),
            zorder=2,
            **look("forecast", shade),
        )
        ax.plot(x(LAST), y(end), "o", ms=size("dot_pt") * 0.7, mfc="white", mec=colour(shade), zorder=4)
        text += f" → {end:.0f}%"
    # The corner that a course leaves free: below it, or, where it stays low, above.
    low_course = percents.max() < 50
    ax.text(x(0) if low_course else x(LAST), y(97) if low_course else y(3), text, ha="left" if low_course else "right",
            va="top" if low_course else "bottom", fontsize=size("label_pt"), color=colour(shade), zorder=5)  # fmt: skip


def _explain(ax: Axes, more: int, language: str) -> None:
    words = say("chart.key_trajectories", language)
    if more > 0:
        words = f"{words}{say('footer.joiner', language)}{say('chart.more_panels', language, n=more)}"
    wrapped = wrap_inches(words, 0.94 * axes_inches(ax)[0], size("label_pt"))
    ax.text(0, ax.get_ylim()[0], wrapped, va="bottom", color=colour("quiet"), fontsize=size("label_pt"))
