"""The data of a chart that can be edited in PowerPoint, taken from the table of its measure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from xlsxwriter import Workbook

from analysis_helpers.briefing.display_tables import show_cell
from analysis_helpers.briefing.ooxml import fit
from analysis_helpers.charts.labels import wrap
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.measures.scope import Scope

TASK_WIDTH = 36  # half-width columns for a task beside its bar
ROOM = 1.15  # above the tallest stem, for its number


class _PlainWriter(CategoryWorkbookWriter):
    """The workbook inside a chart, where a text that begins like a formula is a text."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[Any]:
        plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(xlsx_file, plain) as workbook:
            yield workbook, workbook.add_worksheet()


class PlainChartData(CategoryChartData):
    """Categories and series whose texts come from a report."""

    def __init__(self) -> None:
        super().__init__(number_format="General")

    @property
    def _workbook_writer(self) -> Any:
        return _PlainWriter(self)


def has_shape(frame: pd.DataFrame, spec: dict[str, Any]) -> bool:
    """Whether anything would be seen: bars that are all zero would look like no chart, points need a percent."""
    if spec["kind"] == "scatter":
        frame = frame.dropna(subset=[spec["label"]])
    return bool(frame[spec["series"]].fillna(0).ne(0).any(axis=None))


def shown_rows(frame: pd.DataFrame, spec: dict[str, Any]) -> pd.DataFrame:
    """The rows of a table that a slide has room for: of tasks those furthest behind, of others the first."""
    if spec["kind"] == "bar":
        frame = frame.dropna(subset=spec["series"])
    most = spec.get("most", len(frame))
    if len(frame) <= most:
        return frame
    return frame.tail(most) if "deviation_pp" in frame else frame.head(most)


def bars_of(rows: pd.DataFrame, spec: dict[str, Any], language: str) -> Any:
    """Bars or days with their series; `turned`: each row of the table is a series, its columns are the bars."""
    label = spec["label"]
    data: Any = PlainChartData()
    names = load_vocabulary("labels")["columns"]
    if spec.get("turned"):
        kept = rows[rows[spec["series"]].sum(axis=1) > 0]
        data.categories = [names[column][language] for column in spec["series"]]
        for name, *values in kept[[label, *spec["series"]]].itertuples(index=False, name=None):
            data.add_series(fit(show_cell(label, name, language)), map(_number, values))
        return data
    data.categories = [_label(label, value, language) for value in rows[label]]
    for column in _series(rows, spec):
        data.add_series(names[column][language], [_number(value) for value in rows[column]])
    return data


def _series(rows: pd.DataFrame, spec: dict[str, Any]) -> list[str]:
    """The columns that are drawn; a status that no task has would be a word in the legend and nothing else."""
    return [c for c in spec["series"] if len(spec["series"]) == 1 or rows[c].sum() > 0] or spec["series"]


def points_of(rows: pd.DataFrame, spec: dict[str, Any], scope: Scope, language: str) -> XyChartData:
    """Percents with the number of tasks at each, and the expected progress as a line."""
    data = XyChartData(number_format="General")
    series = data.add_series(load_vocabulary("labels")["columns"][spec["series"][0]][language])
    for x, y in rows[[spec["label"], *spec["series"]]].dropna().itertuples(index=False):
        series.add_data_point(_number(x), _number(y))
    if scope.expected_pct is not None:
        line = data.add_series(say("chart.expected", language, pct=scope.expected(language)))
        for y in (0, float(rows[spec["series"][0]].max()) * ROOM):
            line.add_data_point(scope.expected_pct, y)
    return data


def _label(column: str, value: Any, language: str) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    if pd.isna(value):
        return say("chart.no_name", language)
    return fit(_first_line(value)) if column == "task" else fit(show_cell(column, value, language))


def _first_line(task: str) -> str:
    """A task beside its bar, in one line; “…” says that there is more in the table."""
    lines = wrap(task, TASK_WIDTH).split("\n")
    return lines[0] if len(lines) == 1 else lines[0].rstrip("，,；;、 ") + "…"


def _number(value: Any) -> float | int | None:
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 6)


def series_keys(rows: pd.DataFrame, spec: dict[str, Any]) -> list[str]:
    """What each series stands for (a status or a column), in the order in which they are drawn."""
    if spec.get("turned"):
        return list(rows.loc[rows[spec["series"]].sum(axis=1) > 0, spec["label"]])
    return _series(rows, spec)
