"""Draw native PowerPoint charts."""

from __future__ import annotations

from typing import Any

import pandas as pd
from lxml import etree
from pptx.chart.datalabel import DataLabels
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from analysis_helpers.briefing.slide_data import (
    BEYOND,
    ROOM,
    STANDS,
    as_number,
    bars_of,
    points_of,
    series_keys,
    shown_rows,
    steps_of,
)
from analysis_helpers.charts.theme import colour, text_inches
from analysis_helpers.core.vocabulary import load_vocabulary, say
from analysis_helpers.findings.finding import Finding
from analysis_helpers.measures.scope import Scope

KINDS = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "pair": XL_CHART_TYPE.BAR_CLUSTERED,
    "bar_stacked": XL_CHART_TYPE.BAR_STACKED,
    "steps": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
    "scatter": XL_CHART_TYPE.XY_SCATTER,
}
# Where a series has another fill than the colour of its name.
FILLS = {
    "done": "ink", "cannot_be_shown": "unknown", "advanced": "ahead", "jumped": "partly_shown",
    "copied": "not_started", "stalled": "on_schedule", "regressed": "behind", "not_comparable": "unknown",
}  # fmt: skip
DARK = ("ink", "ahead", "behind", "shown", "mark")
TASK_ROOM = 0.33  # of the chart's width, for the tasks
FEW = 25  # points that have room for their numbers
PLOT_SHARE = 0.8  # of a chart's width, at least, that its longest bar takes


def add_native(shapes: Any, frame: pd.DataFrame, spec: dict[str, Any], box: tuple[int, int, int, int], scope: Scope,
               language: str, finding: Finding | None = None) -> Any:  # fmt: skip
    """Add the chart that `spec` (an entry of `native` in outline.toml) describes; return its graphic frame.

    What `finding`, the slide's title, names is in colour or outlined.
    """
    rows, kind = shown_rows(frame, spec), spec["kind"]
    if kind == "scatter":
        data: Any = points_of(rows, spec, scope, language)
    else:
        data = steps_of(rows, spec, language) if kind == "steps" else bars_of(rows, spec, language)
    shape = shapes.add_chart(KINDS[kind], *box, data)
    chart = shape.chart
    chart.font.size, chart.font.color.rgb = Pt(load_vocabulary("layout")["slide"]["label"]), _rgb("ink")
    chart.has_title = chart.has_legend = False
    if kind == "scatter":
        chart.has_legend = len(chart.plots[0].series) > 1
        _dress_points(chart, rows.dropna(subset=[spec["label"]]), spec, scope)
    elif kind == "steps":
        _dress_steps(chart, rows, spec, language)
    elif kind == "pair":
        _dress_pairs(chart, rows, spec)
    else:
        _dress_bars(chart, rows, spec, Emu(box[2]).inches * PLOT_SHARE, finding)
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    return shape


def _dress_bars(chart: Any, rows: pd.DataFrame, spec: dict[str, Any], width: float, finding: Finding | None) -> None:
    """Bars with their figures; parts that have room carry their word, too, and a legend names the others' colours."""
    _set_bars(chart)
    plot = chart.plots[0]
    stacked = len(spec["series"]) > 1 or spec.get("turned", False)
    if not stacked:
        _dress_plain(plot.series[0], rows, spec, finding)
    else:
        longest = max(sum(filter(None, bar)) for bar in zip(*(series.values for series in plot.series), strict=True))
        for series, key in zip(plot.series, series_keys(rows, spec), strict=True):
            fill = FILLS.get(key, key)
            _fill(series, fill)
            _outline(series, "quiet" if fill in ("unknown", "on_schedule") else fill)
            _label_values(series, XL_LABEL_POSITION.CENTER, "FFFFFF" if fill in DARK else colour("ink"))
            named = [_has_room(series.name, value, longest, width) for value in series.values]
            for i, has_word in enumerate(named):
                if has_word:
                    _name_part(series.points[i].data_label, "FFFFFF" if fill in DARK else colour("ink"))
            # A colour needs its word somewhere.
            chart.has_legend = chart.has_legend or not any(named)
        _outline_point(plot, rows, spec, finding)
    if spec["label"] == "task":
        _leave_room(chart)


def _set_bars(chart: Any) -> None:
    plot, values, names = chart.plots[0], chart.value_axis, chart.category_axis
    plot.gap_width, plot.vary_by_categories = 45, False
    names.reverse_order, names.format.line.color.rgb = True, _rgb("grid")
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.visible = values.has_major_gridlines = False
    _label_every(names, 1)


def _has_room(word: str, value: float | None, longest: float, width: float) -> bool:
    points = load_vocabulary("layout")["slide"]["label"]
    return bool(value) and text_inches(f"{word} {value:.0f}", points) * 1.25 <= width * (value or 0) / longest


def _name_part(label: Any, ink: str) -> None:
    """Word and figure on one part of a bar; PowerPoint's own mark between them would be a semicolon."""
    found = label._get_or_add_dLbl()
    for tag in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        found.find(qn(f"c:{tag}")).set("val", "1" if tag in ("showVal", "showSerName") else "0")
    separator = etree.Element(qn("c:separator"))
    separator.text = " "
    found.find(qn("c:showBubbleSize")).addnext(separator)
    label.position = XL_LABEL_POSITION.CENTER
    font = label.font
    found.get_or_add_txPr().bodyPr.set("wrap", "none")
    font.size, font.color.rgb = (
        Pt(load_vocabulary("layout")["slide"]["label"]),
        RGBColor.from_string(ink.lstrip("#").upper()),
    )


def _move_label(label: Any, place: Any, ink: str) -> None:
    """Put one figure elsewhere than those of its series."""
    label.font.size = Pt(load_vocabulary("layout")["slide"]["label"])
    label.font.color.rgb, label.position = _rgb(ink), place
    found = label._get_or_add_dLbl()
    form = etree.Element(qn("c:numFmt"), formatCode='0"%"', sourceLinked="0")
    (found.find(qn("c:idx")) if found.find(qn("c:layout")) is None else found.find(qn("c:layout"))).addnext(form)


def _dress_plain(series: Any, rows: pd.DataFrame, spec: dict[str, Any], finding: Finding | None) -> None:
    """One bar for each row; in colour what the title names."""
    _label_values(series, XL_LABEL_POSITION.OUTSIDE_END, colour("ink"))
    values = rows[spec["series"][0]].tolist()
    if spec["series"] == ["deviation_pp"]:
        series.invert_if_negative = False
        behind = any(value < 0 for value in values)
        shades = ["behind" if value < 0 else "mark" if behind else "ahead" for value in values]
        series.data_labels.number_format = "+General;−General;0"
        series.data_labels.number_format_is_linked = False
    else:
        named = finding.named_figure if finding else ""
        shades = ["not_started" if label == named else "mark" for label in rows[spec["label"]]]
    _fill(series, "mark")
    for i, shade in enumerate(shades):
        if shade != "mark":
            _fill(series.points[i], shade)


def _outline_point(plot: Any, rows: pd.DataFrame, spec: dict[str, Any], finding: Finding | None) -> None:
    """Outline the part that the title speaks of: what was reported ahead."""
    if (finding.named_figure if finding else "") != "overstated" or "reported" not in spec["series"]:
        return
    for series, key in zip(plot.series, series_keys(rows, spec), strict=True):
        if key == "ahead":
            point = series.points[spec["series"].index("reported")]
            _fill(point, FILLS.get(key, key))
            point.format.line.width, point.format.line.color.rgb = Pt(3), _rgb("ink")


def _dress_pairs(chart: Any, rows: pd.DataFrame, spec: dict[str, Any]) -> None:
    """Two bars for each row: what was or is claimed in grey, and below it what is, counts or comes, in the colour of how it
    stands; a line from the least to the most that it may be."""
    _set_bars(chart)
    chart.has_legend = True
    first, second = chart.plots[0].series
    chart.plots[0].gap_width, chart.plots[0].overlap = 40, 0
    stands = spec.get("stands", "")
    # A line from least to most that goes beyond its bar would run through a figure behind it.
    open_end = spec.get("range", [""])[-1] not in ("", spec["series"][1])
    top = float(rows[spec["series"]].max().max())
    chart.value_axis.minimum_scale = 0
    chart.value_axis.maximum_scale = 112 if top <= 100 else min(top * 1.1, BEYOND)
    for series, shade in ((first, "on_schedule"), (second, "ahead")):
        _fill(series, shade)
        _label_values(series, XL_LABEL_POSITION.OUTSIDE_END, colour("ink"))
        series.data_labels.number_format = '0"%"'
        for i, value in enumerate(series.values):
            beyond = value is not None and value > BEYOND * 0.95
            if (open_end or beyond) and series is second:
                _move_label(series.points[i].data_label, XL_LABEL_POSITION.INSIDE_BASE, "unknown")
    for i, row in enumerate(rows.to_dict("records")):
        short = "behind" if row[spec["series"][1]] < 100 else ""
        if shade := STANDS[stands].get(row[stands], "") if stands else short:
            _fill(second.points[i], shade)
    if spec.get("range"):
        _add_ranges(second, rows, spec)
    _leave_room(chart)


def _add_ranges(series: Any, rows: pd.DataFrame, spec: dict[str, Any]) -> None:
    """A line from the least to the most that a bar may be: error bars with a value for each, which python-pptx has no name for."""
    low, high = (rows[name].astype("Float64") for name in spec["range"])
    value = rows[spec["series"][1]].astype("Float64")
    if not ((value - low).fillna(0).gt(0) | (high - value).fillna(0).gt(0)).any():
        return
    bars = etree.Element(qn("c:errBars"))
    for tag, text in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "1")):
        etree.SubElement(bars, qn(f"c:{tag}")).set("val", text)
    least = low.fillna(0).where(high.notna(), value)  # without a highest there is no range
    for tag, lengths in (("plus", high - value), ("minus", value - least)):
        literal = etree.SubElement(etree.SubElement(bars, qn(f"c:{tag}")), qn("c:numLit"))
        etree.SubElement(literal, qn("c:formatCode")).text = "General"
        etree.SubElement(literal, qn("c:ptCount")).set("val", str(len(rows)))
        for i, length in enumerate(lengths.fillna(0)):
            point = etree.SubElement(literal, qn("c:pt"), idx=str(i))
            etree.SubElement(point, qn("c:v")).text = str(as_number(max(float(length), 0)))
    _draw_line(bars, "ink", 15875)
    series._element.find(qn("c:cat")).addprevious(bars)


def _label_every(axis: Any, apart: int) -> None:
    """Label every so many bars; ticks stand where the labels do."""
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
    top = 0.09 if chart.has_legend else 0.02
    for tag, value in (("xMode", "edge"), ("yMode", "edge"), ("x", TASK_ROOM), ("y", top), ("w", 0.97 - TASK_ROOM), ("h", 0.98 - top)):  # fmt: skip
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", str(value))
    area.insert(0, layout)


def _dress_steps(chart: Any, rows: pd.DataFrame, spec: dict[str, Any], language: str) -> None:
    """A line that falls where the calendar reaches a task, with how many are ahead at its beginning and after the days that
    the title speaks of."""
    whole, near = chart.plots[0].series
    for series, shade, points in ((whole, "mark", 2.25), (near, "ahead", 4)):
        series.smooth, series.format.line.width = False, Pt(points)
        series.format.line.color.rgb = _rgb(shade)
    days, counts = chart.category_axis, chart.value_axis
    days.minimum_scale, days.maximum_scale = 0, float(rows[spec["label"]].max())
    days.major_unit, days.has_major_gridlines = 15, False
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = say("chart.days_format", language), False
    days.format.line.color.rgb = _rgb("grid")
    top = float(rows[spec["series"][0]].max())
    counts.minimum_scale, counts.maximum_scale, counts.major_unit = 0, -(-top * ROOM // 1), max(1, round(top / 4))
    counts.major_gridlines.format.line.color.rgb = _rgb("grid")
    counts.format.line.fill.background()
    xs = list(near.iter_values())
    # Where the line first falls there is room to its right; where it ends, above it.
    places = {1: XL_LABEL_POSITION.RIGHT} if len(xs) > 2 else {}
    for at, place in (places | {len(xs) - 1: XL_LABEL_POSITION.ABOVE}).items():
        label = near.points[at].data_label
        label.text_frame.text = say("chart.still_ahead", language, n=int(xs[at]))
        label.position = place
        run = label.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold, run.font.color.rgb = Pt(load_vocabulary("layout")["slide"]["text"]), True, _rgb("ink")  # fmt: skip


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
    _draw_line(bars, "ahead", 28575)
    series._element.find(qn("c:xVal")).addprevious(bars)


def _draw_line(bars: Any, shade: str, width: int) -> None:
    look = etree.SubElement(bars, qn("c:spPr"))
    line = etree.SubElement(look, qn("a:ln"), w=str(width))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr")).set("val", colour(shade).lstrip("#"))


def _outline(part: Any, name: str) -> None:
    part.format.line.color.rgb, part.format.line.width = _rgb(name), Pt(0.75)


def _label_values(series: Any, place: Any, ink: str) -> None:
    labels = DataLabels(series._element.get_or_add_dLbls())  # points have no such property in python-pptx
    labels.show_value, labels.position = True, place
    labels.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())
    labels._element.get_or_add_txPr().bodyPr.set("wrap", "none")
    # A zero is no bar: its label would stand on its neighbour's.
    labels.number_format, labels.number_format_is_linked = '[=0]"";General', False


def _fill(part: Any, name: str) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = _rgb(name)


def _rgb(name: str) -> Any:
    return RGBColor.from_string(colour(name).lstrip("#").upper())
