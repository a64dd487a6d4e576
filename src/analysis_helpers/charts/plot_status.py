"""Does the reported status agree with the reported percent?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis_helpers.charts.bars import Stack, draw_stacks, new_bars
from analysis_helpers.charts.theme import house_style
from analysis_helpers.charts.titles import dress, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_status
from analysis_helpers.measures.progress import measure_status_inflation
from analysis_helpers.measures.schedule import ensure_compared
from analysis_helpers.measures.scope import describe_scope


def plot_status(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw the reported statuses above those that percent and calendar give, as two bars of the same length.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, table = describe_scope(tasks), measure_status_inflation(tasks)
    with house_style(size):
        stacks = [
            Stack(say(f"chart.{name}", language), [(s, n) for s, n in zip(table["status"], table[name], strict=True) if n])
            for name in ("reported", "recomputed")
        ]  # fmt: skip
        ax = new_bars(ax, [stack.name for stack in stacks])
        draw_stacks(ax, stacks, "status", language)
        return dress(ax, find_status(tasks), subtitle("status", scope, language), scope, language, own)
