"""How is a kind of figure drawn? What is: solid; what was to be: outlined; what may come: hatched (IBCS)."""

from __future__ import annotations

from typing import Any, Literal

from matplotlib.axes import Axes

from analysis_helpers.charts.frame import axes_inches
from analysis_helpers.charts.tokens import colour, dot_colour, marker, size
from analysis_helpers.vocabulary import load_vocabulary

Kind = Literal["actual", "expected", "forecast"]


def look(kind: Kind, shade: str = "ink") -> dict[str, Any]:
    """The look of a bar or area as matplotlib's arguments: solid (actual), outlined (expected), hatched (forecast).

    `shade` names a colour of `vocabulary/style.toml`.

    >>> look("expected")["facecolor"], look("forecast")["hatch"], look("actual")["hatch"]
    ('white', '////', None)
    """
    rule = load_vocabulary("style")["kind"][kind]
    fill = colour(shade) if rule["filled"] else "white"
    edge = "white" if rule["filled"] and fill != colour("unknown") else colour(shade if fill == "white" else "quiet")
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
    ax.plot(actual, y, marker=marker(status), color=shade, ms=size("dot_pt"), zorder=3)
    away = size("dot_pt") * 1.2 if ahead else -size("dot_pt") * 1.2
    ax.annotate(text, (actual, y), (away, 0), textcoords="offset points", va="center", ha="left" if ahead else "right",
                color=colour("quiet") if actual == expected else shade)  # fmt: skip
