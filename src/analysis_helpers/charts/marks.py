"""How is a kind of figure drawn? What is: solid; what was to be: outlined; what may come: hatched (IBCS)."""

from __future__ import annotations

from typing import Any, Literal

from matplotlib.axes import Axes

from analysis_helpers.charts.labels import text_inches, wrap_inches
from analysis_helpers.charts.theme import colour, dot_colour, marker, size
from analysis_helpers.charts.titles import axes_inches
from analysis_helpers.core.vocabulary import load_vocabulary

NOTE_SHARE = 0.25  # of the axes' width, at least, for a note in one line
Kind = Literal["actual", "expected", "forecast"]


def look(kind: Kind, shade: str = "ink") -> dict[str, Any]:
    """The look of a bar or area as matplotlib's arguments: solid (actual), outlined (expected), hatched (forecast).

    `shade` names a colour of `core/vocabulary/style.toml`.

    >>> look("expected")["facecolor"], look("forecast")["hatch"], look("actual")["hatch"]
    ('white', '////', None)
    """
    rule = load_vocabulary("style")["kind"][kind]
    fill = colour(shade) if rule["filled"] else "white"
    edge = "white" if rule["filled"] else colour(shade)
    return {"facecolor": fill, "edgecolor": edge, "hatch": rule["hatch"] or None, "linewidth": size("hair_pt")}


def draw_bar(ax: Axes, y: float, x: float, kind: Kind = "actual", shade: str = "ink", start: float = 0) -> None:
    """Draw one bar of a kind at height `y`, from `start`, `x` long; as thick as its row allows."""
    ax.barh(y, x, left=start, height=bar_height(ax), zorder=2, **look(kind, shade))


def bar_height(ax: Axes) -> float:
    """How thick a bar is, in units of the y axis (rows lie one apart): no thicker than `bar_max_in`."""
    low, high = ax.get_ylim()
    row_in = axes_inches(ax)[1] / abs(high - low)
    return min(size("bar"), size("bar_max_in") / row_in)


def draw_variance(ax: Axes, y: float, expected: float, actual: float, status: object, text: str = "") -> None:
    """Draw a deviation: a line from where a task was expected to where it is, its shape there, the figure behind it."""
    ahead, shade = actual >= expected, dot_colour(status)
    ax.plot([expected, actual], [y, y], color=shade, lw=size("line_pt"), solid_capstyle="butt", zorder=2)
    ax.plot(actual, y, marker=marker(status), color=shade, ms=size("dot_pt"), zorder=3, clip_on=False)
    away = size("dot_pt") * 1.2 if ahead else -size("dot_pt") * 1.2
    ax.annotate(text, (actual, y), (away, 0), textcoords="offset points", va="center", ha="left" if ahead else "right",
                fontsize=size("label_pt"),
                color=colour("quiet") if actual == expected else shade)  # fmt: skip


def draw_expected(ax: Axes, x: float, text: str) -> None:
    """Draw the line from which a variance is read, with its name above the axes."""
    ax.axvline(x, color=colour("ink"), lw=size("hair_pt"), zorder=1.5)
    note_above(ax, x, text)


def note_above(ax: Axes, x: Any, text: str, side: str = "") -> None:
    """Write a word above the axes at a place of the x axis, to the `left` or `right` of it, else where there is more room.

    It is broken into lines, and moved over the place, where it would reach beyond the axes.
    """
    (low, high), width = ax.get_xlim(), axes_inches(ax)[0]
    share = (float(ax.convert_xunits(x)) - low) / (high - low)
    on_right = side == "right" or (not side and share < 0.5)
    room = max(1 - share if on_right else share, NOTE_SHARE)
    wrapped = wrap_inches(text, room * width, size("text_pt"))
    wide = max(text_inches(line, size("text_pt")) for line in wrapped.split("\n")) / width
    at = min(share, max(1 - wide, 0)) if on_right else max(share, min(wide, 1))
    ax.annotate(wrapped, (at, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", va="bottom",
                ha="left" if on_right else "right", linespacing=1.1)  # fmt: skip
