"""Charts with a line for each task: which tasks fit, and what is said of the others?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.click_targets import mark_task
from analysis_helpers.charts.labels import label_task, text_inches
from analysis_helpers.charts.theme import colour, size
from analysis_helpers.charts.titles import axes_inches, label_room, new_axes, room_in
from analysis_helpers.core.vocabulary import say

LEADING = 1.15  # of a label's lines: closer than in running text, so that they read as one


class Line(NamedTuple):
    """One line of the chart: a task with its label, or words on those that are not drawn."""

    text: str
    height_in: float
    task: Any = None


def choose_lines(rows: pd.DataFrame, more: Callable[[pd.DataFrame], str], last: str, least: int = 1) -> list[Line]:
    """The tasks that fit, from either end of `rows`; in the gap what `more` says of the others, below all what `last` says.

    A task takes the height of its label, and of `least` lines at least. Only those that could fit are given one.
    """
    label_in, note_in = (LEADING * size(name) / 72 for name in ("label_pt", "text_pt"))
    air = size("label_air_in")
    most = int(room_in() / (air + label_in * least)) + 1  # that could fit at either end
    ends = rows if len(rows) <= 2 * most else pd.concat([rows.head(most), rows.tail(most)])
    lines = [
        Line(label := label_task(row.task), air + label_in * max(label.count("\n") + 1, least), row)
        for row in ends.itertuples()
    ]
    below = [Line(last, air + note_in)] if last and lines else []
    room = room_in() - sum(line.height_in for line in below)
    if sum(line.height_in for line in lines) <= room:
        return lines + below
    kept = _both_ends([line.height_in for line in lines], room - air - note_in)
    middle = len(kept) // 2
    gap = Line(more(rows.iloc[middle : len(rows) - len(kept) + middle]), air + note_in)
    return [*lines[:middle], gap, *lines[len(lines) - len(kept) + middle :], *below]


def _both_ends(heights: Sequence[float], room: float) -> set[int]:
    """Places of the lines that fit, taken in turn from the end and from the start."""
    places = range(len(heights))
    order = list(chain.from_iterable(zip(reversed(places), places, strict=True)))[: len(heights)]
    fitting = int((np.cumsum([heights[i] for i in order]) <= room).sum())
    return set(order[:fitting])


def new_line_axes(ax: Axes | None, lines: Sequence[Line]) -> Axes:
    """Axes with a tick for each line that is a task, the first on top; the words on others are written."""
    labels = [line.text for line in lines if line.task]
    heights = [line.height_in for line in lines]
    ax = new_axes(ax, max(1.1, sum(heights)), label_room(labels, size("label_pt")))
    middles = np.cumsum(heights) - np.array(heights) / 2
    for axis in (ax.xaxis, ax.yaxis):  # they have no names; looking for the place of one takes a fifth of the time
        axis.set_label_coords(0, 0)
    ax.set_ylim(sum(heights) or 1, 0)
    ax.set_yticks([y for y, line in zip(middles, lines, strict=True) if line.task], labels, linespacing=LEADING,
                  fontsize=size("label_pt"))  # fmt: skip
    for y, line in zip(middles, lines, strict=True):
        if line.task:
            mark_task(ax, line.task.task_id, (y - line.height_in / 2, y + line.height_in / 2))
        else:
            fits = text_inches(line.text, size("text_pt")) < axes_inches(ax)[0]
            place, side = (0.5, "center") if fits else (1, "right")  # a long one may reach over the labels' column
            ax.annotate(line.text, (place, y), xycoords=("axes fraction", "data"), ha=side, va="center", zorder=5,
                        color=colour("quiet"), bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
    return ax


def say_points(gap: float) -> str:
    """A difference in points, with its sign.

    >>> say_points(5.0), say_points(-12.5), say_points(0.0)
    ('+5', '−12.5', '0')
    """
    return f"{gap:+.1f}".removesuffix(".0").replace("-", "−") if gap else "0"


def say_more(gaps: Sequence[float], language: str) -> str:
    """How many tasks are not drawn, and between which points they lie."""
    low, high = say_points(gaps[-1]), say_points(gaps[0])
    key = "chart.more_tasks" if low != high else "chart.more_tasks_same"
    return say(key, language, n=len(gaps), low=low, high=high)
