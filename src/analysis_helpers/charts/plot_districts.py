"""How do the districts of a province differ? Drawn from one row for each (`measure_district`, mapped by `corpus.map`)."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis_helpers.charts.theme import colour, dot_colour, house_style, marker, size
from analysis_helpers.charts.titles import dress, leave_blank, new_axes, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_districts import (
    find_district_change,
    find_district_concentration,
    find_district_deviation,
)
from analysis_helpers.findings.finding import Finding
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
