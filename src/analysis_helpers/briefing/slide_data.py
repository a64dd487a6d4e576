"""Which rows of a table a native chart of a slide shows, and the data that PowerPoint keeps with it."""

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
from analysis_helpers.charts.theme import wrap
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.measures.progress import threshold
from analysis_helpers.measures.scope import Scope

MOST, PAIRS = 12, 8  # rows of a chart, and of one with two bars in each: more cannot be read from the back of a room
TASK_WIDTH = 40  # half-width columns for a task beside its bar
BEYOND = 130  # percent: what is counted beyond runs off the scale, with its figure
ROOM = 1.15  # above the tallest stem, for its number


# What a row of a pair is drawn in, by the column that says how it stands.
STANDS = {
    "movement": {"stalled": "ink", "regressed": "behind"},
    "verdict": {"below": "behind", "level_short": "behind", "reading_decides": "not_started"},
}


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
    if spec["kind"] == "pair":
        return len(_rows_that_count(frame, spec)) > 0
    return bool(frame[spec["series"]].fillna(0).ne(0).any(axis=None))


def _rows_that_count(frame: pd.DataFrame, spec: dict[str, Any]) -> pd.DataFrame:
    """The rows that a chart can show at all."""
    return frame.dropna(subset=spec["series"]) if spec["kind"] in ("bar", "pair") else frame


def shown_rows(frame: pd.DataFrame, spec: dict[str, Any]) -> pd.DataFrame:
    """The rows of a table that a slide has room for, those of most consequence first (`first` names the column, and
    whether its largest or smallest values come first); of days and percents all."""
    rows = _rows_that_count(frame, spec)
    if first := spec.get("first"):
        rows = rows.sort_values(first.lstrip("-"), ascending=first[0] != "-", kind="stable")
    if stands := spec.get("stands"):  # what has a colour of its own comes before what has none
        coloured = rows[stands].isin(STANDS[stands])
        rows = pd.concat([rows[coloured], rows[~coloured]])
    return rows if spec["kind"] in ("steps", "scatter") else rows.head(PAIRS if spec["kind"] == "pair" else MOST)


def count_left_out(frame: pd.DataFrame, spec: dict[str, Any]) -> int:
    """How many rows that could be shown are not."""
    return len(_rows_that_count(frame, spec)) - len(shown_rows(frame, spec))


def bars_of(rows: pd.DataFrame, spec: dict[str, Any], language: str) -> Any:
    """Bars or days with their series; `turned`: each row of the table is a series, its columns are the bars."""
    label = spec["label"]
    data: Any = PlainChartData()
    names = load_vocabulary("labels")["columns"]
    if spec.get("turned"):
        kept = rows[rows[spec["series"]].sum(axis=1) > 0]
        data.categories = [names[column][language] for column in spec["series"]]
        for name, *values in kept[[label, *spec["series"]]].itertuples(index=False, name=None):
            data.add_series(fit(show_cell(label, name, language)), map(as_number, values))
        return data
    data.categories = [_label(label, value, language) for value in rows[label]]
    for column in _series(rows, spec):
        data.add_series(names[column][language], [as_number(value) for value in rows[column]])
    return data


def steps_of(rows: pd.DataFrame, spec: dict[str, Any], language: str) -> XyChartData:
    """Counts by day as steps, each day lasting until the next; the days that the title speaks of once more, in colour."""
    days, counts = (rows[name].tolist() for name in (spec["label"], *spec["series"]))
    soon = int(threshold("later_days"))
    data = XyChartData(number_format="General")
    names = (
        load_vocabulary("labels")["columns"][spec["series"][0]][language],
        say("chart.lead_days", language, days=soon),
    )
    for name, last in zip(names, (days[-1], soon), strict=True):
        series, before = data.add_series(name), None
        for day, n in zip(days, counts, strict=True):
            if day > last:
                break
            if before is None or n != before or day == last:
                if before is not None and n != before:
                    series.add_data_point(day, as_number(before))
                series.add_data_point(day, as_number(n))
            before = n
    return data


def _series(rows: pd.DataFrame, spec: dict[str, Any]) -> list[str]:
    """The columns that are drawn; a status that no task has would be a word in the legend and nothing else."""
    if spec["kind"] == "pair":
        return list(spec["series"])
    return [c for c in spec["series"] if len(spec["series"]) == 1 or rows[c].sum() > 0] or spec["series"]


def points_of(rows: pd.DataFrame, spec: dict[str, Any], scope: Scope, language: str) -> XyChartData:
    """Percents with the number of tasks at each, and the expected progress as a line."""
    data = XyChartData(number_format="General")
    series = data.add_series(load_vocabulary("labels")["columns"][spec["series"][0]][language])
    for x, y in rows[[spec["label"], *spec["series"]]].dropna().itertuples(index=False):
        series.add_data_point(as_number(x), as_number(y))
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
    return fit(_first_line(value)) if column in ("task", "target_quote") else fit(show_cell(column, value, language))


def _first_line(task: str) -> str:
    """A task beside its bar, in one line; “…” says that there is more in the table."""
    lines = wrap(task, TASK_WIDTH).split("\n")
    return lines[0] if len(lines) == 1 else lines[0].rstrip("，,；;、 ") + "…"


def as_number(value: Any) -> float | int | None:
    """A value as PowerPoint takes it; None where it is missing."""
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 6)


def series_keys(rows: pd.DataFrame, spec: dict[str, Any]) -> list[str]:
    """What each series stands for (a status or a column), in the order in which they are drawn."""
    if spec.get("turned"):
        return list(rows.loc[rows[spec["series"]].sum(axis=1) > 0, spec["label"]])
    return _series(rows, spec)
