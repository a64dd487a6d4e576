"""Charts of somebody's own in a briefing: drawn anew for its quarter and language, or the picture of their quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis_helpers.briefing.display_tables import CaptionedTable
from analysis_helpers.briefing.pseudonyms import Pseudonyms
from analysis_helpers.briefing.sections import KEPT, Facts, Section
from analysis_helpers.charts.catalogue import Chart
from analysis_helpers.charts.export import Drawing
from analysis_helpers.charts.keep_chart import OwnChart, draw_own, read_picture, say_own
from analysis_helpers.charts.own_chart import draw_finished, find_axes, find_finish, list_tasks
from analysis_helpers.core.language import get_language
from analysis_helpers.core.vocabulary import fill
from analysis_helpers.findings.counted import find_rows
from analysis_helpers.findings.finding import Cell, Finding
from analysis_helpers.linkage.history import History
from analysis_helpers.measures.measured import Measured
from analysis_helpers.measures.own_measure import OwnMeasure

OWN = "own"  # the part of these charts


@dataclass(frozen=True)
class OwnPart:
    """A chart of somebody's own, ready for a briefing: its heading, its sentence, how it is drawn, its tasks and its table."""

    heading: str
    sentence: str
    picture: Callable[[str, str, str], Drawing]
    tasks: pd.DataFrame
    table: pd.DataFrame


def take_own(entries: Sequence[OwnChart], project: Path, history: History, tasks: pd.DataFrame, language: str,
             names: Pseudonyms | None, say: Callable[[str], None]) -> list[OwnPart]:  # fmt: skip
    """The charts of somebody's own for the tasks of a briefing (`names`: under pseudonyms), in its language.

    `say` is told which are left out, and why: pictures of another quarter, language or set of tasks; charts in which names stand that should
    not; those that have nothing to draw. Raises ReportError for one that fails.
    """
    taken = []
    for entry in entries:
        take = _take_picture if entry.file.endswith(".json") else _take_function
        found = take(entry, project / entry.file, history, tasks, language, names)
        if isinstance(found, OwnPart):
            taken.append(found)
        else:
            key, values = found
            say(fill("own", f"say.{key}", get_language(), {"name": entry.name, **values}))
    return taken


Left = tuple[str, Mapping[str, object]]  # why a chart is left out: the key of what is said, and what fills it


def _take_function(
    entry: OwnChart, path: Path, history: History, tasks: pd.DataFrame, language: str, names: Pseudonyms | None
) -> OwnPart | Left:
    if language not in entry.languages:
        return "left_out_language", {"language": language}

    def picture(name: str, language: str, size: str) -> Drawing:
        drawn, _ = draw_own(entry, path, tasks, history.so_far, language, size)
        assert drawn is not None
        drawing = draw_finished(drawn, name)
        plt.close(find_axes(drawn)[0])
        return drawing

    drawn, table = draw_own(entry, path, tasks, history.so_far, language, "notebook")
    if drawn is None:
        return "left_out_nothing", {}
    done, figure = find_finish(drawn), find_axes(drawn)[0]
    sentence, heading = say_own(entry, path, done, tasks, language), entry.name
    written = [text.get_text() for text in figure.findobj(Text)]
    plt.close(figure)
    if names is not None:
        heading, sentence = names.replace_in(heading), names.replace_in(sentence)
        if any(names.find_in(text) for text in written):
            return "left_out_names", {}
    shown = done.tasks[done.tasks["task_id"].isin(tasks["task_id"])].reset_index(drop=True)
    return OwnPart(heading, sentence, picture, shown, list_tasks(shown) if table is None else table)


def _take_picture(
    entry: OwnChart, path: Path, history: History, tasks: pd.DataFrame, language: str, names: Pseudonyms | None
) -> OwnPart | Left:
    now = history.quarters[-1]
    if now != entry.quarter:
        return "left_out_quarter", {"quarter": entry.quarter, "now": now}
    if language not in entry.languages:
        return "left_out_language", {"language": language}
    drawing, title, ids = read_picture(path)
    if names is not None:
        return "left_out_names", {}
    shown = tasks[tasks["task_id"].isin(ids)].reset_index(drop=True)
    sentence = say_own(entry, path, None, tasks, language, title)
    return OwnPart(entry.name, sentence, lambda name, *_: replace(drawing, name=name), shown, list_tasks(shown))


def compose_own(number: int, part: OwnPart, facts: Facts) -> Section:
    """A section under its own heading, which Word, slides, page and workbook take like every other."""
    key, measured = f"{KEPT}_{OWN}_{number}", Measured(part.tasks)
    finding = Finding("own.said", {"text": Cell(OWN, part.heading, "sentence", part.sentence)})
    frame = _flatten(part.table)
    rows = _place(frame, measured, facts)
    caption = fill("briefing", "table.chart", facts.language, {"topic": part.heading})
    table = CaptionedTable(key, caption, frame, facts.language, rows, own=True)
    chart = Chart(partial(_refuse, key), lambda _: finding, lambda _: frame, part.picture)
    return Section(key, part.heading, finding, table, frame, chart, measured, facts.language)


def _refuse(key: str, *_: object, **__: object) -> Axes:
    raise NotImplementedError(f"{key} gives its picture itself")


def _place(frame: pd.DataFrame, measured: Measured, facts: Facts) -> tuple[tuple[int, ...], ...] | None:
    """The positions, among the tasks of the briefing, of those that each row speaks of."""
    if not len(frame.columns) or "source_row" not in frame:
        return None
    at = {name: i for i, name in enumerate(facts.tasks["task_id"])}
    places = [at[name] for name in measured.tasks["task_id"]]
    rows = find_rows(frame, measured)
    return rows and tuple(tuple(places[i] for i in row) for row in rows)


def _flatten(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose cells hold what a spreadsheet does: texts, numbers, days; names of rows that were named in front."""
    named = [name for name in table.index.names if name is not None]
    table = table.reset_index(names=named) if named else table.reset_index(drop=True)
    table = table.set_axis([_write(name) for name in table.columns], axis="columns")
    simple = pd.api.types
    return table.assign(
        **{
            name: values.astype("object").map(_write, na_action="ignore")
            for name, values in table.items()
            if not (simple.is_numeric_dtype(values) or simple.is_datetime64_any_dtype(values))
        }
    )


def _write(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return str(value)


def measure_own(measures: Sequence[OwnMeasure], facts: Facts) -> tuple[CaptionedTable, ...]:
    """A table for each measure of somebody's own, of the tasks of the briefing, with its method as caption."""
    return tuple(
        CaptionedTable(f"{OWN}_{one.name}", one.method, _flatten(one(facts.tasks)), facts.language, own=True)
        for one in measures
    )
