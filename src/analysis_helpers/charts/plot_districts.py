"""Plot many districts beside each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from analysis_helpers.charts.theme import colour, dot_colour, drawable, house_style, marker, size, text_inches
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, new_axes, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_districts import (
    find_district_change,
    find_district_concentration,
    find_district_deviation,
    find_funnel,
)
from analysis_helpers.findings.finding import Finding
from analysis_helpers.measures.districts import funnel_limits, measure_funnel
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.scope import describe_districts

HEIGHT_SHARE = 0.48  # of a picture's width
AIR = 0.13  # above and below what is drawn, of its height: room for the names at either end
WIDEST = 0.6  # of a district's place, for its line
HALF = 50  # percent


def plot_district_deviation(
    districts: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw where the tasks of each district stand beside the calendar: the mean as a dot, the middle half as a line.

    Needs a row for each district (see `measure_district`); returns the Axes. `size` is `notebook`, `slide` (16:9), `print` (A4, 156 mm)
    or `print-half`. The lowest and the highest district are named.
    """
    return _plot("deviation", districts, find_district_deviation, ax, language, size)


def plot_district_change(
    districts: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw how far the tasks of each district moved since the quarter before: the mean as a dot, the middle half as a line.

    Needs a row for each district (see `measure_district`); returns the Axes. Sizes as in `plot_district_deviation`.
    """
    return _plot("change", districts, find_district_change, ax, language, size)


def plot_district_concentration(
    districts: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook"
) -> Axes:
    """Draw on how many leaders the tasks of each district lie: effective leaders as a share of all, beside the half.

    Needs a row for each district (see `measure_district`); returns the Axes. Sizes as in `plot_district_deviation`.
    """
    return _plot("concentration", districts, find_district_concentration, ax, language, size)


def _plot(name: str, districts: pd.DataFrame, find: Callable[[pd.DataFrame], Finding], ax: Axes | None, language: str,
          picture: str) -> Axes:  # fmt: skip
    own, scope = ax is None, describe_districts(districts)
    mid = "effective_share_pct" if name == "concentration" else f"{name}_mid_pp"
    rows = districts.dropna(subset=[mid]).sort_values([mid, "district"], ignore_index=True)
    with house_style(picture):
        ax = new_axes(ax, HEIGHT_SHARE * size("width_in"), 0.45)
        if rows.empty:
            leave_blank(ax, language)
        else:
            level = HALF if name == "concentration" else 0
            _draw_rows(ax, rows, mid, name, level)
            words = {"deviation": "chart.expected", "change": "chart.no_change", "concentration": "chart.half"}[name]
            _draw_level(ax, level, say(words, language, pct=scope.expected(language)))
            _name_ends(ax, rows, mid, "%" if name == "concentration" else "")
            sort = "chart.dots_sorted" if name == "concentration" else "chart.districts_sorted"
            ax.set_xlabel(say(sort, language), loc="left", fontsize=size("text_pt"))
        return dress(ax, find(districts), subtitle(f"district_{name}", scope, language), scope, language, own)


def _draw_rows(ax: Axes, rows: pd.DataFrame, mid: str, name: str, level: float) -> None:
    """A dot for each district, its shape and colour by the side of the level; a line behind it where it has a spread."""
    values = rows[mid].astype(float)
    status = pd.Series("on_schedule", rows.index).mask(values > level, "ahead").mask(values < level, "behind")
    if name != "concentration":
        low, high = (rows[mid.replace("_mid_", f"_{end}_")].astype(float) for end in ("low", "high"))
        ax.vlines(rows.index, low, high, color=colour("on_schedule"), zorder=2,
                  lw=min(size("line_pt") * 2.2, WIDEST * 72 * size("width_in") / (len(rows) + 2)))  # fmt: skip
        ends = (min(low.min(), level), max(high.max(), level))
    else:
        ends = (min(values.min(), level), max(values.max(), level, level + 1))
    dot = min(size("dot_pt") * 0.75, WIDEST * 1.4 * 72 * size("width_in") / (len(rows) + 2))
    for shape in status.unique():
        here = status.eq(shape)
        ax.plot(rows.index[here], values[here], ls="none", marker=marker(shape), color=dot_colour(shape), zorder=3,
                ms=dot)  # fmt: skip
    air = AIR * max(ends[1] - ends[0], 4)
    ax.set_ylim(ends[0] - air, ends[1] + air)
    ax.set_xlim(-1.5, max(len(rows), 2) + 0.5)
    ax.set_xticks([])
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(
        "{x:.0f}%" if name == "concentration" else lambda value, _: f"{value:+.0f}" if value else "0"
    )
    ax.grid(axis="y")
    ax.spines["bottom"].set_visible(False)


def _draw_level(ax: Axes, level: float, text: str) -> None:
    """The line that all is read from, its name beyond the last district."""
    ax.axhline(level, color=colour("ink"), lw=size("hair_pt"), zorder=2.5)
    ax.annotate(text, (1, level), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                ha="left", color=colour("ink"))  # fmt: skip


def _name_ends(ax: Axes, rows: pd.DataFrame, mid: str, unit: str) -> None:
    """The names and figures of the lowest and the highest district."""
    ends = [(0, "bottom", "left", 0.0), (len(rows) - 1, "top", "right", 1.0)]
    for at, va, ha, y in ends[: min(len(rows), 2)]:
        value = float(rows[mid].iloc[at])
        figure = f"{value:.0f}%" if unit else f"{value:+.0f}"
        ax.annotate(f"{rows['district'].iloc[at]} {figure}", (at, value), (at, y), textcoords=("data", "axes fraction"),
                    va=va, ha=ha, fontsize=size("label_pt"),
                    arrowprops={"arrowstyle": "-", "color": colour("mark"), "lw": size("hair_pt"), "shrinkA": 0, "shrinkB": 3})  # fmt: skip


FUNNEL_HEIGHT_SHARE = 0.55  # of a picture's width
STEPS = 240  # points of a limit's curve
SHAPES = {"above": ("^", "behind"), "within": ("o", "mark"), "below": ("v", "ahead")}
PLACES = ((1, 0, "left", "center"), (-1, 0, "right", "center"), (0, 1, "center", "bottom"), (0, -1, "center", "top"))


def plot_funnel(districts: pd.DataFrame, ax: Axes | None = None, language: str = "zh", size: str = "notebook") -> Axes:
    """Draw the share of tasks called ahead that are not, by the number of tasks, inside the limits that chance gives.

    Needs a row for each district (see `measure_district`); returns the Axes. A district outside of the outer limits is named, as far
    as names fit; within them it is a dot among others, however high it stands. Sizes as in `plot_district_deviation`.
    """
    own, scope, funnel = ax is None, describe_districts(districts), measure_funnel(districts)
    with house_style(size):
        ax = new_axes(ax, _height(), 0.45)
        labels: list[tuple[float, Annotation]] = []
        if funnel.empty:
            leave_blank(ax, language)
        else:
            _scale(ax, funnel, language)
            labels = _draw_limits(ax, funnel, language)
            _draw_dots(ax, funnel)
        dress(ax, find_funnel(districts), subtitle("funnel", scope, language), scope, language, own)
        # What is placed by the room that there is: the axes have their size only now.
        _set_apart(ax, labels)
        _name_outside(ax, funnel, language)
        return ax


def _height() -> float:
    return FUNNEL_HEIGHT_SHARE * size("width_in")


def _scale(ax: Axes, funnel: pd.DataFrame, language: str) -> None:
    top = max(funnel["share_pct"].max(), min(funnel["high_998_pct"].median() * 1.3, 100.0), 5.0)
    ax.set_xlim(0, funnel["compared"].max() * 1.04)
    ax.set_ylim(-0.02 * top, 1.08 * top)
    ax.yaxis.set_major_formatter("{x:.0f}%")
    ax.set_xlabel(say("chart.funnel_x", language), loc="left", fontsize=size("text_pt"))
    ax.grid(axis="y")


def _draw_limits(ax: Axes, funnel: pd.DataFrame, language: str) -> list[tuple[float, Annotation]]:
    """The average, and the limits of chance around it; their names, with the heights of what they name."""
    mean, last = float(funnel["expected_pct"].iloc[0]), ax.get_xlim()[1]
    n = np.unique(
        np.geomspace(max(0.8 * funnel["compared"].min(), 2), last, STEPS).round()
    )  # limits are for whole tasks
    ends = [(mean, say("chart.funnel_mean", language, pct=f"{mean:.1f}%"))]
    for name, shade in (("funnel_warning", "grid"), ("funnel_alarm", "")):
        low, high = (100 * limit for limit in funnel_limits(mean / 100, n, threshold(name)))
        if shade:
            ax.fill_between(n, low, high, color=colour(shade), lw=0, zorder=1)
        else:
            for limit in (low, high):
                ax.plot(n, limit, color=colour("quiet"), lw=size("hair_pt"), ls=(0, (4, 3)), zorder=1.5)
        if 0 < mean < 100:  # else there is no chance: all are alike
            ends.append((float(high[-1]), say("chart.funnel_limit", language, pct=f"{100 * threshold(name):.1f}%".replace(".0%", "%"))))  # fmt: skip
    ax.axhline(mean, color=colour("ink"), lw=size("hair_pt"), zorder=2)
    return [
        (y, ax.annotate(text, (1, y), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                        fontsize=size("label_pt"), color=colour("quiet")))
        for y, text in ends
    ]  # fmt: skip


def _set_apart(ax: Axes, labels: list[tuple[float, Annotation]]) -> None:
    """Each name above the last, where they would lie on one another."""
    step = 1.45 * size("label_pt") / 72 * np.ptp(ax.get_ylim()) / axes_inches(ax)[1]
    floor = -np.inf
    for y, label in sorted(labels, key=lambda entry: entry[0]):
        floor = max(y, floor + step)
        label.xy = (1, floor)


def _draw_dots(ax: Axes, funnel: pd.DataFrame) -> None:
    for side, rows in funnel.groupby("side", observed=True):
        shape, shade = SHAPES[str(side)]
        ax.plot(rows["compared"], rows["share_pct"], ls="none", marker=shape, ms=size("dot_pt") * (0.7 if side == "within" else 1),
                color=colour(shade), mfc="white" if side == "within" else colour(shade), zorder=3)  # fmt: skip


def _name_outside(ax: Axes, funnel: pd.DataFrame, language: str) -> None:
    """The names of the districts outside, the furthest first; where no place beside a dot is free, only how many more there are."""
    outside = funnel[funnel["side"].ne("within")].assign(gap=lambda t: (t["share_pct"] - t["expected_pct"]).abs())
    inch = [
        np.ptp(limits) / inches for limits, inches in zip((ax.get_xlim(), ax.get_ylim()), axes_inches(ax), strict=True)
    ]
    dot, tall = size("dot_pt") / 72, 1.15 * size("label_pt") / 72
    frame = Bbox.from_extents(0, 0, *axes_inches(ax))
    at = [
        (x / inch[0], (y - ax.get_ylim()[0]) / inch[1])
        for x, y in zip(funnel["compared"], funnel["share_pct"], strict=True)
    ]
    taken = [Bbox.from_bounds(x - dot / 2, y - dot / 2, dot, dot) for x, y in at]
    corner = say("chart.more_districts", language, n=len(outside))
    wide = text_inches(corner, size("label_pt"))
    taken.append(Bbox.from_extents(frame.x1 - wide, frame.y1 - tall, frame.x1, frame.y1))
    more = 0
    for row in outside.sort_values("gap", ascending=False).itertuples():
        x, y = at[row.Index]
        name = drawable(str(row.district))
        wide = text_inches(name, size("label_pt"))
        for right, up, ha, va in PLACES:
            box = Bbox.from_bounds(
                x - wide / 2 + right * (wide / 2 + dot), y - tall / 2 + up * (tall / 2 + dot), wide, tall
            )
            fits = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
            if fits and not any(box.overlaps(other) for other in taken):
                ax.annotate(name, (row.compared, row.share_pct), (72 * right * dot, 72 * up * dot), textcoords="offset points",
                            ha=ha, va=va, fontsize=size("label_pt"), color=colour(SHAPES[str(row.side)][1]))  # fmt: skip
                taken.append(box)
                break
        else:
            more += 1
    if more:
        ax.annotate(say("chart.more_districts", language, n=more), (1, 1), xycoords="axes fraction", ha="right", va="top",
                    fontsize=size("label_pt"), color=colour("quiet"))  # fmt: skip
