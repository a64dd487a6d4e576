"""How is progress distributed?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis_helpers.charts.marks import draw_expected, mark_task
from analysis_helpers.charts.theme import colour, dot_colour, drawable, house_style, marker, size, text_inches
from analysis_helpers.charts.titles import axes_inches, dress, label_room, leave_blank, new_axes, room_in, subtitle
from analysis_helpers.core.schema import SCHEDULE_STATUSES
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_distribution
from analysis_helpers.measures.measured import Measured, as_compared

DOTS_UP_TO = 80  # tasks in a unit's row of dots; more are drawn as bars
LEVELS = (3, 12)  # a unit's row is as high as its tallest heap, within these bounds (in dots)
GAP = 2.0  # dots between two units' rows: room for the figure on top of a heap
DOT_SHARE = 0.62  # of the room for a dot that the dot fills


class Heap(NamedTuple):
    """The tasks of one unit, piled up over their percents: so many dots high as drawn and as counted."""

    name: str
    tasks: pd.DataFrame
    levels: float
    tallest: int


def plot_distribution(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw each task as a dot above its percent, one row for each unit, with the expected progress as a line.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all units fit, those with fewest tasks share a row.
    """
    measured, own = as_compared(tasks), ax is None
    scope = measured.scope
    known = measured.tasks.dropna(subset=["progress_pct"])
    with house_style(size):
        heaps = _choose_heaps(known, language)
        ax = _new_axes(ax, heaps)
        if heaps:
            ax.set_xlim(_limits(known["progress_pct"]))
            ax.xaxis.set_major_formatter("{x:.0f}%")
            _draw_heaps(ax, heaps)
            if scope.expected_pct is not None:
                draw_expected(ax, scope.expected_pct, say("chart.expected", language, pct=scope.expected(language)))
            _name_shapes(ax, known, scope.unknown, language)
        else:
            leave_blank(ax, language)
        finding = measured.find(find_distribution)
        return dress(ax, finding, subtitle("distribution", scope, language), scope, language, own)


def _choose_heaps(known: pd.DataFrame, language: str) -> list[Heap]:
    """The tasks of each unit, the unit with most tasks first; those that do not fit share the last row."""
    units = known["unit"].fillna(say("footer.no_unit", language))
    order = list(units.value_counts().index)
    heaps: list[Heap] = []
    for alone in range(min(len(order), int(room_in() / (LEVELS[0] + GAP) / size("dot_min_in"))), 0, -1):
        groups = [[unit] for unit in order[:alone]] + [order[alone:]] * (alone < len(order))
        heaps = [_heap(group, known[units.isin(group)], language) for group in groups]
        if _dots(heaps) * size("dot_min_in") <= room_in():
            break
    return heaps


def _heap(group: list[str], tasks: pd.DataFrame, language: str) -> Heap:
    name = group[0] if len(group) == 1 else say("chart.other_units", language, n=len(group))
    tallest = int(tasks["progress_pct"].value_counts().max())
    return Heap(drawable(name), tasks, float(np.clip(tallest, *LEVELS)), tallest)


def _dots(heaps: list[Heap]) -> float:
    """Height of the whole chart, in dots."""
    return sum(heap.levels + GAP for heap in heaps) + 0.4


def _new_axes(ax: Axes | None, heaps: list[Heap]) -> Axes:
    """Axes whose y axis counts dots from the bottom, a dot no larger than `dot_in`, with the units' names."""
    dots, names = _dots(heaps), [heap.name for heap in heaps] if len(heaps) > 1 else []
    wish = min(dots * size("dot_in"), room_in())
    ax = new_axes(ax, max(1.1, wish), label_room(names) if names else 2 * size("margin_in"))
    ax.set_ylim(-0.4, max(dots - 0.4, axes_inches(ax)[1] / size("dot_in") - 0.4))
    tops = dots - 0.4 - np.cumsum([0, *(heap.levels + GAP for heap in heaps)])
    middles = [top - GAP - heap.levels / 2 for top, heap in zip(tops, heaps, strict=False)]
    ax.set_yticks(middles[: len(names)], names, fontsize=size("name_pt"))
    ax.spines["bottom"].set_visible(False)
    return ax


def _limits(percents: pd.Series) -> tuple[float, float]:
    """From 0 to 100, and further where there are percents beyond; half a dot of air at the ends."""
    low, high = min(0, percents.min()), max(100, percents.max())
    return low - 0.015 * (high - low), high + 0.015 * (high - low)


def _draw_heaps(ax: Axes, heaps: list[Heap]) -> None:
    base = _dots(heaps) - 0.4
    for heap in heaps:
        base -= heap.levels + GAP
        ax.axhline(base, color=colour("grid"), lw=size("hair_pt"), zorder=1)
        _draw_heap(ax, heap, base)


def _draw_heap(ax: Axes, heap: Heap, base: float) -> None:
    """One unit's tasks piled up over their percents, from `base` on."""
    dot_in, scale = axes_inches(ax)[1] / np.ptp(ax.get_ylim()), heap.levels / heap.tallest
    height: dict[float, int] = {}
    inch = np.ptp(ax.get_xlim()) / axes_inches(ax)[0]
    for (percent, status), group in heap.tasks.groupby(["progress_pct", "schedule_status"], observed=True):
        below, n = height.get(percent, 0), len(group)
        if len(heap.tasks) <= DOTS_UP_TO:
            for i, task_id in enumerate(group["task_id"]):
                wide, low = dot_in * inch / 2, base + (below + i) * scale
                mark_task(ax, task_id, (low, low + scale), (percent - wide, percent + wide))
            ax.scatter([percent] * n, base + (below + np.arange(n) + 0.5) * scale, marker=marker(status), linewidth=0.8,
                       color=dot_colour(status), s=(72 * dot_in * DOT_SHARE) ** 2, edgecolor="white", zorder=3)  # fmt: skip
        else:
            ax.bar(percent, n * scale, bottom=base + below * scale, width=0.9, color=dot_colour(status), zorder=3)
        height[percent] = below + n
    for percent in _worth_a_figure(height, room=inch * (text_inches("99", size("text_pt")) + 0.06)):
        ax.annotate(f"{height[percent]}", (percent, base + height[percent] * scale), (0, 2), ha="center", va="bottom",
                    textcoords="offset points", zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip


def _worth_a_figure(height: dict[float, int], room: float) -> list[float]:
    """Heaps of two or more get their number, the tallest first, where no other number stands close by."""
    chosen: list[float] = []
    for percent in sorted((p for p, n in height.items() if n > 1), key=lambda p: -height[p]):
        if all(abs(percent - other) >= room for other in chosen):
            chosen.append(percent)
    return chosen


def _name_shapes(ax: Axes, known: pd.DataFrame, unknown: int, language: str) -> None:
    """Name the shapes above the chart, best first, with the number of tasks of each, and say how many have none."""
    counts = known["schedule_status"].value_counts()
    shapes: dict[str, dict[str, Any]] = {
        f"{say(f'schedule_status.{status}', language)} {counts[status]}": {"marker": marker(status), "color": dot_colour(status)}
        for status in reversed(SCHEDULE_STATUSES) if counts.get(status)
    }  # fmt: skip
    if unknown:
        shapes[say("chart.unknown_tasks", language, n=unknown)] = {"marker": ""}
    handles = [ax.plot([], [], ls="none", ms=size("dot_pt"), label=text, **look)[0] for text, look in shapes.items()]
    wide = sum(text_inches(text, size("text_pt")) + 3 * size("text_pt") / 72 for text in shapes)
    above_note = ax.transAxes + ScaledTranslation(0, 1.7 * size("text_pt") / 72, ax.figure.dpi_scale_trans)
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=above_note, frameon=False, handletextpad=0.1, columnspacing=1.2,
              ncols=len(shapes) if wide <= axes_inches(ax)[0] else 2, handlelength=1.2, borderpad=0,
              borderaxespad=0.4)  # fmt: skip
