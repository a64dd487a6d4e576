"""Plot statuses, deviations and days of lead against the schedule."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis_helpers.charts.marks import (
    ChartLine,
    Stack,
    choose_lines,
    draw_expected,
    draw_stacks,
    draw_variance,
    new_bars,
    new_line_axes,
    note_above,
    say_more,
    say_points,
)
from analysis_helpers.charts.theme import colour, house_style, size, text_inches
from analysis_helpers.charts.titles import axes_inches, dress, label_room, leave_blank, new_axes, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_asof, find_deviation, find_status
from analysis_helpers.measures.measured import Measured, as_compared
from analysis_helpers.measures.progress import measure_status_inflation, threshold


def plot_status(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw the reported statuses above those that percent and calendar give, as two bars of the same length.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    measured, own = as_compared(tasks), ax is None
    scope, table = measured.scope, measured.measure(measure_status_inflation)
    with house_style(size):
        stacks = [
            Stack(say(f"chart.{name}", language), [(s, n) for s, n in zip(table["status"], table[name], strict=True) if n])
            for name in ("reported", "recomputed")
        ]  # fmt: skip
        ax = new_bars(ax, [stack.name for stack in stacks])
        draw_stacks(ax, stacks, "status", language)
        return dress(ax, measured.find(find_status), subtitle("status", scope, language), scope, language, own)


def plot_deviation(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw every task's distance from the expected progress in points, the furthest ahead on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. Where not all fit, as many from either end are drawn, and between them a line says how many
    more there are and where they lie.
    """
    measured, own = as_compared(tasks), ax is None
    scope = measured.scope
    with house_style(size):
        lines = _choose_lines(measured.by_deviation.dropna(subset=["deviation_pp"]), scope.unknown, language)
        ax = new_line_axes(ax, lines)
        if lines:
            _draw_lines(ax, lines, language)
            _scale(ax, lines, language)
            draw_expected(ax, 0, say("chart.expected", language, pct=scope.expected(language)))
        else:
            leave_blank(ax, language)
        return dress(ax, measured.find(find_deviation), subtitle("deviation", scope, language), scope, language, own)


def _choose_lines(rows: pd.DataFrame, unknown: int, language: str) -> list[ChartLine]:
    def more(tasks: pd.DataFrame) -> str:
        return say_more(tasks["deviation_pp"].tolist(), language)

    return choose_lines(rows, more, say("chart.unknown_tasks", language, n=unknown) if unknown else "")


def _draw_lines(ax: Axes, lines: Sequence[ChartLine], language: str) -> None:
    """One line for each task from the expected progress (0) to where it is, with the points at its end.

    Where some are behind, the title counts those, and the others are grey; their shapes still tell them apart.
    """
    tasks = [line.task for line in lines if line.task]
    behind = any(task.schedule_status == "behind" for task in tasks)
    for y, task in zip(ax.get_yticks(), tasks, strict=True):
        gap = float(task.deviation_pp)
        draw_variance(ax, y, 0, gap, task.schedule_status, _points(gap, language), quiet=behind and gap >= 0)
    ax.grid(axis="x")
    ax.spines["bottom"].set_visible(False)


def _scale(ax: Axes, lines: Sequence[ChartLine], language: str) -> None:
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


def plot_asof(
    tasks: pd.DataFrame | Measured, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw how many tasks would still be ahead on each day to come, were their percents to stay as they are.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    measured, own = as_compared(tasks), ax is None
    scope, finding = measured.scope, measured.find(find_asof)
    with house_style(size):
        ax = _new_axes(ax)
        if finding.key in ("asof.soon", "asof.far"):
            _draw_leads(ax, measured, language)
        else:
            leave_blank(ax, language)
        return dress(ax, finding, subtitle("asof", scope, language), scope, language, own, by_day=True)


def _new_axes(ax: Axes | None) -> Axes:
    return new_axes(ax, size("area_in"), label_room(["99"], size("text_pt")))


def _draw_leads(ax: Axes, measured: Measured, language: str) -> None:
    """A line that falls where the calendar reaches a task; what the title counts stands within the coloured days."""
    table, soon = measured.leads, int(threshold("later_days"))
    days, ahead = table["days"].to_numpy(), table["ahead"].to_numpy()
    top = int(ahead[0])
    # A day lasts until the next: its step ends where that begins.
    ax.axvspan(0, soon, color=colour("grid"), lw=0, zorder=0)
    ax.step([*days, days[-1] + 1], [*ahead, ahead[-1]], where="post", color=colour("quiet"), lw=size("line_pt"))
    near = days <= soon
    ax.step(days[near], ahead[near], where="post", color=colour("ahead"), lw=1.4 * size("line_pt"))
    ax.set(xlim=(0, days[-1] + 1), ylim=(0, top * 1.2))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_formatter(lambda n, _: f"{n:.0f}" if n else "")
    ax.xaxis.set_major_locator(
        MaxNLocator(max(3, int(axes_inches(ax)[0] / 1.1)), steps=[1, 1.5, 3, 5, 10], integer=True)
    )
    ax.xaxis.set_major_formatter(lambda day, _: say("chart.days_on", language, n=int(day)))
    ax.tick_params(axis="y", labelleft=True)
    ax.grid(axis="y")
    note_above(ax, soon, say("chart.lead_days", language, days=soon), "left")
    for day, n in ((0, top), (soon, int(ahead[soon]))):
        ax.plot(day, n, "o", color=colour("ahead"), ms=size("dot_pt"), clip_on=False, zorder=4)
        text = say("chart.still_ahead", language, n=n)
        ax.annotate(text, (day, n), (0.5 * size("text_pt"), 0.45 * size("text_pt")), textcoords="offset points",
                    va="bottom", fontsize=size("text_pt"), zorder=5)  # fmt: skip
