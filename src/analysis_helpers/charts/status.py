"""Does the reported status agree with the reported percent?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.bars import draw_segment
from analysis_helpers.charts.style import dress, house_style, label_room, new_axes, subtitle
from analysis_helpers.findings import find_status
from analysis_helpers.measures.progress import measure_status_inflation
from analysis_helpers.measures.schedule import ensure_compared
from analysis_helpers.scope import describe_scope
from analysis_helpers.vocabulary import say


def plot_status(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw the reported statuses above those that percent and calendar give, as two bars of the same length.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, table = describe_scope(tasks), measure_status_inflation(tasks)
    names = [say("chart.reported", language), say("chart.recomputed", language)]
    with house_style(size):
        ax = new_axes(ax, 1.5, label_room(names))
        for y, column in ((1, "reported"), (0, "recomputed")):
            start = 0
            for status, n in zip(table["status"], table[column], strict=True):
                if n:
                    draw_segment(ax, y, start, n, str(status), say(f"status.{status}", language), len(tasks))
                    start += n
        ax.set_yticks([1, 0], names, fontsize=11)
        ax.set(xlim=(0, max(len(tasks), 1)), ylim=(-0.5, 1.5), xticks=[])
        ax.spines["bottom"].set_visible(False)
        return dress(ax, find_status(tasks), subtitle("status", scope, language), scope, language, own)
