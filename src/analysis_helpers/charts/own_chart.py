"""Finish an analyst's own chart as ours are finished, and write it as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from weakref import WeakKeyDictionary

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from analysis_helpers.charts.export import Drawing, print_figure, write_drawing
from analysis_helpers.charts.label_frame import label
from analysis_helpers.charts.own_style import get_style
from analysis_helpers.charts.theme import (
    colour,
    drawable,
    fonts,
    label_task,
    measured_as,
    size,
    text_inches,
    text_width,
    wrap_inches,
)
from analysis_helpers.charts.titles import write_around
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.file_names import make_file_name
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.schedule import is_compared
from analysis_helpers.measures.scope import describe_scope

Drawn: TypeAlias = Axes | Figure | sns.FacetGrid | sns.PairGrid | sns.JointGrid
TABLE = ("quarter", "unit", "source_row", "task", "leader", "progress_pct", "status", "expected_pct", "deviation_pp",
         "schedule_status")  # fmt: skip
LEGEND_GAP, TITLE_LINES = 0.5, 2.4  # between a legend and the axes, without and with a title of their own; in letters


@dataclass(frozen=True)
class Finish:
    """What was written around a chart: title, subtitle and source line, of which tasks, in which size and language."""

    title: str
    subtitle: str
    source: str
    tasks: pd.DataFrame
    size: str
    language: str
    texts: list[Text] = field(repr=False)


_finishes: WeakKeyDictionary[Figure, Finish] = WeakKeyDictionary()


def finish(
    ax: Drawn,
    title: str,
    subtitle: str | None = None,
    tasks: pd.DataFrame | History | None = None,
    note: str | None = None,
) -> Drawn:
    """Give a chart of matplotlib or seaborn what ours have: title, subtitle, source line, margins, sizes; return it.

    `tasks` are the tidy tasks that it shows (as `load_history` or `compare_with_schedule` return them; of a selection the selected
    ones): the source line counts them, says which are unknown and on which basis and day they stand beside the schedule, and
    invented ones are marked. `subtitle` None says how many tasks of which period; `note` stands behind the source line, such as for
    figures from elsewhere. Takes Axes, figures and seaborn's grids. A legend inside the axes goes above them; names of columns
    on axes are said in words. Size and language are those of `set_style`. Raises ReportError without tidy tasks.

    >>> import matplotlib.pyplot as plt, seaborn as sns
    >>> from analysis_helpers import load_history
    >>> tasks = load_history().select("2024Q2").tasks
    >>> ax = finish(sns.histplot(tasks, x="progress_pct"), "Most report 55 %", tasks=tasks)
    >>> plt.close(ax.figure)
    """
    tasks = tasks.tasks if isinstance(tasks, History) else tasks
    if tasks is None or not {"task_id", "quarter", "progress_pct", "source_file"} <= set(tasks.columns):
        raise ReportError("own.no_tasks")
    picture, language = get_style()
    figure, axes = find_axes(ax)
    scope = describe_scope(tasks)
    below = subtitle if subtitle is not None else _describe(scope.coverage(language), scope.period(language), language)
    source = scope.footer(language) + (say("footer.joiner", language) + note if note else "")
    for text in _finishes[figure].texts if figure in _finishes else []:
        text.remove()  # finished again
    with measured_as(picture):
        figure.set_layout_engine("none")
        figure.set_size_inches(size("width_in"), figure.get_figheight())
        for each in axes:
            _say_names(each, language)
            _write_plainly(each)
        if len(axes) == 1:
            axes[0].set_title("", loc="left")
            axes[0].set_title("", loc="center")
        _lift_legends(figure, axes, language)
        _use_fonts(figure, axes)
        title, below, source = (drawable(text) for text in (title, below, source))
        texts = write_around(axes, figure, title, below, source, scope.synthetic, language)
        _use_fonts(figure, axes)
        figure.draw_without_rendering()
    _finishes[figure] = Finish(title, below, source, tasks, picture, language, texts)
    return ax


def find_finish(ax: Drawn) -> Finish:
    """What `finish` wrote around a chart. Raises ReportError where it was not called."""
    figure = find_axes(ax)[0]
    if figure not in _finishes:
        raise ReportError("own.not_finished")
    return _finishes[figure]


def find_axes(ax: Drawn) -> tuple[Figure, list[Axes]]:
    """The figure of a chart, and all axes in it. Raises ReportError for what is no chart."""
    figure = (
        ax.get_figure(root=True)
        if isinstance(ax, Axes)
        else ax
        if isinstance(ax, Figure)
        else getattr(ax, "figure", None)
    )
    if not isinstance(figure, Figure) or not figure.axes:
        raise ReportError("own.no_chart", what=type(ax).__name__)
    return figure, list(figure.axes)


def save_chart(ax: Drawn, name: str, table: pd.DataFrame | None = None, folder: str | Path | None = None) -> list[str]:
    """Write a finished chart as PNG (300 dpi) and SVG, and what it shows as CSV; return the names of the files.

    `table` is what is drawn; None: the tasks that `finish` was given, in words. Into `output/own/` of the project unless `folder`
    says else. Raises ReportError for a chart that is not finished: it would go out without its source.
    """
    done, stem = find_finish(ax), make_file_name(name)
    place = find_project() / "output" / "own" if folder is None else Path(folder)
    write_drawing(
        draw_finished(ax, stem), label(list_tasks(done.tasks) if table is None else table, done.language), place
    )
    return [f"{stem}.{kind}" for kind in ("png", "svg", "csv")]


def draw_finished(ax: Drawn, name: str) -> Drawing:
    """A finished chart as it is printed."""
    figure, axes = find_axes(ax)
    boxes = [box for each in (*axes, *figure.legends) if (box := each.get_tightbbox()) is not None]
    return print_figure(figure, name, min(box.y0 for box in boxes), max(box.y1 for box in boxes))


def list_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """The tasks of a chart as a table for reading."""
    columns = [name for name in TABLE if name in tasks and (is_compared(tasks) or name in TABLE[:7])]
    return tasks[columns].reset_index(drop=True)


def _describe(coverage: str, period: str, language: str) -> str:
    return fill("own", "say.subtitle", language, {"coverage": coverage, "period": period})


def _say_names(ax: Axes, language: str) -> None:
    """Names of columns on the axes and above the legend in words."""
    ax.set_xlabel(_say_name(ax.get_xlabel(), language))
    ax.set_ylabel(_say_name(ax.get_ylabel(), language))


def _say_name(name: str, language: str) -> str:
    """The name of a column, or of what seaborn counts, in words."""
    counted = load_vocabulary("own")["axis"].get(name.lower())
    return str(counted[language]) if counted else label(name, language)


def _is_named(axis: Axis) -> bool:
    """Whether an axis has names and no numbers."""
    fixed = isinstance(axis.get_major_locator(), (FixedLocator, StrCategoryLocator))
    return fixed and any(char.isalpha() for text in axis.get_ticklabels() for char in text.get_text())


def _write_plainly(ax: Axes) -> None:
    """Names wrapped into the room that they have, no lines across names."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    if _is_named(ax.yaxis):
        ax.yaxis.grid(False)
        names = [text.get_text() for text in ax.get_yticklabels()]
        long = any(text_width(name) > size("label_columns") for name in names)
        ax.set_yticks(ax.get_yticks(), [label_task(name) for name in names] if long else names, rotation=0)
    if _is_named(ax.xaxis):
        ax.xaxis.grid(False)
        names = [text.get_text() for text in ax.get_xticklabels()]
        low, high = sorted(ax.get_xlim())
        room = 0.92 * ax.get_window_extent().width / figure.dpi / max(high - low, 1)
        wrapped = [wrap_inches(name, room, size("text_pt")) for name in names]
        ax.set_xticks(ax.get_xticks(), wrapped, rotation=0, ha="center")


def _lift_legends(figure: Figure, axes: Sequence[Axes], language: str) -> None:
    """Legends above the axes, from the left, in as many columns as there is room for: inside they would cover what is drawn."""
    for ax in axes:
        if legend := ax.get_legend():
            _lift(ax, legend, ax.get_window_extent().width / figure.dpi, language)
    for shared in list(figure.legends):  # of a grid: it stands beside the pictures, and on paper there is no room
        _lift(axes[0], shared, 0.8 * size("width_in"), language)


def _lift(ax: Axes, legend: Legend, room: float, language: str) -> None:
    names, title = [text.get_text() for text in legend.get_texts()], legend.get_title().get_text()
    widest = max((text_inches(name, size("text_pt")) for name in names), default=0)
    letter = size("text_pt") / 72
    columns = max(1, min(len(names), int((room + 1.5 * letter) // (widest + 4.5 * letter))))
    handles = [handle for handle in legend.legend_handles if handle is not None]
    above = TITLE_LINES if ax.get_title("left") or ax.get_title() else LEGEND_GAP
    legend.remove()
    ax.legend(handles, names, title=_say_name(title, language), loc="lower left", bbox_to_anchor=(0, 1), ncols=columns,
              frameon=False, borderaxespad=above, borderpad=0, columnspacing=1.5, fontsize=size("text_pt"),
              title_fontsize=size("text_pt"), alignment="left", labelcolor=colour("ink"))  # fmt: skip


def _use_fonts(figure: Figure, axes: Sequence[Axes]) -> None:
    """Chinese everywhere, whatever a theme of seaborn has set since; a $ in a report is a dollar."""
    for ax in axes:
        ax.tick_params(axis="both", which="both", labelfontfamily=fonts())
    for text in figure.findobj(Text):
        text.set_fontfamily(fonts())
        text.set_parse_math(False)
