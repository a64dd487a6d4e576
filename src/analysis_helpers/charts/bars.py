"""Bars of counts, split by status: each part says its word where it fits, else at the end of its bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from analysis_helpers.charts.labels import text_inches, wrap_inches
from analysis_helpers.charts.marks import bar_height, look
from analysis_helpers.charts.theme import colour, size
from analysis_helpers.charts.titles import axes_inches, new_axes, room_in
from analysis_helpers.charts.titles import label_room as room_for
from analysis_helpers.core.vocabulary import say

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
