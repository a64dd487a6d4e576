"""What stands around a chart? Title, subtitle and source, and the room that they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxTransformFrom

from analysis_helpers.charts.theme import GETA, colour, drawable, house_style, size, text_inches, wrap_inches
from analysis_helpers.core.vocabulary import say
from analysis_helpers.findings.finding import Finding
from analysis_helpers.measures.scope import Scope

LABEL_GAP_IN = 0.1  # between a name and the axes
_drawn_inside: ContextVar[bool] = ContextVar("drawn_inside", default=False)
_limits: ContextVar[str] = ContextVar("limits", default="")
HINTING = 1.04  # texts are up to that much wider at some resolutions than at others


def room_in() -> float:
    """Inches of height that the axes may take in the picture being drawn."""
    return size("height_max_in") - size("head_in") - size("foot_in")


def new_axes(ax: Axes | None, height_in: float, left_in: float) -> Axes:
    """The axes that were given, or new ones in a figure of the size being drawn.

    `height_in` and `left_in` (for names) are what the chart wants; a slide gives it all the height it has, and `dress` sets
    the margins by what is really drawn.
    """
    if ax is not None:
        return ax
    width, margin = size("width_in"), size("margin_in")
    height = room_in() if size("height_in") else height_in
    total = height + size("head_in") + size("foot_in")
    figure = plt.figure(figsize=(width, total))
    left = min(max(left_in, margin), 0.6 * width)
    return figure.add_axes((left / width, size("foot_in") / total, 1 - (left + margin) / width, height / total))


def axes_inches(ax: Axes) -> tuple[float, float]:
    """Width and height of axes, in inches."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_window_extent()
    return box.width / figure.dpi, box.height / figure.dpi


def label_room(names: Sequence[str], points: float | None = None) -> float:
    """Inches to the left of the axes for names, at `name_pt` unless other points are given (their widest line counts)."""
    lines = (line for name in names for line in name.split("\n"))
    widest = max((text_inches(line, points or size("name_pt")) for line in lines), default=0)
    return size("margin_in") + widest + LABEL_GAP_IN


def subtitle(name: str, scope: Scope, language: str) -> str:
    """Measure, coverage and period of a chart: the line below its title."""
    return say(f"subtitle.{name}", language, coverage=scope.coverage(language), period=scope.period(language))


@contextmanager
def drawn_here(size: str) -> Iterator[None]:
    """Charts plotted meanwhile are also drawn meanwhile, in the style of a size: that is for the caller to do, and saves time."""
    before = _drawn_inside.set(True)
    try:
        with house_style(size):
            yield
    finally:
        _drawn_inside.reset(before)


@contextmanager
def limited_to(words: str) -> Iterator[None]:
    """Charts drawn meanwhile say that they show only some tasks: which, in words (empty: all)."""
    before = _limits.set(words)
    try:
        yield
    finally:
        _limits.reset(before)


def leave_blank(ax: Axes, language: str) -> None:
    """Say that there is nothing to draw, where an empty frame would look like a zero."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, say("footer.empty", language), ha="center", va="center", color=colour("quiet"),
            transform=ax.transAxes)  # fmt: skip


def dress(ax: Axes, finding: Finding, below: str, scope: Scope, language: str, own: bool,
          by_day: bool = False) -> Axes:  # fmt: skip
    """Put the finding above the chart and its source below; in axes of the caller, only the finding."""
    title, mark = finding.text(language), say("footer.synthetic", language)
    if limits := _limits.get():
        below += say("footer.only", language, filters=drawable(limits))
    if not own:
        room = axes_inches(ax)[0]
        marked = f"{title} [{mark}]" if scope.synthetic else title
        marked += f" [{drawable(limits)}]" if limits else ""
        ax.set_title(wrap_inches(marked, room, size("title_pt")), loc="left", color=colour("ink"))
        return ax
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    source = drawable(scope.footer(language, by_day))
    write_around([ax], figure, title, below, source, scope.synthetic, language)
    if not _drawn_inside.get():
        figure.draw_without_rendering()  # ticks are made at the first drawing: let it be in this style
    return ax


def write_around(axes: Sequence[Axes], figure: Figure, title: str, below: str, source: str, synthetic: bool,
                 language: str) -> list[Text]:  # fmt: skip
    """Write title, subtitle and source around the axes of a figure, and set these between them; return the texts."""
    if any(GETA in text.get_text() for text in figure.findobj(Text)) or GETA in source:
        source += say("footer.joiner", language) + say("footer.no_type", language, sign=GETA)
    mark = say("footer.synthetic", language)
    texts = [
        (title, "title_pt", "ink"),
        (below, "subtitle_pt", "quiet"),
        (source, "source_pt", "quiet"),
        *([(mark, "subtitle_pt", "behind")] if synthetic else []),
    ]
    room = (size("width_in") - 2 * size("margin_in")) / HINTING
    wrapped = [wrap_inches(text, room, size(points)) for text, points, _ in texts]
    tall = [
        _height_in(text, size(points)) if text else 0.0 for text, (_, points, _) in zip(wrapped, texts, strict=True)
    ]
    edge, gap = size("edge_in"), size("gap_in")
    start = edge + (tall[3] + gap / 2 if synthetic else 0)
    head = start + tall[0] + gap / 4 + tall[1] + gap
    height = _fit_axes(axes, figure, head, gap / 2 + tall[2] + edge)
    tops = (start, head - gap - tall[1], height - edge - tall[2], edge)
    roles = ("title", "subtitle", "source", "synthetic")
    written = [
        figure.text(size("margin_in") / size("width_in"), 1 - top / height, text, va="top", linespacing=size("leading"),
                    fontsize=size(points), color=colour(shade), label=f"{role}:{unbroken}")
        for text, top, role, (unbroken, points, shade) in zip(wrapped, tops, roles, texts, strict=False)
    ]  # fmt: skip
    figure.set_label(title)  # the alt text
    return written


def _height_in(text: str, points: float) -> float:
    return (text.count("\n") + 1) * points * size("leading") / 72


def _fit_axes(axes: Sequence[Axes], figure: Figure, head: float, foot: float) -> float:
    """Set the axes, as they stand to one another, between head and foot, all that is drawn around them inside the margins;
    return the height."""
    width, margin = size("width_in"), size("margin_in")
    inner = Bbox.union([ax.get_window_extent() for ax in axes])
    around = [box for artist in (*axes, *figure.legends) if (box := artist.get_tightbbox()) is not None]
    outer = Bbox.union(around)
    left, right = (max(0.0, edge / figure.dpi) for edge in (inner.x0 - outer.x0, outer.x1 - inner.x1))
    left, right = left * HINTING, right * HINTING
    low, high = (max(0.0, edge / figure.dpi) for edge in (inner.y0 - outer.y0, outer.y1 - inner.y1))
    height = inner.height / figure.dpi
    total = size("height_in") or head + high + height + low + foot
    height = total - head - high - low - foot
    shares = [ax.get_window_extent().transformed(BboxTransformFrom(inner)).bounds for ax in axes]
    figure.set_size_inches(width, total)
    x, y = (margin + left) / width, (foot + low) / total
    wide, tall = 1 - (2 * margin + left + right) / width, height / total
    for ax, (x0, y0, w, h) in zip(axes, shares, strict=True):
        ax.set_position((x + x0 * wide, y + y0 * tall, w * wide, h * tall))
    return total
