"""How far is each task from the calendar, and how much hangs on the day?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis_helpers.charts.style import (
    colour,
    dot_colour,
    dress,
    house_style,
    label_task,
    leave_blank,
    marker,
    new_axes,
    subtitle,
)
from analysis_helpers.findings import find_asof, find_deviation
from analysis_helpers.measures.schedule import (
    asof_window,
    ensure_compared,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from analysis_helpers.scope import describe_scope, say_day
from analysis_helpers.vocabulary import say


def plot_deviation(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw every task's distance from the expected progress in points, the furthest ahead on top.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope = describe_scope(tasks)
    rows = rank_deviations(tasks).dropna(subset=["deviation_pp"]).iloc[::-1]
    labels = [label_task(task) for task in rows["task"]]
    heights = np.array([0.30 + 0.155 * label.count("\n") for label in labels])
    with house_style(size):
        ax = new_axes(ax, max(1.3, float(heights.sum()) + 0.25), 2.75)
        if rows.empty:
            leave_blank(ax, language)
        else:
            ax.set_ylim(0, float(heights.sum()) + 0.05)
            ax.set_yticks(np.cumsum(heights) - heights / 2, labels, linespacing=1.15, fontsize=8.8)
            _draw_gaps(ax, rows, language)
            on_right = rows["deviation_pp"].max() > -rows["deviation_pp"].min()
            _note(ax, 0, say("chart.expected", language, pct=scope.expected(language)), "left" if on_right else "right")
            if scope.unknown:
                _note(ax, ax.get_xlim()[1], say("chart.unknown_tasks", language, n=scope.unknown), "right")
        return dress(ax, find_deviation(tasks), subtitle("deviation", scope, language), scope, language, own)


def _draw_gaps(ax: Axes, rows: pd.DataFrame, language: str) -> None:
    """One line for each task from the expected progress (0) to where it is, with the points at its end."""
    gaps = rows["deviation_pp"].astype(float)
    for y, gap, status in zip(ax.get_yticks(), gaps, rows["schedule_status"], strict=True):
        ax.plot([0, gap], [y, y], color=dot_colour(status), lw=2.4, solid_capstyle="butt", zorder=2)
        ax.plot(gap, y, marker=marker(status), color=dot_colour(status), ms=6.5, zorder=3)
        text = say("chart.level", language) if gap == 0 else f"{gap:+.1f}".removesuffix(".0").replace("-", "−")
        ax.annotate(text, (gap, y), (8 if gap >= 0 else -8, 0), textcoords="offset points", va="center",
                    ha="left" if gap >= 0 else "right", color=colour("quiet") if gap == 0 else dot_colour(status))  # fmt: skip
    low, high = min(0.0, gaps.min()), max(0.0, gaps.max())
    room = 0.14 * max(high - low, 10)
    ax.set_xlim(low - room if low < 0 else -0.02 * (high + room), high + room)
    ax.axvline(0, color=colour("ink"), lw=1, zorder=4)
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
    ax.grid(axis="x", lw=0.8)
    ax.spines["bottom"].set_visible(False)


def _note(ax: Axes, x: object, text: str, side: str, points: float = 8.5) -> None:
    """A word above the axes, at a place of the x axis."""
    ax.annotate(text, (x, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points", va="bottom",
                ha=side, fontsize=points)  # fmt: skip


def plot_asof(tasks: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw how many of the same percents are ahead and behind, from a month before the report to two after.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    tasks, own = ensure_compared(tasks), ax is None
    scope, finding = describe_scope(tasks), find_asof(tasks)
    with house_style(size):
        ax = new_axes(ax, 2.55, 0.3)
        if finding.key == "asof.unknown":
            leave_blank(ax, language)
        else:
            _draw_days(ax, tasks, finding.figures["day"].value, finding.figures["later"].value, language)
        return dress(ax, finding, subtitle("asof", scope, language), scope, language, own, by_day=True)


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
        _note(ax, at, text, side, points=9)
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
