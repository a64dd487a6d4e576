"""How far is each task from the calendar?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis_helpers.charts.style import (
    axes_inches,
    colour,
    draw_expected,
    draw_variance,
    dress,
    house_style,
    label_room,
    label_task,
    leave_blank,
    new_axes,
    room_in,
    size,
    subtitle,
    text_inches,
)
from analysis_helpers.findings import find_deviation
from analysis_helpers.measures.schedule import ensure_compared, rank_deviations
from analysis_helpers.scope import describe_scope
from analysis_helpers.vocabulary import say

LEADING = 1.15  # of a label's lines: closer than in running text, so that they read as one


class Line(NamedTuple):
    """One line of the chart: a task with its label, or words on those that are not drawn."""

    text: str
    height_in: float
    task: Any = None


def plot_deviation(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw every task's distance from the expected progress in points, the furthest ahead on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all fit, as many from either end are drawn, and between them a line says how many
    more there are and where they lie.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    with house_style(size):
        lines = _choose_lines(rank_deviations(tasks).dropna(subset=["deviation_pp"]), scope.unknown, language)
        ax = _new_axes(ax, lines)
        if lines:
            _draw_lines(ax, lines, language)
            _scale(ax, lines, language)
            draw_expected(ax, 0, say("chart.expected", language, pct=scope.expected(language)))
        else:
            leave_blank(ax, language)
        return dress(ax, find_deviation(tasks), subtitle("deviation", scope, language), scope, language, own)


def _choose_lines(rows: pd.DataFrame, unknown: int, language: str) -> list[Line]:
    """The tasks that fit, from either end, and what has to be said of the others."""
    label_in, note_in = (LEADING * size(name) / 72 for name in ("label_pt", "text_pt"))
    air = size("label_air_in")
    lines = [
        Line(label := label_task(row.task), air + label_in * (label.count("\n") + 1), row) for row in rows.itertuples()
    ]
    last = [Line(say("chart.unknown_tasks", language, n=unknown), air + note_in)] if unknown and lines else []
    room = room_in() - sum(line.height_in for line in last)
    if sum(line.height_in for line in lines) <= room:
        return lines + last
    kept = _both_ends([line.height_in for line in lines], room - air - note_in)
    gaps = [_signed(line.task.deviation_pp) for i, line in enumerate(lines) if i not in kept]
    key = "chart.more_tasks" if gaps[0] != gaps[-1] else "chart.more_tasks_same"
    words = say(key, language, n=len(gaps), low=gaps[-1], high=gaps[0])
    middle = len(kept) // 2
    top, bottom = lines[:middle], lines[len(lines) - len(kept) + middle :]
    return [*top, Line(words, air + note_in), *bottom, *last]


def _both_ends(heights: Sequence[float], room: float) -> set[int]:
    """Places of the lines that fit, taken in turn from the end and from the start."""
    places = range(len(heights))
    order = list(chain.from_iterable(zip(reversed(places), places, strict=True)))[: len(heights)]
    fitting = int((np.cumsum([heights[i] for i in order]) <= room).sum())
    return set(order[:fitting])


def _new_axes(ax: Axes | None, lines: Sequence[Line]) -> Axes:
    labels = [line.text for line in lines if line.task]
    heights = [line.height_in for line in lines]
    ax = new_axes(ax, max(1.1, sum(heights)), label_room(labels, size("label_pt")))
    middles = np.cumsum(heights) - np.array(heights) / 2
    ax.set_ylim(sum(heights) or 1, 0)
    ax.set_yticks([y for y, line in zip(middles, lines, strict=True) if line.task], labels, linespacing=LEADING,
                  fontsize=size("label_pt"))  # fmt: skip
    for y, line in zip(middles, lines, strict=True):
        if not line.task:
            fits = text_inches(line.text, size("text_pt")) < axes_inches(ax)[0]
            place, side = (0.5, "center") if fits else (1, "right")  # a long one may reach over the labels' column
            ax.annotate(line.text, (place, y), xycoords=("axes fraction", "data"), ha=side, va="center", zorder=5,
                        color=colour("quiet"), bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
    return ax


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
    return say("chart.level", language) if gap == 0 else _signed(gap)


def _signed(gap: float) -> str:
    return f"{gap:+.1f}".removesuffix(".0").replace("-", "−") if gap else "0"
