"""The house style: font, colours, and the frame of title, subtitle and source around every chart."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis_helpers.findings import Finding
from analysis_helpers.scope import Scope
from analysis_helpers.vocabulary import load_vocabulary, say

SYSTEM_FONTS = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "SimHei")
NO_LINE_START = "，。、；：！？”’）》,.;:!?)%"
NO_LINE_END = "“‘（《("


@cache
def fonts() -> list[str]:
    """Font families that exist here: the bundled Noto Sans SC first, so that pictures are the same everywhere."""
    # Importing zhplot would change matplotlib's settings; only its font file is wanted.
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("zhplot, which carries the Chinese font, is not installed")
    file = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    font_manager.fontManager.addfont(file)
    bundled = font_manager.FontProperties(fname=file).get_name()
    there = set(font_manager.fontManager.get_font_names())
    return [bundled, *(name for name in (*SYSTEM_FONTS, "DejaVu Sans") if name in there)]


def colour(name: str) -> str:
    """A colour of `vocabulary/style.toml`, by the name of what it stands for."""
    return str(load_vocabulary("style")["colour"][name])


def dot_colour(status: object) -> str:
    """The colour of a dot or thin line: on schedule is drawn darker than in bars, where it would vanish on white."""
    return colour("mark") if status == "on_schedule" else colour(str(status))


def marker(status: object) -> str:
    """The shape of a schedule status, so that its colour never stands alone."""
    return str(load_vocabulary("style")["marker"][status])


def size(name: str) -> float:
    """A measure of `vocabulary/style.toml`, in the unit that its name ends in."""
    return float(load_vocabulary("style")["size"][name])


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside the `with` block; matplotlib's own settings stay as they were."""
    settings = {
        "font.family": fonts(),
        "font.size": size("text_pt"),
        "text.color": colour("ink"),
        "text.parse_math": False,  # a $ in a report is a dollar
        "axes.labelcolor": colour("quiet"),
        "axes.edgecolor": colour("grid"),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "xtick.color": colour("quiet"),
        "ytick.color": colour("ink"),
        "xtick.labelsize": size("text_pt"),
        "ytick.labelsize": size("text_pt"),
        "legend.fontsize": size("text_pt"),
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "grid.color": colour("grid"),
        "hatch.linewidth": 0.6,
        "figure.dpi": size("dpi_screen"),
    }
    style = sns.plotting_context("notebook") | sns.axes_style("white") | settings
    before = {name: plt.rcParams[name] for name in style}
    # Not plt.rc_context: it also takes back what a notebook's backend sets at the first figure, and then
    # the second chart of a notebook would not be shown.
    plt.rcParams.update(style)
    try:
        yield
    finally:
        plt.rcParams.update(before)


def new_axes(ax: Axes | None, height_in: float, left_in: float) -> Axes:
    """The axes that were given, or new ones in a figure whose margins are fixed in inches."""
    if ax is not None:
        return ax
    width, margin = size("width_in"), size("margin_in")
    total = height_in + size("head_in") + size("foot_in")
    figure = plt.figure(figsize=(width, total))
    box = (left_in / width, size("foot_in") / total, 1 - (left_in + margin) / width, height_in / total)
    return figure.add_axes(box)


def label_room(names: Sequence[str]) -> float:
    """Inches to the left of the axes for names at 11 points (their widest line counts)."""
    lines = (line for name in names for line in name.split("\n"))
    return 0.35 + 0.085 * max(map(text_width, lines), default=0)


def subtitle(name: str, scope: Scope, language: str) -> str:
    """Measure, coverage and period of a chart: the line below its title."""
    return say(f"subtitle.{name}", language, coverage=scope.coverage(language), period=scope.period(language))


def dress(ax: Axes, finding: Finding, below: str, scope: Scope, language: str, own: bool,
          by_day: bool = False) -> Axes:  # fmt: skip
    """Put the finding above the chart and its source below; in axes of the caller, only the finding."""
    title = finding.text(language)
    if not own:
        ax.set_title(title, loc="left", color=colour("ink"))
        return ax
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    width, height = figure.get_size_inches()
    x = size("margin_in") / width
    lines: list[tuple[str, float, float, dict[str, Any]]] = [
        (title, 1 - 0.16 / height, size("title_pt"), {"va": "top"}),
        (below, 1 - 0.51 / height, size("subtitle_pt"), {"va": "top", "color": colour("quiet")}),
        (scope.footer(language, by_day), 0.12 / height, size("source_pt"), {"va": "bottom", "color": colour("quiet")}),
    ]
    for text, y, points, look in lines:
        figure.text(x, y, text, fontsize=points, **look)
    if scope.synthetic:
        figure.text(1 - x, 0.12 / height, say("footer.synthetic", language), fontsize=size("title_pt"),
                    ha="right", va="bottom", color=colour("behind"), fontweight="bold")  # fmt: skip
    figure.set_label(title)  # the alt text
    figure.draw_without_rendering()  # ticks are made at the first drawing: let it be in this style
    return ax


def leave_blank(ax: Axes, language: str) -> None:
    """Say that there is nothing to draw, where an empty frame would look like a zero."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, say("footer.empty", language), ha="center", va="center", color=colour("quiet"),
            transform=ax.transAxes)  # fmt: skip


def text_width(text: str) -> int:
    """Width in half-width columns: a Chinese character has two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` half-width columns, never cutting it.

    No line starts with a closing mark (it hangs over the line before) or ends with an opening one; words
    in Latin letters stay whole.

    >>> wrap("打响“孝文化节”品牌，争创保护区", 14)
    '打响“孝文化节”\\n品牌，争创保护\\n区'
    """
    lines, line = [], ""
    for part in _parts(text):
        if line and text_width(line + part) > width and part[0] not in NO_LINE_START:
            lines.append(line.rstrip())
            line = ""
            if lines[-1][-1:] in NO_LINE_END and len(lines[-1]) > 1:
                line, lines[-1] = lines[-1][-1], lines[-1][:-1]
        line += part if line else part.lstrip()
    return "\n".join([*lines, line])


def _parts(text: str) -> list[str]:
    """Chinese characters one by one, runs of other characters whole."""
    parts: list[str] = []
    for char in text:
        joins = parts and char.isascii() and char.isalnum() and parts[-1][-1].isascii() and parts[-1][-1].isalnum()
        if joins:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def label_task(task: str, width: int = 34, lines: int = 2) -> str:
    """A task as a label: its first clauses, as many as fit; “…” says that there is more in the table.

    It is shortened between clauses only, so that no word is cut.

    >>> label_task("打响“孝文化节”品牌,争创省孝德文化传承生态保护区,全面推进", width=24)
    '打响“孝文化节”品牌…'
    """
    label = ""
    for clause in _clauses(task):
        if label and len(wrap(label + clause, width).split("\n")) > lines:
            label = label.rstrip("，,；;。 ") + "…"
            break
        label += clause
    return _balance(label, width)


def _balance(text: str, width: int) -> str:
    """Wrap into as few lines as `width` allows, and make these about equally long: no orphans."""
    lines = wrap(text, width).count("\n") + 1
    for narrower in range(-(-text_width(text) // lines), width):
        if (balanced := wrap(text, narrower)).count("\n") + 1 <= lines:
            return balanced
    return wrap(text, width)


def _clauses(text: str) -> list[str]:
    clauses, clause = [], ""
    for char in text:
        clause += char
        if char in "，,；;。":
            clauses.append(clause)
            clause = ""
    return [*clauses, clause] if clause else clauses
