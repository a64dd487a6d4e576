"""Draw bars, dumbbells, lines, labels and the places that open a task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from analysis_helpers.charts.theme import colour, dot_colour, label_task, marker, size, text_inches, wrap_inches
from analysis_helpers.charts.titles import axes_inches, label_room, new_axes, room_in
from analysis_helpers.charts.titles import label_room as room_for
from analysis_helpers.core.vocabulary import load_vocabulary, say

_marked: WeakKeyDictionary[Axes, list[tuple[str, float | None, float | None, float, float]]] = WeakKeyDictionary()


class Hit(NamedTuple):
    """A task and its place in the picture: left, top, width and height, in percent of it."""

    task_id: str
    left: float
    top: float
    width: float
    height: float


def mark_task(ax: Axes, task_id: str, y: tuple[float, float], x: tuple[float, float] | None = None) -> None:
    """Remember where a task is drawn, in the data of the axes; without `x` over the whole width, its label included."""
    _marked.setdefault(ax, []).append((task_id, *(x or (None, None)), *y))


def find_hits(ax: Axes) -> list[Hit]:
    """The places of all tasks drawn in axes, from top to bottom; charts that count groups have none."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    wide, tall = figure.bbox.width, figure.bbox.height
    hits = []
    for task_id, x0, x1, y0, y1 in _marked.get(ax, []):
        (_, bottom), (_, top) = sorted(
            (ax.transData.transform((0, y)) for y in (y0, y1)), key=lambda point: float(point[1])
        )
        left, right = (0.0, wide)
        if x0 is not None and x1 is not None:
            left, right = sorted(float(ax.transData.transform((x, 0))[0]) for x in (x0, x1))
        place = (100 * left / wide, 100 * (1 - top / tall), 100 * (right - left) / wide, 100 * (top - bottom) / tall)
        hits.append(Hit(task_id, *(round(float(share), 2) for share in place)))
    return sorted(hits, key=lambda hit: (hit.top, hit.left))


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


def draw_variance(ax: Axes, y: float, expected: float, actual: float, status: object, text: str = "",
                  quiet: bool = False) -> None:  # fmt: skip
    """Draw a deviation: a line from where a task was expected to where it is, its shape there, the figure behind it.

    `quiet`: in grey, where the chart speaks of others.
    """
    ahead, shade = actual >= expected, colour("mark") if quiet else dot_colour(status)
    ax.plot([expected, actual], [y, y], color=shade, lw=size("line_pt"), solid_capstyle="butt", zorder=2)
    ax.plot(actual, y, marker=marker(status), color=shade, ms=size("dot_pt"), zorder=3, clip_on=False)
    away = size("dot_pt") * 1.2 if ahead else -size("dot_pt") * 1.2
    ax.annotate(text, (actual, y), (away, 0), textcoords="offset points", va="center", ha="left" if ahead else "right",
                fontsize=size("label_pt"),
                color=colour("quiet") if quiet or actual == expected else shade)  # fmt: skip


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


LIGHT = 0.4  # luminance from which a fill carries dark words
AIR_IN = 0.07  # around a word inside of a bar, and before one behind it
END_SHARE = 0.5  # of the axes' width, at most, for the words behind the bars


class Stack(NamedTuple):
    """One bar: its name, its parts from left to right (status, tasks), and what stands behind it."""

    name: str
    parts: Sequence[tuple[str, float]]
    end: str = ""

    @property
    def total(self) -> float:
        """The length of the bar."""
        return sum(n for _, n in self.parts)


def rows_shown(rows: int, lines: int = 1) -> int:
    """How many bars are drawn where `rows` are asked for: all that fit, or one less and a line that says how many more.

    `lines` is how many lines of words may stand behind a bar.
    """
    most = int(room_in() / max(size("row_in"), lines * size("leading") * size("text_pt") / 72))
    return rows if rows <= most else most - 1


def new_bars(ax: Axes | None, names: Sequence[str], more: str = "") -> Axes:
    """Axes for bars below each other, the first on top, with their names; `more` takes a line below them."""
    rows = len(names) + bool(more)
    ax = new_axes(ax, size("row_in") * max(rows, 2) + 0.1, room_for(names))
    ax.set(xticks=[], ylim=(-0.5 - 0.1, max(rows, 1) - 0.5 + 0.1))
    ax.set_yticks(range(rows - 1, rows - 1 - len(names), -1), names, fontsize=size("name_pt"))
    ax.spines["bottom"].set_visible(False)
    if more:
        ax.annotate(more, (0, 0), (0, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                    color=colour("quiet"))  # fmt: skip
    return ax


def fit_ends(ax: Axes, longest: float, ends: Sequence[str]) -> list[str]:
    """Set the x axis so that the longest bar and the words behind the bars fit; return these, broken into lines."""
    width = axes_inches(ax)[0]
    wrapped = [end and wrap_inches(end, END_SHARE * width, size("text_pt")) for end in ends]
    words = max((text_inches(line, size("text_pt")) for end in wrapped for line in end.split("\n")), default=0)
    share = min((words + 2 * AIR_IN) / width, END_SHARE + 0.05) if words else 0
    ax.set_xlim(0, (longest or 1) / (1 - share))
    return wrapped


def label_end(ax: Axes, x: float, y: float, text: str) -> None:
    """Write what stands behind a bar."""
    ax.annotate(text, (x, y), (72 * AIR_IN, 0), textcoords="offset points", va="center", color=colour("quiet"),
                linespacing=1.1)  # fmt: skip


def draw_stacks(ax: Axes, stacks: Sequence[Stack], words: str, language: str) -> None:
    """Draw bars by status into axes of `new_bars`; `words` is the part of the labels that names the statuses."""
    longest = max((stack.total for stack in stacks), default=0)
    ends = [stack.end for stack in stacks]
    for _ in range(3):  # words behind the bars shorten them, and shorter bars have less room for words inside
        fit_ends(ax, longest, ends)
        ends = [_end(ax, stack, words, language) for stack in stacks]
    ends = fit_ends(ax, longest, ends)
    for y, stack, end in zip(ax.get_yticks(), stacks, ends, strict=True):
        start = 0.0
        for status, n in stack.parts:
            edge = (
                {"edgecolor": colour("quiet"), "linestyle": (0, (3, 2))} if colour(status) == colour("unknown") else {}
            )
            ax.barh(y, n, left=start, height=bar_height(ax), zorder=2, clip_on=False, **look("actual", status) | edge)
            ax.text(start + n / 2, y, _inside(ax, n, say(f"{words}.{status}", language)), ha="center", va="center",
                    zorder=3, color=colour("ink") if _luminance(colour(status)) > LIGHT else "white")  # fmt: skip
            start += n
        label_end(ax, start, y, end)


def _luminance(fill: str) -> float:
    """Relative luminance (WCAG 2), 0 to 1."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(fill))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _inside(ax: Axes, n: float, word: str) -> str:
    """What fits into a part of `n` tasks: number and word, the number, or nothing."""
    room = axes_inches(ax)[0] * n / ax.get_xlim()[1] - 2 * AIR_IN
    fitting = (text for text in (f"{n:.0f} {word}", f"{n:.0f}") if text_inches(text, size("text_pt")) <= room)
    return next(fitting, "")


def _end(ax: Axes, stack: Stack, words: str, language: str) -> str:
    """What stands behind a bar, with the parts whose words did not fit inside: no colour without its word."""
    named = [(n, say(f"{words}.{status}", language)) for status, n in stack.parts]
    rest = [say("chart.part", language, n=int(n), word=word) for n, word in named if word not in _inside(ax, n, word)]
    return say("footer.joiner", language).join(filter(None, [stack.end, say("footer.stop", language).join(rest)]))


LEADING = 1.15  # of a label's lines: closer than in running text, so that they read as one


class ChartLine(NamedTuple):
    """One line of the chart: a task with its label, or words on those that are not drawn."""

    text: str
    height_in: float
    task: Any = None


def choose_lines(rows: pd.DataFrame, more: Callable[[pd.DataFrame], str], last: str, least: int = 1) -> list[ChartLine]:
    """The tasks that fit, from either end of `rows`; in the gap what `more` says of the others, below all what `last` says.

    A task takes the height of its label, and of `least` lines at least. Only those that could fit are given one.
    """
    label_in, note_in = (LEADING * size(name) / 72 for name in ("label_pt", "text_pt"))
    air = size("label_air_in")
    most = int(room_in() / (air + label_in * least)) + 1  # that could fit at either end
    ends = rows if len(rows) <= 2 * most else pd.concat([rows.head(most), rows.tail(most)])
    lines = [
        ChartLine(label := label_task(row.task), air + label_in * max(label.count("\n") + 1, least), row)
        for row in ends.itertuples()
    ]
    below = [ChartLine(last, air + note_in)] if last and lines else []
    room = room_in() - sum(line.height_in for line in below)
    if sum(line.height_in for line in lines) <= room:
        return lines + below
    kept = _both_ends([line.height_in for line in lines], room - air - note_in)
    middle = len(kept) // 2
    gap = ChartLine(more(rows.iloc[middle : len(rows) - len(kept) + middle]), air + note_in)
    return [*lines[:middle], gap, *lines[len(lines) - len(kept) + middle :], *below]


def _both_ends(heights: Sequence[float], room: float) -> set[int]:
    """Places of the lines that fit, taken in turn from the end and from the start."""
    places = range(len(heights))
    order = list(chain.from_iterable(zip(reversed(places), places, strict=True)))[: len(heights)]
    fitting = int((np.cumsum([heights[i] for i in order]) <= room).sum())
    return set(order[:fitting])


def new_line_axes(ax: Axes | None, lines: Sequence[ChartLine]) -> Axes:
    """Axes with a tick for each line that is a task, the first on top; the words on others are written."""
    labels = [line.text for line in lines if line.task]
    heights = [line.height_in for line in lines]
    ax = new_axes(ax, max(1.1, sum(heights)), label_room(labels, size("label_pt")))
    middles = np.cumsum(heights) - np.array(heights) / 2
    for axis in (ax.xaxis, ax.yaxis):  # they have no names; looking for the place of one takes a fifth of the time
        axis.set_label_coords(0, 0)
    ax.set_ylim(sum(heights) or 1, 0)
    ax.set_yticks([y for y, line in zip(middles, lines, strict=True) if line.task], labels, linespacing=LEADING,
                  fontsize=size("label_pt"))  # fmt: skip
    for y, line in zip(middles, lines, strict=True):
        if line.task:
            mark_task(ax, line.task.task_id, (y - line.height_in / 2, y + line.height_in / 2))
        else:
            fits = text_inches(line.text, size("text_pt")) < axes_inches(ax)[0]
            place, side = (0.5, "center") if fits else (1, "right")  # a long one may reach over the labels' column
            ax.annotate(line.text, (place, y), xycoords=("axes fraction", "data"), ha=side, va="center", zorder=5,
                        color=colour("quiet"), bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
    return ax


def say_points(gap: float) -> str:
    """A difference in points, with its sign.

    >>> say_points(5.0), say_points(-12.5), say_points(0.0)
    ('+5', '−12.5', '0')
    """
    return f"{gap:+.1f}".removesuffix(".0").replace("-", "−") if gap else "0"


def say_more(gaps: Sequence[float], language: str) -> str:
    """How many tasks are not drawn, and between which points they lie."""
    low, high = say_points(gaps[-1]), say_points(gaps[0])
    key = "chart.more_tasks" if low != high else "chart.more_tasks_same"
    return say(key, language, n=len(gaps), low=low, high=high)
