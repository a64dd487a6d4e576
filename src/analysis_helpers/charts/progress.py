"""Charts of progress: how it is distributed, how far each task is from the calendar, and what status hides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from analysis_helpers.charts.bars import draw_segment
from analysis_helpers.charts.style import (
    colour,
    dress,
    house_style,
    label_room,
    label_task,
    leave_blank,
    new_axes,
)
from analysis_helpers.findings import find_asof, find_deviation, find_distribution, find_status
from analysis_helpers.measures.progress import measure_status_inflation
from analysis_helpers.measures.schedule import (
    asof_window,
    ensure_compared,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from analysis_helpers.schema import SCHEDULE_STATUSES
from analysis_helpers.scope import Scope, describe_scope, say_day
from analysis_helpers.vocabulary import load_vocabulary, say

DOTS_UP_TO = 80  # tasks in a row of dots; more are drawn as bars


def plot_distribution(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw each task as a dot above its percent, one row for each unit, with the expected progress as a line.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    known = tasks.dropna(subset=["progress_pct"])
    units = list(known["unit"].value_counts(dropna=False).index)
    with house_style():
        heaps = [known[known["unit"].eq(u) | (known["unit"].isna() & pd.isna(u))] for u in units]
        tallest = [heap["progress_pct"].value_counts().max() for heap in heaps]
        levels = [min(12, max(3, n)) for n in tallest]
        left = 0.35 if len(units) < 2 else 1.7
        ax = new_axes(ax, max(1.3, 0.19 * sum(levels) + 0.35 * len(units)), left)
        if not units:
            leave_blank(ax, language)
        base, ticks = 0.0, []
        for heap, n, level in reversed(list(zip(heaps, tallest, levels, strict=True))):
            _heap(ax, heap, base, level / n, len(heap) <= DOTS_UP_TO)
            ticks.append(base + level / 2)
            base += level + 2
        top = max(base - 1, 1)
        ax.set(
            ylim=(-0.4, top),
            xlim=(
                min(0, known["progress_pct"].min()) - 1 if units else -1,
                max(101, known["progress_pct"].max() + 1 if units else 101),
            ),
        )
        ax.set_yticks(
            ticks if len(units) > 1 else [],
            [u if pd.notna(u) else say("footer.no_unit", language) for u in reversed(units)] if len(units) > 1 else [],
        )
        ax.xaxis.set_major_formatter("{x:.0f}%")
        _expected_line(ax, scope, top, language)
        _name_statuses(ax, known, language)
        if scope.unknown:
            ax.text(0, top, say("chart.unknown_tasks", language, n=scope.unknown), va="top", color=colour("quiet"))
        subtitle = say(
            "subtitle.distribution", language, coverage=scope.coverage(language), period=scope.period(language)
        )
        return dress(ax, find_distribution(tasks), subtitle, scope, language, own)


def _heap(ax: Axes, heap: pd.DataFrame, base: float, scale: float, dots: bool) -> None:
    """One unit's tasks piled up over their percents, from `base` on."""
    counts = heap.groupby(["progress_pct", "schedule_status"], observed=True).size()
    ax.axhline(base, color=colour("grid"), lw=1, zorder=1)
    shown: dict[float, float] = {}
    for (percent, status), n in counts.items():
        bottom = shown.get(percent, 0)
        if dots:
            heights = base + (bottom + np.arange(n) + 0.5) * scale
            sns.scatterplot(x=[percent] * n, y=heights, marker=_marker(status), color=_dot(status), s=70,
                            edgecolor="white", linewidth=0.8, ax=ax, legend=False, zorder=3)  # fmt: skip
        else:
            ax.bar(percent, n * scale, bottom=base + bottom * scale, width=0.9, color=_dot(status), zorder=3)
        shown[percent] = bottom + n
    common = [percent for percent, n in shown.items() if n > 1]
    for percent in common:
        ax.text(percent, base + shown[percent] * scale + 0.15, f"{shown[percent]:.0f}", ha="center", va="bottom",
                color=colour("ink"), zorder=4, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip


def plot_deviation(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw every task's distance from the expected progress in points, the furthest ahead on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    rows = rank_deviations(tasks).dropna(subset=["deviation_pp"]).iloc[::-1]
    with house_style():
        labels = [label_task(task) for task in rows["task"]]
        heights = np.array([0.30 + 0.155 * label.count("\n") for label in labels])
        y = np.cumsum(heights) - heights / 2
        ax = new_axes(ax, max(1.3, float(heights.sum()) + 0.25), 2.75)
        if rows.empty:
            leave_blank(ax, language)
        for at, gap, status in zip(y, rows["deviation_pp"], rows["schedule_status"], strict=True):
            ax.plot([0, gap], [at, at], color=_dot(status), lw=2.4, solid_capstyle="butt", zorder=2)
            ax.plot(gap, at, marker=_marker(status), color=_dot(status), ms=6.5, zorder=3)
            text = say("chart.level", language) if gap == 0 else f"{gap:+.1f}".removesuffix(".0").replace("-", "−")
            side = 1 if gap >= 0 else -1
            ax.annotate(text, (gap, at), (8 * side, 0), textcoords="offset points", va="center",
                        ha="left" if side > 0 else "right", color=colour("quiet") if gap == 0 else _dot(status))  # fmt: skip
        ax.set_yticks(y, labels, linespacing=1.15, fontsize=8.8)
        ax.axvline(0, color=colour("ink"), lw=1, zorder=4)
        ax.grid(axis="x", lw=0.8)
        ax.spines["bottom"].set_visible(False)
        low, high = (min(0, rows["deviation_pp"].min()), max(0, rows["deviation_pp"].max())) if len(rows) else (0, 1)
        room = 0.14 * max(high - low, 10)
        ax.set(
            xlim=(low - (room if low < 0 else 0.02 * (high - low)), high + room), ylim=(0, float(heights.sum()) + 0.05)
        )
        ax.annotate(say("chart.expected", language, pct=scope.expected(language)), (0, 1), (0, 3), va="bottom",
                    xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=8.5)  # fmt: skip
        if scope.unknown:
            ax.annotate(say("chart.unknown_tasks", language, n=scope.unknown), (1, 1), (0, 3), va="bottom", ha="right",
                        xycoords="axes fraction", textcoords="offset points", color=colour("quiet"), fontsize=8.5)  # fmt: skip
        subtitle = say("subtitle.deviation", language, coverage=scope.coverage(language), period=scope.period(language))
        return dress(ax, find_deviation(tasks), subtitle, scope, language, own)


def plot_status(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw the reported statuses above those that percent and calendar give, as two bars of the same length.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, table = describe_scope(tasks), measure_status_inflation(tasks)
    names = [say("chart.reported", language), say("chart.recomputed", language)]
    with house_style():
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
        subtitle = say("subtitle.status", language, coverage=scope.coverage(language), period=scope.period(language))
        return dress(ax, find_status(tasks), subtitle, scope, language, own)


def plot_asof(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh") -> Axes:
    """Draw how many of the same percents are ahead and behind, from a month before the report to two after.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, finding = describe_scope(tasks), find_asof(tasks)
    with house_style():
        ax = new_axes(ax, 2.55, 0.3)
        if finding.key == "asof.unknown":
            leave_blank(ax, language)
        else:
            _draw_days(ax, tasks, finding.figures["day"].value, finding.figures["later"].value, language)
        subtitle = say("subtitle.asof", language, coverage=scope.coverage(language), period=scope.period(language))
        return dress(ax, finding, subtitle, scope, language, own, by_day=True)


def _draw_days(ax: Axes, tasks: pd.DataFrame, day: pd.Timestamp, later: pd.Timestamp, language: str) -> None:
    table = measure_asof_sensitivity(tasks, *asof_window(tasks))
    known = int(tasks["progress_pct"].notna().sum())
    days, behind = table["day"], table["behind"].to_numpy()
    level = behind + table["on_schedule"].to_numpy()
    # A day lasts until the next: its step ends where that begins.
    edges = [*days, days.iloc[-1] + pd.Timedelta(days=1)]
    layers = {"behind": (0 * behind, behind), "on_schedule": (behind, level), "ahead": (level, 0 * level + known)}
    for name, (low, high) in layers.items():
        ax.fill_between(edges, [*low, low[-1]], [*high, high[-1]], step="post", color=colour(name), lw=0)
    ax.set(xlim=(edges[0], edges[-1]), ylim=(0, known), yticks=[])
    ax.spines["bottom"].set_visible(False)
    months = pd.date_range(edges[0], edges[-1], freq="MS", inclusive="left")
    ax.set_xticks(months, [say_day(month, language) for month in months], ha="left")
    for at, text, side in (
        (day, say("chart.as_of", language, day=say_day(day, language)), "right"),
        (later, say_day(later, language), "left"),
    ):
        ax.axvline(at, color="white", lw=1.2)
        ax.annotate(text, (at, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points",
                    ha=side, va="bottom", fontsize=9)  # fmt: skip
    _name_areas(ax, table, known, language)
    tips = find_tipping_days(tasks)["tipping_day"].value_counts().sort_index()
    for at, n in tips.items():
        total = int(behind[(days == at).to_numpy()][0]) if at in set(days) else 0
        if total and n >= max(2, known / 10) and at > edges[0]:
            # On the side where no line is near.
            right = abs(at - day) < abs(at - later)
            ax.annotate(say("chart.from_day", language, day=say_day(at, language), n=total), (at, total), (5 if right else -5, 4),
                        textcoords="offset points", color="white", fontsize=8.8, ha="left" if right else "right",
                        va="bottom")  # fmt: skip


def _name_areas(ax: Axes, table: pd.DataFrame, known: int, language: str) -> None:
    """Write 超前 and 落后 where each area is widest: at the left and the right end."""
    for name, i, base in (("ahead", 0, "behind"), ("behind", len(table) - 1, None)):
        n, low = table[name].iloc[i], table[base].iloc[i] if base else 0
        if n >= known / 5:
            ax.annotate(say(f"schedule_status.{name}", language), (table["day"].iloc[i], low + n / 2),
                        (12 if i == 0 else -12, 0), textcoords="offset points", color="white", fontsize=12,
                        ha="left" if i == 0 else "right", va="center")  # fmt: skip


def _name_statuses(ax: Axes, known: pd.DataFrame, language: str) -> None:
    """Name the shapes above the chart, best first, with the number of tasks of each."""
    counts = known["schedule_status"].value_counts()
    handles = [
        ax.plot([], [], ls="none", marker=_marker(status), color=_dot(status), ms=7,
                label=f"{say(f'schedule_status.{status}', language)} {counts[status]}")[0]
        for status in reversed(SCHEDULE_STATUSES) if counts.get(status)
    ]  # fmt: skip
    if handles:
        ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.01, 1), ncols=len(handles), frameon=False,
                  handletextpad=0, columnspacing=1.2, borderpad=0, borderaxespad=0.2)  # fmt: skip


def _expected_line(ax: Axes, scope: Scope, top: float, language: str) -> None:
    if scope.expected_pct is None:
        return
    ax.axvline(scope.expected_pct, color=colour("ink"), lw=1, zorder=2)
    text = say("chart.expected", language, pct=scope.expected(language))
    ax.annotate(
        text, (scope.expected_pct, top), (-5, -1), textcoords="offset points", ha="right", va="top", fontsize=8.8
    )


def _marker(status: object) -> str:
    return str(load_vocabulary("style")["marker"][status])


def _dot(status: object) -> str:
    """Dots on schedule are drawn darker than bars: light grey on white would vanish."""
    return colour("mark") if status == "on_schedule" else colour(str(status))
