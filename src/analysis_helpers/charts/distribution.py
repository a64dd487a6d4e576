"""How is progress distributed?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from analysis_helpers.charts.style import (
    colour,
    dot_colour,
    dress,
    house_style,
    label_room,
    leave_blank,
    marker,
    new_axes,
    subtitle,
)
from analysis_helpers.findings import find_distribution
from analysis_helpers.measures.schedule import ensure_compared
from analysis_helpers.schema import SCHEDULE_STATUSES
from analysis_helpers.scope import Scope, describe_scope
from analysis_helpers.vocabulary import say

DOTS_UP_TO = 80  # tasks in a unit's row of dots; more are drawn as bars
DOT_IN = 0.19
LEVELS = (3, 12)  # a unit's row is as high as its tallest heap, within these bounds
GAP = 2.0  # dots between two units' rows: room for the figure on top of a heap


def plot_distribution(
    tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw each task as a dot above its percent, one row for each unit, with the expected progress as a line.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    known = tasks.dropna(subset=["progress_pct"])
    heaps = _heaps(known, say("footer.no_unit", language))
    tallest = {name: int(heap["progress_pct"].value_counts().max()) for name, heap in heaps.items()}
    levels = {name: float(np.clip(n, *LEVELS)) for name, n in tallest.items()}
    names = list(heaps) if len(heaps) > 1 else []
    top = sum(levels.values()) + GAP * len(levels)
    with house_style(size):
        ax = new_axes(ax, max(1.3, DOT_IN * (top + 0.4)), label_room(names) if names else 0.35)
        if heaps:
            ax.set(xlim=_limits(known["progress_pct"]), ylim=(-0.4, top), yticks=[])
            ax.xaxis.set_major_formatter("{x:.0f}%")
        else:
            leave_blank(ax, language)
        base, middles = top, []
        for name, heap in heaps.items():
            base -= levels[name] + GAP
            middles.append(base + levels[name] / 2)
            _draw_heap(ax, heap, base, levels[name] / tallest[name])
        ax.set_yticks(middles[: len(names)], names)
        if heaps:
            _draw_expected(ax, scope, language)
            _name_shapes(ax, known, language)
        if heaps and scope.unknown:
            text = say("chart.unknown_tasks", language, n=scope.unknown)
            ax.annotate(text, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points",
                        va="bottom", color=colour("quiet"))  # fmt: skip
        return dress(ax, find_distribution(tasks), subtitle("distribution", scope, language), scope, language, own)


def _heaps(known: pd.DataFrame, nameless: str) -> dict[str, pd.DataFrame]:
    """The tasks of each unit, the unit with most tasks first."""
    units = known["unit"].fillna(nameless)
    return {unit: known[units.eq(unit)] for unit in units.value_counts().index}


def _limits(percents: pd.Series) -> tuple[float, float]:
    """From 0 to 100, and further where there are percents beyond; half a dot of air at the ends."""
    low, high = min(0, percents.min()), max(100, percents.max())
    return low - 0.015 * (high - low), high + 0.015 * (high - low)


def _draw_heap(ax: Axes, heap: pd.DataFrame, base: float, scale: float) -> None:
    """One unit's tasks piled up over their percents, from `base` on; `scale` is the height of one task."""
    ax.axhline(base, color=colour("grid"), lw=1, zorder=1)
    height: dict[float, int] = {}
    for (percent, status), n in heap.groupby(["progress_pct", "schedule_status"], observed=True).size().items():
        below = height.get(percent, 0)
        if len(heap) <= DOTS_UP_TO:
            sns.scatterplot(x=[percent] * n, y=base + (below + np.arange(n) + 0.5) * scale, marker=marker(status),
                            color=dot_colour(status), s=70, edgecolor="white", linewidth=0.8, ax=ax, legend=False,
                            zorder=3)  # fmt: skip
        else:
            ax.bar(percent, n * scale, bottom=base + below * scale, width=0.9, color=dot_colour(status), zorder=3)
        height[percent] = below + n
    for percent in _worth_a_figure(height, room=0.045 * float(np.diff(ax.get_xlim())[0])):
        ax.text(percent, base + height[percent] * scale + 0.15, f"{height[percent]}", ha="center", va="bottom",
                zorder=4, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _worth_a_figure(height: dict[float, int], room: float) -> list[float]:
    """Heaps of two or more get their number, the tallest first, where no other number stands close by."""
    chosen: list[float] = []
    for percent in sorted((p for p, n in height.items() if n > 1), key=lambda p: -height[p]):
        if all(abs(percent - other) >= room for other in chosen):
            chosen.append(percent)
    return chosen


def _draw_expected(ax: Axes, scope: Scope, language: str) -> None:
    if scope.expected_pct is None:
        return
    ax.axvline(scope.expected_pct, color=colour("ink"), lw=1, zorder=2)
    text = say("chart.expected", language, pct=scope.expected(language))
    left = scope.expected_pct > sum(ax.get_xlim()) / 4
    ax.annotate(text, (scope.expected_pct, 1), (-5 if left else 5, -1), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="right" if left else "left", va="top", fontsize=8.8)  # fmt: skip


def _name_shapes(ax: Axes, known: pd.DataFrame, language: str) -> None:
    """Name the shapes above the chart, best first, with the number of tasks of each."""
    counts = known["schedule_status"].value_counts()
    handles = [
        ax.plot([], [], ls="none", marker=marker(status), color=dot_colour(status), ms=7,
                label=f"{say(f'schedule_status.{status}', language)} {counts[status]}")[0]
        for status in reversed(SCHEDULE_STATUSES) if counts.get(status)
    ]  # fmt: skip
    ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.01, 1), ncols=max(len(handles), 1), frameon=False,
              handletextpad=0, columnspacing=1.2, borderpad=0, borderaxespad=0.2)  # fmt: skip
