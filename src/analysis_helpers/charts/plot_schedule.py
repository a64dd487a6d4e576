"""Plot statuses, deviations and days of lead against the schedule."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

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
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, new_axes, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import find_asof, find_deviation, find_status
from analysis_helpers.measures.measured import Measured, as_compared
from analysis_helpers.measures.progress import measure_status_inflation
from analysis_helpers.measures.schedule import find_tipping_days
from analysis_helpers.measures.scope import say_day


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
    """One line for each task from the expected progress (0) to where it is, with the points at its end."""
    for y, task in zip(ax.get_yticks(), (line.task for line in lines if line.task), strict=True):
        gap = float(task.deviation_pp)
        draw_variance(ax, y, 0, gap, task.schedule_status, _points(gap, language))
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
    """Draw how many of the same percents are ahead and behind, from a month before the report to two after.

    Needs tidy tasks (see `compare_with_schedule`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`.
    """
    measured, own = as_compared(tasks), ax is None
    scope, finding = measured.scope, measured.find(find_asof)
    with house_style(size):
        ax = _new_axes(ax)
        if finding.key == "asof.unknown":
            leave_blank(ax, language)
        else:
            _draw_days(ax, measured, finding.figures["day"].value, finding.figures["later"].value, language)
        return dress(ax, finding, subtitle("asof", scope, language), scope, language, own, by_day=True)


def _new_axes(ax: Axes | None) -> Axes:
    return new_axes(ax, size("area_in"), size("margin_in"))


def _draw_days(ax: Axes, measured: Measured, day: pd.Timestamp, later: pd.Timestamp, language: str) -> None:
    table = measured.by_day
    known = int(measured.tasks["progress_pct"].notna().sum())
    days, behind = table["day"], table["behind"].to_numpy()
    level = behind + table["on_schedule"].to_numpy()
    # A day lasts until the next: its step ends where that begins.
    edges = [*days, days.iloc[-1] + pd.Timedelta(days=1)]
    layers = {"behind": (0 * behind, behind), "on_schedule": (behind, level), "ahead": (level, 0 * level + known)}
    for name, (low, high) in layers.items():
        ax.fill_between(edges, [*low, low[-1]], [*high, high[-1]], step="post", color=colour(name), lw=0)
    ax.set(xlim=(edges[0], edges[-1]), ylim=(0, known), yticks=[])
    ax.spines["bottom"].set_visible(False)
    _name_months(ax, pd.date_range(edges[0], edges[-1], freq="MS", inclusive="left"), language)
    for at, text, side in (
        (day, say("chart.as_of", language, day=say_day(day, language)), "left"),
        (later, say_day(later, language), "right"),
    ):
        ax.axvline(at, color="white", lw=1.2 * size("hair_pt"))
        note_above(ax, at, text, side)
    taken = _name_areas(ax, table, known, language)
    tips = measured.measure(find_tipping_days)["tipping_day"].value_counts().sort_values(ascending=False, kind="stable")
    for at, n in tips.items():
        if at in set(days.iloc[1:]) and n >= max(2, known / 10):
            total = int(behind[(days == at).to_numpy()][0])
            text = say("chart.from_day", language, day=say_day(at, language), n=total)
            _name_step(ax, at, total, text, taken, [_inches(ax, line) for line in (day, later)])


def _name_months(ax: Axes, months: pd.DatetimeIndex, language: str) -> None:
    """The first days of months below the axes; every other one where there is no room for all."""
    words = [say_day(month, language) for month in months]
    room = axes_inches(ax)[0] / len(words)
    step = 1 if max(text_inches(word, size("text_pt")) for word in words) < 0.92 * room else 2
    ax.set_xticks(months[::step], words[::step], ha="left")


def _inches(ax: Axes, day: pd.Timestamp) -> float:
    low, high = ax.get_xlim()
    return (float(ax.convert_xunits(day)) - low) / (high - low) * axes_inches(ax)[0]


def _name_step(ax: Axes, at: pd.Timestamp, total: int, text: str, taken: list[Bbox], lines: list[float]) -> None:
    """Write day and count at the step, before it or else behind it, where no other word stands; best, where no line does.

    The words stand above the step; at the very top, below it.
    """
    (width, height), air, x = axes_inches(ax), 0.07, _inches(ax, at)
    long, tall = text_inches(text, size("text_pt")), 1.2 * size("text_pt") / 72
    y = height * total / ax.get_ylim()[1]
    below = y + tall + air > height
    bottom = y - tall - air if below else y + air / 2
    lefts = (x + air,) if below else (x - air - long, x + air)
    places = [Bbox.from_bounds(left, bottom, long, tall) for left in lefts]
    fitting = [
        place for place in places
        if place.x0 >= 0 and place.x1 <= width and not any(place.overlaps(other) for other in taken)
    ]  # fmt: skip
    crossed = [any(place.x0 - air < line < place.x1 + air for line in lines) for place in fitting]
    for place, crosses in sorted(zip(fitting, crossed, strict=True), key=lambda pair: pair[1])[:1]:
        over = {"facecolor": colour("behind" if below else "ahead"), "edgecolor": "none", "pad": 1} if crosses else None
        ax.text(place.x0 / width, (bottom + tall / 2) / height, text, transform=ax.transAxes, color="white", va="center",
                bbox=over)  # fmt: skip
        taken.append(place)


def _name_areas(ax: Axes, table: pd.DataFrame, known: int, language: str) -> list[Bbox]:
    """Write 超前 and 落后 where each area is widest, at the left and the right end; return the places taken (inches)."""
    (width, height), air, taken = axes_inches(ax), 0.14, []
    for name, i, base in (("ahead", 0, "behind"), ("behind", len(table) - 1, None)):
        n, low = table[name].iloc[i], table[base].iloc[i] if base else 0
        if n >= known / 5:
            word, points = say(f"schedule_status.{name}", language), size("name_pt")
            long, tall, y = text_inches(word, points), points / 72, height * (low + n / 2) / known
            left = air if i == 0 else width - air - long
            ax.text(left / width, y / height, word, transform=ax.transAxes, color="white", fontsize=points, va="center")
            taken.append(Bbox.from_bounds(left, y - tall / 2, long, tall))
    return taken
