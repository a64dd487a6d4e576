"""Check that a chart of one's own holds together: every character drawn, nothing cut off, a source line, a title that fits."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis_helpers.charts.own_chart import Drawn, find_axes, find_finish
from analysis_helpers.charts.own_style import get_style, set_style
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.texts import LANGUAGES
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.linkage.history import History

TITLE_MOST = 3  # lines
SIZES = ("notebook", "slide", "print")  # those that a briefing needs


def check_chart(
    chart: Drawn | Callable[..., Drawn], tasks: pd.DataFrame | None = None, history: History | None = None
) -> None:
    """Raise AssertionError, listing all that is wrong, unless a chart can go into a briefing.

    What must hold: `ah.finish` was called; every character has a glyph, so that none is an empty box; no text sticks out of
    the picture or lies on another; the title has at most three lines. A function (of `tasks`, and `history` or `language` where it
    asks for them) is drawn and checked in both languages and in the sizes of a briefing.

    >>> import analysis_helpers as ah
    >>> tasks = ah.load_history().select("2024Q2").tasks
    >>> def draw(tasks):
    ...     import seaborn as sns
    ...     return ah.finish(sns.histplot(tasks, x="progress_pct"), "Progress", tasks=tasks)
    >>> check_chart(draw, tasks)
    """
    found = list(_check_all(chart, tasks, history)) if callable(chart) else find_faults(chart)
    assert not found, "\n".join(found)


def _check_all(draw: Callable[..., Drawn], tasks: pd.DataFrame | None, history: History | None) -> Iterator[str]:
    for language, size in product(LANGUAGES, SIZES):
        with set_style(size, language):
            made = call_drawing(draw, tasks, history)
            drawn = made[0] if isinstance(made, tuple) else made
            yield from (f"{size}, {language}: {fault}" for fault in find_faults(drawn))
        plt.close(find_axes(drawn)[0])


def call_drawing(draw: Callable[..., Drawn], tasks: pd.DataFrame | None, history: History | None = None) -> Any:
    """Call a drawing function with what it asks for: `tasks`, `history`, `language`; return what it returns.

    Raises ReportError where it asks for anything else.
    """
    given = {"tasks": tasks, "history": history, "language": get_style()[1]}
    asked = inspect.signature(draw).parameters
    unknown = [name for name, one in asked.items() if name not in given and one.default is inspect.Parameter.empty]
    if unknown:
        raise ReportError(
            "own.no_argument", getattr(draw, "__name__", "?"), names="、".join(unknown), known="、".join(given)
        )
    # A figure of its own: seaborn draws on the axes that stand open.
    plt.figure()
    before = plt.gcf()
    drawn = draw(**{name: given[name] for name in asked if name in given})
    chart = drawn[0] if isinstance(drawn, tuple) and drawn else drawn
    if chart is None or find_axes(chart)[0] is not before:
        plt.close(before)
    return drawn


def find_faults(drawn: Drawn) -> list[str]:
    """What is wrong with a chart, in the language that it is drawn in; empty if nothing is."""
    try:
        done = find_finish(drawn)
    except ReportError as error:
        return [str(error)]

    def words(key: str, **values: object) -> str:
        return fill("own", f"fault.{key}", done.language, values)

    figure = find_axes(drawn)[0]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # it is said below
        outside, overlapping = measure_layout(figure)
    missing = sorted(_find_missing(figure))
    lines = done.texts[0].get_text().count("\n") + 1
    source = done.texts[2].get_text().replace("\n", "")
    return [
        *([words("glyphs", signs="、".join(missing))] if missing else []),
        *(words("outside", text=text) for text in outside),
        *(words("overlap", one=one, other=other) for one, other in overlapping),
        *([words("title", lines=lines, most=TITLE_MOST)] if lines > TITLE_MOST else []),
        *([] if done.texts[2].figure is figure and source else [words("source")]),
    ]


def _find_missing(figure: Figure) -> set[str]:
    """Characters that no font of their text can draw."""
    missing = set()
    for text in figure.findobj(Text):
        chars = {char for char in text.get_text() if not char.isspace()}
        if chars and text.get_visible():
            paths = font_manager.fontManager._find_fonts_by_props(text.get_fontproperties())
            known = set().union(*(font_manager.get_font(path).get_charmap() for path in paths))
            missing |= {char for char in chars if ord(char) not in known}
    return missing


def measure_layout(figure: Figure) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the texts that stick out of a figure, and the pairs of texts that overlap (half a point is let pass)."""
    drawn: list[Text] = []
    draw = Text.draw

    def record(text, renderer):  # type: ignore[no-untyped-def]
        drawn.append(text)
        draw(text, renderer)

    Text.draw = record  # type: ignore[method-assign]  # only what is really drawn counts: an axis keeps ticks outside its view, too
    try:
        figure.draw_without_rendering()
    finally:
        Text.draw = draw  # type: ignore[method-assign]
    boxes = [(t.get_text(), t.get_window_extent()) for t in drawn if t.get_visible() and t.get_text().strip()]
    slack = figure.dpi / 72 / 2
    frame = figure.bbox
    boxes = [(text, box) for text, box in boxes if box.width and box.height]
    outside = [
        text
        for text, b in boxes
        if b.x0 < frame.x0 - slack or b.x1 > frame.x1 + slack or b.y0 < frame.y0 - slack or b.y1 > frame.y1 + slack
    ]
    overlapping = [
        (one, other)
        for i, (one, a) in enumerate(boxes)
        for other, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > 4 * slack
    ]
    return outside, overlapping
