"""Which districts call more ahead than chance explains?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from analysis_helpers.charts.labels import drawable, text_inches
from analysis_helpers.charts.theme import colour, house_style, size
from analysis_helpers.charts.titles import axes_inches, dress, leave_blank, new_axes, subtitle
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.find_districts import find_funnel
from analysis_helpers.measures.districts import funnel_limits, measure_funnel
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.scope import describe_districts

HEIGHT_SHARE = 0.55  # of a picture's width
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
    return HEIGHT_SHARE * size("width_in")


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
