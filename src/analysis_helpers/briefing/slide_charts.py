"""Draw native PowerPoint charts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.datalabel import DataLabels
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter import Workbook

from analysis_helpers.briefing.display_tables import show_cell
from analysis_helpers.briefing.ooxml import fit
from analysis_helpers.charts.theme import colour, wrap
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


KINDS = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "bar_stacked": XL_CHART_TYPE.BAR_STACKED,
    "area_stacked": XL_CHART_TYPE.AREA_STACKED,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}
# Where a series has another fill than the colour of its name.
FILLS = {"done": "ink", "unknown": "grid", "cannot_be_shown": "grid"}
DARK = ("ink", "ahead", "behind", "shown")
DAYS_APART = 15  # days from one label to the next
TASK_ROOM = 0.27  # of the chart's width, for the tasks
FEW = 25  # points that have room for their numbers
WORD_ROOM = 0.12  # of the longest bar: a part as long as this has room for its word


def add_native(shapes: Any, frame: pd.DataFrame, spec: dict[str, Any], box: tuple[int, int, int, int], scope: Scope,
               language: str) -> Any:  # fmt: skip
    """Add the chart that `spec` (an entry of `native` in outline.toml) describes; return its graphic frame."""
    rows = shown_rows(frame, spec)
    data = points_of(rows, spec, scope, language) if spec["kind"] == "scatter" else bars_of(rows, spec, language)
    shape = shapes.add_chart(KINDS[spec["kind"]], *box, data)
    chart = shape.chart
    points = load_vocabulary("layout")["slide"]["label"]
    chart.font.size, chart.font.color.rgb = Pt(points if len(rows) <= 14 else points - 3), _rgb("ink")
    chart.has_title = False
    # A colour needs its word, even where all bars are of one status.
    chart.has_legend = len(chart.plots[0].series) > 1 or spec["kind"] == "bar_stacked"
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    if spec["kind"].startswith("bar"):
        _dress_bars(chart, rows, spec)
    elif spec["kind"] == "scatter":
        _dress_points(chart, rows.dropna(subset=[spec["label"]]), spec, scope)
    else:
        _dress_days(chart, rows, spec)
    return shape


def _dress_bars(chart: Any, rows: pd.DataFrame, spec: dict[str, Any]) -> None:
    plot, values, names = chart.plots[0], chart.value_axis, chart.category_axis
    plot.gap_width, plot.vary_by_categories = 45, False
    names.reverse_order, names.format.line.color.rgb = True, _rgb("grid")
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.visible = values.has_major_gridlines = False
    stacked = len(spec["series"]) > 1 or spec.get("turned", False)
    longest = max(sum(filter(None, bar)) for bar in zip(*(series.values for series in plot.series), strict=True))
    for series, key in zip(plot.series, series_keys(rows, spec), strict=True):
        fill = FILLS.get(key, key) if stacked else "ahead"
        _fill(series, fill)
        _label_values(series, XL_LABEL_POSITION.CENTER if stacked else XL_LABEL_POSITION.OUTSIDE_END,
                      "FFFFFF" if stacked and fill in DARK else colour("ink"))  # fmt: skip
        if stacked and len(plot.categories) > 1 and min(value or 0 for value in series.values) >= WORD_ROOM * longest:
            series.data_labels.show_series_name = True
            _separate(series.data_labels)
    _label_every(names, 1)
    if spec["label"] == "task":
        _leave_room(chart)
    if spec["series"] == ["deviation_pp"]:
        series = plot.series[0]
        series.invert_if_negative = False
        for i, value in enumerate(rows["deviation_pp"]):
            if value < 0:
                _fill(series.points[i], "behind")
        series.data_labels.number_format = "+General;−General;0"
        series.data_labels.number_format_is_linked = False


def _separate(labels: Any) -> None:
    """Write a blank between a series' name and its figure; PowerPoint's own mark is a semicolon."""
    separator = etree.Element(qn("c:separator"))
    separator.text = " "
    labels._element.find(qn("c:showBubbleSize")).addnext(separator)


def _label_every(axis: Any, apart: int) -> None:
    """Label every so many bars or days; ticks stand where the labels do."""
    for tag in ("tickLblSkip", "tickMarkSkip"):
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(etree.Element(qn(f"c:{tag}"), val=str(apart)))


def _leave_room(chart: Any) -> None:
    """Names of tasks are long: the bars begin where they end."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    etree.SubElement(manual, qn("c:layoutTarget")).set("val", "inner")
    for tag, value in (("xMode", "edge"), ("yMode", "edge"), ("x", TASK_ROOM), ("y", 0.02), ("w", 0.97 - TASK_ROOM), ("h", 0.96)):  # fmt: skip
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", str(value))
    area.insert(0, layout)


def _dress_days(chart: Any, rows: pd.DataFrame, spec: dict[str, Any]) -> None:
    days = chart.category_axis
    _label_every(days, DAYS_APART)
    days.format.line.color.rgb = _rgb("grid")
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.format.line.color.rgb = _rgb("grid")
    for series, key in zip(chart.plots[0].series, series_keys(rows, spec), strict=True):
        _fill(series, FILLS.get(key, key))


def _dress_points(chart: Any, rows: pd.DataFrame, spec: dict[str, Any], scope: Scope) -> None:
    """A dot for each percent as high as its tasks, on a stem."""
    series = chart.plots[0].series[0]
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 13 if len(rows) <= FEW else 6
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _rgb("ahead")
    series.marker.format.line.color.rgb = _rgb("ahead")
    if len(rows) <= FEW:
        _label_values(series, XL_LABEL_POSITION.ABOVE, colour("ink"))
    _add_stems(series)
    for i, percent in enumerate(rows[spec["label"]]):
        if percent == scope.expected_pct and len(rows) <= FEW:
            series.points[i].data_label.position = XL_LABEL_POSITION.LEFT  # beside the line, not on it
    if len(chart.plots[0].series) > 1:
        line = chart.plots[0].series[1]
        line.marker.style = XL_MARKER_STYLE.NONE
        line.format.line.width, line.format.line.color.rgb = Pt(1.25), _rgb("ink")
    top, furthest = float(rows[spec["series"][0]].max()), float(rows[spec["label"]].max())
    percents, counts = chart.category_axis, chart.value_axis
    percents.minimum_scale, percents.maximum_scale = 0, max(100, -(-furthest // 10) * 10)
    percents.has_major_gridlines = counts.has_major_gridlines = counts.visible = False
    percents.major_unit = 10 if furthest <= 100 else None
    percents.tick_labels.number_format, percents.tick_labels.number_format_is_linked = '0"%"', False
    counts.minimum_scale, counts.maximum_scale = 0, top * ROOM


def _add_stems(series: Any) -> None:
    """A line from each point down to zero: an error bar of 100 %, which python-pptx has no name for."""
    bars = etree.SubElement(series._element, qn("c:errBars"))
    for tag, value in (("errDir", "y"), ("errBarType", "minus"), ("errValType", "percentage"), ("noEndCap", "1"), ("val", "100")):  # fmt: skip
        etree.SubElement(bars, qn(f"c:{tag}")).set("val", value)
    look = etree.SubElement(bars, qn("c:spPr"))
    line = etree.SubElement(look, qn("a:ln"), w="28575")
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr")).set("val", colour("ahead").lstrip("#"))
    series._element.find(qn("c:xVal")).addprevious(bars)


def _label_values(series: Any, place: Any, ink: str) -> None:
    labels = DataLabels(series._element.get_or_add_dLbls())  # points have no such property in python-pptx
    labels.show_value, labels.position = True, place
    labels.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())
    # A zero is no bar: its label would stand on its neighbour's.
    labels.number_format, labels.number_format_is_linked = '[=0]"";General', False


def _fill(part: Any, name: str) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = _rgb(name)


def _rgb(name: str) -> Any:
    return RGBColor.from_string(colour(name).lstrip("#").upper())
